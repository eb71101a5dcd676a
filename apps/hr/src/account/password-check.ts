import { Injectable } from '@nestjs/common';
import { accountLocked, signInRefused } from '@bumen/contracts';
import { audit, currentWork, Transactions } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { Account } from './account.entity.ts';
import { AccountRepository, type Credentials } from './account.repository.ts';
import { FailedSignInsRepository } from './failed-sign-ins.repository.ts';
import { Passwords } from './passwords.ts';

/** Asks for a password and counts what is wrong, wherever one has to prove who one is (policy `hr.sign_in`). */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly failedSignIns: FailedSignInsRepository,
    private readonly passwords: Passwords,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Does `then` with the account locked, in one transaction, if the password is right. A failure is counted and kept
   * although the answer is a refusal; the password is compared while no transaction is open. A lock-out refuses the
   * right password as well, and is looked at again under the lock of the count: of many guesses at once only as many
   * are answered as are allowed. For handlers with their own transactions.
   */
  async run<T>(
    username: string,
    known: Credentials | undefined,
    password: string,
    then: (account: Account, act: Act) => Promise<T>,
  ): Promise<T> {
    const locked = (await this.failedSignIns.lockedUntil([username])).get(username);
    if (locked) throw accountLocked({ until: locked.toISOString() });
    const right = await this.passwords.matches(known?.passwordHash, password);
    const done = await this.transactions.run(currentWork(), async () => {
      const act = this.acts.current();
      if (!known || !right) return this.#count(username, act);
      const account = await this.accounts.lock(known.accountId);
      const failed = await this.failedSignIns.lock(username);
      const until = failed?.lockedAt(act.at);
      if (until) throw accountLocked({ until: until.toISOString() });
      // Changed between the comparison and the lock: what was compared is no longer the password.
      if (account.passwordHash !== known.passwordHash || account.state === 'closed') return undefined;
      if (failed) await this.failedSignIns.forget(username);
      return { result: await then(account, act) };
    });
    if (!done) throw signInRefused();
    return done.result;
  }

  async #count(username: string, act: Act): Promise<undefined> {
    const failed = await this.failedSignIns.lockForFailure(username);
    const until = failed.lockedAt(act.at);
    if (until) throw accountLocked({ until: until.toISOString() });
    const locks = failed.count(act);
    await this.failedSignIns.save(failed, act.rules.signIn.lockMinutes * 60_000);
    if (locks)
      audit({
        aggregate: 'sign_in',
        aggregateId: username,
        facts: { failures: failed.failures, lockedUntil: failed.lockedUntil!.toISOString() },
      });
  }
}
