import { Injectable } from '@nestjs/common';
import {
  accountExists,
  accountNotFound,
  accountView,
  type listAccounts,
  nameTaken,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Account } from './account.entity.ts';

/** One lock for all instances that find the database empty at once; the number has no meaning. */
const firstStart = 7_270_932;

/** What a password is compared with. */
export interface Credentials {
  readonly accountId: string;
  readonly staffId: string;
  readonly username: string;
  readonly passwordHash: string;
}

@Injectable()
export class AccountRepository extends AggregateRepository<Account> {
  constructor() {
    super(Account, {
      notFound: (id) => accountNotFound({ id }),
      view: accountView,
      // Who offers a link says why, and who signs in there may be named by an e-mail address.
      personal: { federatedSubject: 'words', offeredSubject: 'words', offeredWhy: 'words' },
      notPersonal: ['federatedIssuer', 'offeredIssuer'],
      secret: ['passwordHash'],
      unique: {
        account_username_key: (account) => nameTaken({ value: account.username }),
        account_staff_key: () => accountExists(),
        account_federated_key: (account) => nameTaken({ value: account.federatedSubject ?? '' }),
      },
    });
  }

  async lockOf(staffId: string): Promise<Account | undefined> {
    const [row] = await this.read<{ id: string }>('SELECT id FROM account WHERE staff_id = $1', [staffId]);
    return row && this.lock(row.id);
  }

  async findOf(staffId: string): Promise<Account | undefined> {
    const [row] = await this.read<{ id: string }>('SELECT id FROM account WHERE staff_id = $1', [staffId]);
    return row && this.find(row.id);
  }

  /** Whether there is any account at all. */
  async any(): Promise<boolean> {
    const [row] = await this.read<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM account) AS found', []);
    return row!.found;
  }

  /** Of several instances that find the database empty, the others wait until this one's transaction ends. */
  async firstStartAlone(): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [firstStart]);
  }

  /** `by`: what is known of the account. Closed accounts are found as well. */
  async credentials(
    by: { readonly username: string } | { readonly staffId: string },
  ): Promise<Credentials | undefined> {
    const column = 'username' in by ? 'username' : 'staff_id';
    const [row] = await this.read<Credentials>(
      `SELECT id AS "accountId", staff_id AS "staffId", username, password_hash AS "passwordHash" FROM account
         WHERE ${column} = $1`,
      ['username' in by ? by.username : by.staffId],
    );
    return row;
  }

  async idOfFederated(issuer: string, subject: string): Promise<string | undefined> {
    const [row] = await this.read<{ id: string }>(
      'SELECT id FROM account WHERE federated_issuer = $1 AND federated_subject = $2',
      [issuer, subject],
    );
    return row?.id;
  }

  page(request: RequestOf<typeof listAccounts>): Promise<{ items: Account[]; nextCursor: string | null }> {
    const query = this.select(Account, 'account');
    keepOneOf(query, { staffId: request.staffId });
    return readPage(query, request, { by: ['username'], direction: 'asc' }, (account) => account);
  }
}
