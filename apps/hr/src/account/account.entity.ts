import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { accountChanged, accountSteps, notYourOwn, type Problem } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Staff } from '../staff/staff.entity.ts';

type AccountState = keyof typeof accountSteps.states;
type Step = keyof typeof accountSteps.steps;
interface Columns extends ColumnsOf<Account, 'mustChangeFirst'> {}

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

  /** By somebody else (P-04). */
  static create(
    id: string,
    given: Pick<Columns, 'staffId' | 'username' | 'passwordHash' | 'mustChangePassword'>,
    act: Act,
  ): Account {
    const { staffId, username, passwordHash, mustChangePassword } = given;
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
      },
      act,
    );
    return account;
  }

  /** Nothing else can be done until then; who signs in by a provider has no use for a password. */
  get mustChangeFirst(): boolean {
    return this.mustChangePassword && this.federatedIssuer === null;
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

  link(federatedIssuer: string, federatedSubject: string, act: Act): void {
    this.step('link', act, { federatedIssuer, federatedSubject });
  }

  protected get table() {
    return accountSteps;
  }

  /** Nobody locks, unlocks or resets their own (P-04). */
  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    const byOthers = step === 'lock' || step === 'unlock' || step === 'reset_password';
    return byOthers && act.by.id === this.staffId ? notYourOwn() : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(accountChanged, { accountId: this.id, staffId: this.staffId, state: this.state });
  }
}
