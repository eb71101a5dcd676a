import { Controller } from '@nestjs/common';
import {
  acceptLink,
  accountNotFound,
  changeOwnPassword,
  createAccount,
  linkAccount,
  listAccounts,
  lockAccount,
  myAccount,
  nameTaken,
  resetPassword,
  unlinkAccount,
  unlinkOwnAccount,
  unlockAccount,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, keepAnswer, Transactions } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { SecondPerson } from '../power/second-person.ts';
import { SessionRepository } from '../session/session.repository.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Account } from './account.entity.ts';
import { AccountRepository } from './account.repository.ts';
import { accountViewOf } from './account.view.ts';
import { FailedSignInsRepository } from './failed-sign-ins.repository.ts';
import { GivenPasswords } from './given-passwords.ts';
import { KnownDeviceRepository } from './known-device.repository.ts';
import { PasswordCheck } from './password-check.ts';
import { hashing, Passwords, refuseUnfitPassword } from './passwords.ts';

/**
 * Rows are locked in one order everywhere: power, staff, account, failures, sessions. Passwords are hashed before the
 * transaction.
 */
@Controller()
export class AccountController {
  constructor(
    private readonly staff: StaffRepository,
    private readonly accounts: AccountRepository,
    private readonly failedSignIns: FailedSignInsRepository,
    private readonly devices: KnownDeviceRepository,
    private readonly sessions: SessionRepository,
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
    private readonly givenPasswords: GivenPasswords,
    private readonly passwords: Passwords,
    private readonly passwordCheck: PasswordCheck,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  @Handles(createAccount, hashing)
  async create({
    staffId,
    username,
    password,
  }: RequestOf<typeof createAccount>): Promise<ResponseOf<typeof createAccount>> {
    refuseUnfitPassword(password, username);
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(currentWork(), async (work) => {
      const act = this.acts.current();
      await this.powers.hold();
      await this.staff.holdEmployed(staffId, 'open_account', act);
      await this.givenPasswords.refuseAlone(await this.staff.find(staffId), 'create', act);
      const account = Account.create(work.newId(), { staffId, username, passwordHash }, act);
      await this.accounts.save(account);
      return keepAnswer(await this.#viewOf(account, act));
    });
  }

  @Handles(changeOwnPassword, hashing)
  async changeOwn({
    current,
    next,
  }: RequestOf<typeof changeOwnPassword>): Promise<ResponseOf<typeof changeOwnPassword>> {
    const { caller } = currentWork();
    const known = await this.accounts.credentials({ staffId: caller.staffId });
    if (!known) throw accountNotFound({ id: caller.staffId });
    refuseUnfitPassword(next, known.username, current);
    const passwordHash = await this.passwords.hash(next);
    const { username } = known;
    // Whoever guesses here holds a session; that must not keep its owner from signing in elsewhere.
    const attempt = { username, password: current, from: { staffId: caller.staffId } };
    return this.passwords.inLine('people', () =>
      this.passwordCheck.run(attempt, known, async (account, act) => {
        account.changePassword(passwordHash, act);
        await this.accounts.save(account);
        await this.sessions.endAll(account.id, 'password_changed', act, caller.sessionId ?? undefined);
        return keepAnswer(await this.#viewOf(account, act));
      }),
    );
  }

  @Handles(resetPassword, hashing)
  async reset({ accountId, password }: RequestOf<typeof resetPassword>): Promise<ResponseOf<typeof resetPassword>> {
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(currentWork(), async () => {
      const act = this.acts.current();
      await this.powers.hold();
      const account = await this.accounts.lock(accountId);
      refuseUnfitPassword(password, account.username);
      account.resetPassword(passwordHash, act);
      await this.givenPasswords.refuseAlone(await this.staff.find(account.staffId), 'reset', act);
      await this.accounts.save(account);
      await this.sessions.endAll(account.id, 'password_changed', act);
      await this.devices.forgetAll(account.id);
      return keepAnswer(await this.#viewOf(account, act));
    });
  }

  @Handles(lockAccount)
  async lock({ accountId }: RequestOf<typeof lockAccount>): Promise<ResponseOf<typeof lockAccount>> {
    await this.powers.hold();
    const account = await this.accounts.lock(accountId);
    const act = this.acts.current();
    const { staffId } = account;
    const { roles } = await this.staff.find(staffId);
    account.refuseUnlessPossible('lock', act);
    await this.secondPerson.refuseIfLast([{ staffId, before: roles, after: [] }]);
    account.lock(act);
    await this.accounts.save(account);
    await this.sessions.endAll(account.id, 'account_locked', act);
    return this.#viewOf(account, act);
  }

  @Handles(unlockAccount)
  async unlock({ accountId }: RequestOf<typeof unlockAccount>): Promise<ResponseOf<typeof unlockAccount>> {
    const account = await this.accounts.lock(accountId);
    const act = this.acts.current();
    account.unlock(act);
    await this.accounts.save(account);
    await this.failedSignIns.forget(account.username);
    return this.#viewOf(account, act);
  }

  @Handles(linkAccount)
  async link(request: RequestOf<typeof linkAccount>): Promise<ResponseOf<typeof linkAccount>> {
    const { accountId, issuer, subject, reason } = request;
    const account = await this.accounts.lock(accountId);
    const act = this.acts.current();
    if (await this.accounts.idOfFederated(issuer, subject)) throw nameTaken({ value: subject });
    account.offerLink(issuer, subject, reason, act);
    await this.accounts.save(account);
    return this.#viewOf(account, act);
  }

  @Handles(acceptLink)
  async acceptLink({ issuer, subject }: RequestOf<typeof acceptLink>): Promise<ResponseOf<typeof acceptLink>> {
    const { account, act } = await this.#lockOwn();
    account.acceptLink(issuer, subject, act);
    await this.accounts.save(account);
    return this.#viewOf(account, act);
  }

  @Handles(unlinkAccount)
  async unlink({ accountId }: RequestOf<typeof unlinkAccount>): Promise<ResponseOf<typeof unlinkAccount>> {
    return this.#unlink(await this.accounts.lock(accountId), this.acts.current());
  }

  @Handles(unlinkOwnAccount)
  async unlinkOwn(): Promise<ResponseOf<typeof unlinkOwnAccount>> {
    const { account, act } = await this.#lockOwn();
    return this.#unlink(account, act, currentWork().caller.sessionId ?? undefined);
  }

  @Handles(myAccount)
  async mine(): Promise<ResponseOf<typeof myAccount>> {
    const act = this.acts.current();
    const account = await this.accounts.findOf(act.by.id);
    if (!account) throw accountNotFound({ id: act.by.id });
    return this.#viewOf(account, act);
  }

  @Handles(listAccounts)
  async list(request: RequestOf<typeof listAccounts>): Promise<ResponseOf<typeof listAccounts>> {
    const { items, nextCursor } = await this.accounts.page(request);
    const locked = await this.failedSignIns.lockedUntil(items.map((account) => account.username));
    const act = this.acts.current();
    return { items: items.map((account) => accountViewOf(account, locked.get(account.username), act)), nextCursor };
  }

  async #lockOwn(): Promise<{ account: Account; act: Act }> {
    const act = this.acts.current();
    const account = await this.accounts.lockOf(act.by.id);
    if (!account) throw accountNotFound({ id: act.by.id });
    return { account, act };
  }

  /** Who signed in by it is signed out, apart from the owner who ends it. */
  async #unlink(account: Account, act: Act, exceptSessionId?: string): Promise<ResponseOf<typeof unlinkAccount>> {
    account.unlink(act);
    await this.accounts.save(account);
    await this.sessions.endAll(account.id, 'unlinked', act, exceptSessionId);
    return this.#viewOf(account, act);
  }

  async #viewOf(account: Account, act: Act): Promise<ResponseOf<typeof createAccount>> {
    const locked = await this.failedSignIns.lockedUntil([account.username]);
    return accountViewOf(account, locked.get(account.username), act);
  }
}
