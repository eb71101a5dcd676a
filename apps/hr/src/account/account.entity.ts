import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { accountChanged, accountSteps, linkNotOffered, notLinked, notYourOwn, type Problem } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Staff } from '../staff/staff.entity.ts';

type AccountState = keyof typeof accountSteps.states;
type Step = keyof typeof accountSteps.steps;
interface Columns extends ColumnsOf<Account> {}

const nothingOffered = {
  offeredIssuer: null,
  offeredSubject: null,
  offeredBy: null,
  offeredAt: null,
  offeredWhy: null,
} as const;

/**
 * With what somebody signs in (P-02). Failures of signing in are not part of it: they are counted by username, whether
 * or not there is an account, so that nobody can find out which usernames exist.
 */
@Entity('account')
@Unique('account_username_key', ['username'])
@Unique('account_staff_key', ['staffId'])
@Unique('account_federated_key', ['federatedIssuer', 'federatedSubject'])
export class Account extends StatefulAggregate<AccountState, Step, Act, Columns> {
  @Column('uuid')
  @ForeignKey(() => Staff, { name: 'account_staff_fkey' })
  readonly staffId!: string;

  /** In lower case. */
  @Column('text')
  readonly username!: string;

  /** argon2id, in the PHC format. */
  @Column('text')
  readonly passwordHash!: string;

  @Column('text')
  readonly state!: AccountState;

  @Column('boolean')
  readonly mustChangePassword!: boolean;

  /** Of the OpenID provider whose account signs in to this one. */
  @Column('text', { nullable: true })
  readonly federatedIssuer!: string | null;

  @Column('text', { nullable: true })
  readonly federatedSubject!: string | null;

  /** Of the provider's account that HR offers to link; it signs nobody in. */
  @Column('text', { nullable: true })
  readonly offeredIssuer!: string | null;

  @Column('text', { nullable: true })
  readonly offeredSubject!: string | null;

  /** Staff id. */
  @Column('uuid', { nullable: true })
  readonly offeredBy!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly offeredAt!: Date | null;

  @Column('text', { nullable: true })
  readonly offeredWhy!: string | null;

  /**
   * By somebody else (P-04), who knows its password, so that it has to be changed first. Only the first start sets one
   * that stays.
   */
  static create(
    id: string,
    given: Pick<Columns, 'staffId' | 'username' | 'passwordHash'> & { readonly firstStart?: true },
    act: Act,
  ): Account {
    const { staffId, username, passwordHash } = given;
    const mustChangePassword = given.firstStart !== true;
    if (act.by.id === staffId) throw notYourOwn();
    const account = new Account();
    account.open(
      {
        id,
        staffId,
        username,
        passwordHash,
        mustChangePassword,
        state: 'active',
        federatedIssuer: null,
        federatedSubject: null,
        ...nothingOffered,
      },
      act,
    );
    return account;
  }

  lock(act: Act): void {
    this.step('lock', act);
  }

  /** Also for one that only failures keep from signing in. */
  unlock(act: Act): void {
    this.step('unlock', act);
  }

  /** The person has left; nothing opens it again. Does nothing where it is closed. */
  close(act: Act): void {
    if (this.state !== 'closed') this.step('close', act);
  }

  changePassword(passwordHash: string, act: Act): void {
    this.step('change_password', act, { passwordHash, mustChangePassword: false });
  }

  /** Somebody else gives a new one, which has to be changed at the next sign-in. */
  resetPassword(passwordHash: string, act: Act): void {
    this.step('reset_password', act, { passwordHash, mustChangePassword: true });
  }

  /**
   * Whoever gets power begins anew: what others may know of the account until now, its password or an account at a
   * provider that signs in to it, is good for nothing any more (P-04).
   */
  beginAnew(passwordHash: string, act: Act): void {
    const unlinked = { federatedIssuer: null, federatedSubject: null, ...nothingOffered };
    this.step('reset_password', act, { passwordHash, mustChangePassword: true, ...unlinked });
  }

  /** Offers it; another that was offered before is so no more. */
  offerLink(offeredIssuer: string, offeredSubject: string, offeredWhy: string, act: Act): void {
    const [offeredBy, offeredAt] = [act.by.id, act.at];
    this.step('link', act, { offeredIssuer, offeredSubject, offeredBy, offeredAt, offeredWhy });
  }

  /** The owner agrees to what they saw. */
  acceptLink(issuer: string, subject: string, act: Act): void {
    this.refuseUnlessPossible('accept_link', act);
    if (this.offeredIssuer !== issuer || this.offeredSubject !== subject) throw linkNotOffered();
    this.step('accept_link', act, { federatedIssuer: issuer, federatedSubject: subject, ...nothingOffered });
  }

  /** Also of what is only offered. */
  unlink(act: Act): void {
    this.step('unlink', act, { federatedIssuer: null, federatedSubject: null, ...nothingOffered });
  }

  protected get table() {
    return accountSteps;
  }

  /** Nobody locks, unlocks or resets their own, or offers themselves a link; only the owner agrees to one (P-04). */
  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    const own = act.by.id === this.staffId;
    switch (step) {
      case 'lock':
      case 'unlock':
      case 'reset_password':
      case 'link':
        return own ? notYourOwn() : undefined;
      case 'accept_link':
        return own && this.offeredIssuer !== null ? undefined : linkNotOffered();
      case 'unlink':
        return this.federatedIssuer === null && this.offeredIssuer === null ? notLinked() : undefined;
      case 'change_password':
      case 'close':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(accountChanged, { accountId: this.id, staffId: this.staffId, state: this.state });
  }
}
