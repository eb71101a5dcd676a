import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { accountChanged, accountSteps, notYourOwn } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import { Staff } from '../staff/staff.entity.ts';

type AccountState = keyof typeof accountSteps.states;
type State = Pick<
  Account,
  'staffId' | 'username' | 'passwordHash' | 'state' | 'mustChangePassword' | 'federatedIssuer' | 'federatedSubject'
>;

/**
 * With what somebody signs in (P-02). Failures of signing in are not part of it: they are counted by username, whether
 * or not there is an account, so that nobody can find out which usernames exist.
 */
@Entity('account')
@Unique('account_username_key', ['username'])
@Unique('account_staff_key', ['staffId'])
@Unique('account_federated_key', ['federatedIssuer', 'federatedSubject'])
export class Account extends Aggregate {
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

  /** Nothing else can be done until then; who signs in by a provider has no use for a password. */
  get mustChangeFirst(): boolean {
    return this.mustChangePassword && this.federatedIssuer === null;
  }

  /** Throws notYourOwn (P-04). */
  static open(
    id: string,
    given: Pick<State, 'staffId' | 'username' | 'passwordHash' | 'mustChangePassword'>,
    by: string,
  ): Account {
    if (by === given.staffId) throw notYourOwn();
    const account = new Account();
    Object.assign(account, { id });
    const { staffId, username, passwordHash, mustChangePassword } = given;
    account.#become({
      staffId,
      username,
      passwordHash,
      mustChangePassword,
      state: 'active',
      federatedIssuer: null,
      federatedSubject: null,
    });
    return account;
  }

  /** Throws notYourOwn, stepRefused. */
  lock(by: string): void {
    this.#refuseOwn(by);
    this.refuseUnless(accountSteps, 'lock', this.state);
    this.#become({ state: 'locked' });
  }

  /** Also for one that only failures keep from signing in. Throws notYourOwn, stepRefused. */
  unlock(by: string): void {
    this.#refuseOwn(by);
    this.refuseUnless(accountSteps, 'unlock', this.state);
    this.#become({ state: 'active' });
  }

  /** The person has left; nothing opens it again. Does nothing where it is closed. */
  close(): void {
    if (this.state !== 'closed') this.#become({ state: 'closed' });
  }

  /** Throws stepRefused. */
  changePassword(passwordHash: string): void {
    this.refuseUnless(accountSteps, 'set_password', this.state);
    this.#become({ passwordHash, mustChangePassword: false });
  }

  /** Somebody else gives a new one, which has to be changed at the next sign-in. Throws notYourOwn, stepRefused. */
  resetPassword(passwordHash: string, by: string): void {
    this.#refuseOwn(by);
    this.refuseUnless(accountSteps, 'set_password', this.state);
    this.#become({ passwordHash, mustChangePassword: true });
  }

  /** Throws stepRefused. */
  link(federatedIssuer: string, federatedSubject: string): void {
    this.refuseUnless(accountSteps, 'link', this.state);
    this.#become({ federatedIssuer, federatedSubject });
  }

  #refuseOwn(by: string): void {
    if (by === this.staffId) throw notYourOwn();
  }

  #become(state: Partial<State>): void {
    Object.assign(this, state);
    this.raise(accountChanged, { accountId: this.id, staffId: this.staffId, state: this.state });
  }
}
