import { Controller } from '@nestjs/common';
import {
  accountNotFound,
  changeOwnPassword,
  createAccount,
  linkAccount,
  listAccounts,
  lockAccount,
  resetPassword,
  unlockAccount,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, keepAnswer, Transactions } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { SessionRepository } from '../session/session.repository.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Account } from './account.entity.ts';
import { AccountRepository } from './account.repository.ts';
import { accountViewOf } from './account.view.ts';
import { FailedSignInsRepository } from './failed-sign-ins.repository.ts';
import { PasswordCheck } from './password-check.ts';
import { Passwords, refuseUnfitPassword } from './passwords.ts';

/**
 * Rows are locked in one order everywhere: staff, account, failures, sessions. Passwords are hashed before the
 * transaction.
 */
@Controller()
export class AccountController {
  constructor(
    private readonly staff: StaffRepository,
    private readonly accounts: AccountRepository,
    private readonly failedSignIns: FailedSignInsRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: Passwords,
    private readonly passwordCheck: PasswordCheck,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  @Handles(createAccount, { transactions: 'own' })
  async create({
    staffId,
    username,
    password,
    mustChangePassword,
  }: RequestOf<typeof createAccount>): Promise<ResponseOf<typeof createAccount>> {
    refuseUnfitPassword(password, username);
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(currentWork(), async (work) => {
      const act = this.acts.current();
      await this.staff.holdEmployed(staffId, 'open_account', act);
      const account = Account.create(work.newId(), { staffId, username, passwordHash, mustChangePassword }, act);
      await this.accounts.save(account);
      return keepAnswer(await this.#viewOf(account, act));
    });
  }

  @Handles(changeOwnPassword, { transactions: 'own' })
  async changeOwn({
    current,
    next,
  }: RequestOf<typeof changeOwnPassword>): Promise<ResponseOf<typeof changeOwnPassword>> {
    const { caller } = currentWork();
    const known = await this.accounts.credentials({ staffId: caller.staffId });
    if (!known) throw accountNotFound({ id: caller.staffId });
    refuseUnfitPassword(next, known.username, current);
    const passwordHash = await this.passwords.hash(next);
    return this.passwordCheck.run(known.username, known, current, async (account, act) => {
      account.changePassword(passwordHash, act);
      await this.accounts.save(account);
      await this.sessions.endAll(account.id, 'password_changed', act, caller.sessionId ?? undefined);
      return keepAnswer(await this.#viewOf(account, act));
    });
  }

  @Handles(resetPassword, { transactions: 'own' })
  async reset({ accountId, password }: RequestOf<typeof resetPassword>): Promise<ResponseOf<typeof resetPassword>> {
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(currentWork(), async () => {
      const act = this.acts.current();
      const account = await this.accounts.lock(accountId);
      refuseUnfitPassword(password, account.username);
      account.resetPassword(passwordHash, act);
      await this.accounts.save(account);
      await this.sessions.endAll(account.id, 'password_changed', act);
      return keepAnswer(await this.#viewOf(account, act));
    });
  }

  @Handles(lockAccount)
  async lock({ accountId }: RequestOf<typeof lockAccount>): Promise<ResponseOf<typeof lockAccount>> {
    const account = await this.accounts.lock(accountId);
    const act = this.acts.current();
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
  async link({ accountId, issuer, subject }: RequestOf<typeof linkAccount>): Promise<ResponseOf<typeof linkAccount>> {
    const account = await this.accounts.lock(accountId);
    const act = this.acts.current();
    account.link(issuer, subject, act);
    await this.accounts.save(account);
    return this.#viewOf(account, act);
  }

  @Handles(listAccounts)
  async list(request: RequestOf<typeof listAccounts>): Promise<ResponseOf<typeof listAccounts>> {
    const { items, nextCursor } = await this.accounts.page(request);
    const locked = await this.failedSignIns.lockedUntil(items.map((account) => account.username));
    const act = this.acts.current();
    return { items: items.map((account) => accountViewOf(account, locked.get(account.username), act)), nextCursor };
  }

  async #viewOf(account: Account, act: Act): Promise<ResponseOf<typeof createAccount>> {
    const locked = await this.failedSignIns.lockedUntil([account.username]);
    return accountViewOf(account, locked.get(account.username), act);
  }
}
