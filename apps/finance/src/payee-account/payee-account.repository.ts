import { Injectable } from '@nestjs/common';
import {
  payeeAccountKnown,
  payeeAccountNotFound,
  payeeAccountView,
  type listPayeeAccounts,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { PayeeAccount } from './payee-account.entity.ts';

@Injectable()
export class PayeeAccountRepository extends AggregateRepository<PayeeAccount> {
  constructor() {
    super(PayeeAccount, {
      notFound: (id) => payeeAccountNotFound({ id }),
      view: payeeAccountView,
      personal: { payeeName: 'words' },
      notPersonal: ['payeeKind', 'party'],
      unique: { payee_account_number: () => payeeAccountKnown() },
    });
  }

  /** `onlyOf`: of persons only the account of this one of the staff; null for those of all. */
  page(
    { party, staffId, state, ...request }: RequestOf<typeof listPayeeAccounts>,
    onlyOf: string | null,
  ): Promise<{ items: PayeeAccount[]; nextCursor: string | null }> {
    const query = this.select(PayeeAccount, 'account');
    keepOneOf(query, { party, staffId, state });
    if (onlyOf !== null) query.andWhere(`(account.payeeKind = 'firm' OR account.staffId = :onlyOf)`, { onlyOf });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (account) => account);
  }

  /** The entry that is in force with this number; null where none is. */
  async inForceWith(accountNumber: string): Promise<string | null> {
    const [row] = await this.read<{ id: string }>(
      `SELECT id FROM payee_account WHERE account_number = $1 AND state = 'in_force'`,
      [accountNumber],
    );
    return row?.id ?? null;
  }
}
