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
import { SessionRepository } from '../session/session.repository.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Account } from './account.entity.ts';
import { AccountRepository } from './account.repository.ts';
import { accountView } from './account.view.ts';
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
      await this.staff.holdEmployed(staffId, 'open_account');
      const account = Account.open(
        work.newId(),
        { staffId, username, passwordHash, mustChangePassword },
        work.caller.staffId,
      );
      await this.accounts.save(account);
      return keepAnswer(await this.#viewOf(account));
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
    return this.passwordCheck.run(known.username, known, current, async (account) => {
      account.changePassword(passwordHash);
      await this.accounts.save(account);
      await this.sessions.endAll(account.id, 'password_changed', caller.sessionId ?? undefined);
      return keepAnswer(await this.#viewOf(account));
    });
  }

  @Handles(resetPassword, { transactions: 'own' })
  async reset({ accountId, password }: RequestOf<typeof resetPassword>): Promise<ResponseOf<typeof resetPassword>> {
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(currentWork(), async ({ caller }) => {
      const account = await this.accounts.lock(accountId);
      refuseUnfitPassword(password, account.username);
      account.resetPassword(passwordHash, caller.staffId);
      await this.accounts.save(account);
      await this.sessions.endAll(account.id, 'password_changed');
      return keepAnswer(await this.#viewOf(account));
    });
  }

  @Handles(lockAccount)
  async lock({ accountId }: RequestOf<typeof lockAccount>): Promise<ResponseOf<typeof lockAccount>> {
    const account = await this.accounts.lock(accountId);
    account.lock(currentWork().caller.staffId);
    await this.accounts.save(account);
    await this.sessions.endAll(account.id, 'account_locked');
    return this.#viewOf(account);
  }

  @Handles(unlockAccount)
  async unlock({ accountId }: RequestOf<typeof unlockAccount>): Promise<ResponseOf<typeof unlockAccount>> {
    const account = await this.accounts.lock(accountId);
    account.unlock(currentWork().caller.staffId);
    await this.accounts.save(account);
    await this.failedSignIns.forget(account.username);
    return this.#viewOf(account);
  }

  @Handles(linkAccount)
  async link({ accountId, issuer, subject }: RequestOf<typeof linkAccount>): Promise<ResponseOf<typeof linkAccount>> {
    const account = await this.accounts.lock(accountId);
    account.link(issuer, subject);
    await this.accounts.save(account);
    return this.#viewOf(account);
  }

  @Handles(listAccounts)
  async list(request: RequestOf<typeof listAccounts>): Promise<ResponseOf<typeof listAccounts>> {
    const { items, nextCursor } = await this.accounts.page(request);
    const locked = await this.failedSignIns.lockedUntil(items.map((account) => account.username));
    return { items: items.map((account) => accountView(account, locked.get(account.username))), nextCursor };
  }

  async #viewOf(account: Account): Promise<ResponseOf<typeof createAccount>> {
    return accountView(account, (await this.failedSignIns.lockedUntil([account.username])).get(account.username));
  }
}
