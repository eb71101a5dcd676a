import { Injectable } from '@nestjs/common';
import { accountLocked, signInRefused, tooManyRequests } from '@bumen/contracts';
import { audit, currentWork, Transactions } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { Account } from './account.entity.ts';
import { AccountRepository, type Credentials } from './account.repository.ts';
import type { FailedSignIns } from './failed-sign-ins.entity.ts';
import { FailedSignInsRepository } from './failed-sign-ins.repository.ts';
import { KnownDeviceRepository } from './known-device.repository.ts';
import { Passwords } from './passwords.ts';
import { addressSource, anywhere, deviceSource, markOf, nobodysName } from './sources.ts';

/** The id of no account. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Somebody says who they are: from where, or as whom they have signed in already. */
export interface Attempt {
  /** In lower case. */
  readonly username: string;
  readonly password: string;
  readonly from: { readonly address: string; readonly device: string } | { readonly staffId: string };
}

/** Asks for a password and counts what is wrong, wherever one has to prove who one is (policy `hr.sign_in`). */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly failedSignIns: FailedSignInsRepository,
    private readonly devices: KnownDeviceRepository,
    private readonly passwords: Passwords,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Does `then` with the account locked, in one transaction, if the password is right. A failure is counted and kept
   * although the answer is a refusal; the password is compared while no transaction is open. What was counted refuses
   * the right password as well, and is looked at again under the lock of the count: of many guesses at once only as
   * many are answered as are allowed. For handlers with their own transactions.
   */
  async run<T>(
    { username: typed, password, from }: Attempt,
    known: Credentials | undefined,
    then: (account: Account, act: Act) => Promise<T>,
  ): Promise<T> {
    const username = known ? typed : markOf(typed);
    const sources = await this.#sourcesOf(from, known);
    refuseWhereLocked(await this.failedSignIns.find(username, sources), currentWork().realNow);
    const right = await this.passwords.matches(known?.passwordHash, password);
    const done = await this.transactions.run(currentWork(), async () => {
      const inRealTime = this.acts.inRealTime();
      if (!known || !right) return this.#count(username, sources, known ? username : nobodysName, inRealTime);
      const account = await this.accounts.lock(known.accountId);
      const failed = await this.failedSignIns.lock(username, sources);
      refuseWhereLocked(failed, inRealTime.at);
      // Changed between the comparison and the lock: what was compared is no longer the password.
      if (account.passwordHash !== known.passwordHash || account.state === 'closed') return undefined;
      // Only its own: others may be guessing at the same time, and they are still slowed down.
      if (failed.length > 0) await this.failedSignIns.forget(username, sources[0]!);
      return { result: await then(account, this.acts.current()) };
    });
    if (!done) throw signInRefused();
    return done.result;
  }

  /** Where a failure counts, its own first. */
  async #sourcesOf(from: Attempt['from'], known: Credentials | undefined): Promise<readonly string[]> {
    if ('staffId' in from) return [`staff:${from.staffId}`];
    // Asked also where there is no account, so that the time doesn't tell.
    if (await this.devices.knows(known?.accountId ?? nobody, from.device)) return [deviceSource(from.device)];
    return [addressSource(from.address), anywhere];
  }

  /** `told`: who was guessed at, for the trail. */
  async #count(username: string, sources: readonly string[], told: string, act: Act): Promise<undefined> {
    const counted: FailedSignIns[] = [];
    for (const source of sources) counted.push(await this.failedSignIns.lockForFailure(username, source));
    refuseWhereLocked(counted, act.at);
    for (const failed of counted) {
      const begins = failed.count(act);
      await this.failedSignIns.save(failed, act.rules.signIn.lockMinutes * 60_000);
      if (!begins) continue;
      const [where] = failed.source.split(':');
      const facts = { failures: failed.failures, where, lockedUntil: failed.lockedUntil!.toISOString() };
      audit({ aggregate: 'sign_in', aggregateId: told, facts });
    }
  }
}

/** Throws accountLocked where it is locked out itself, and tooManyRequests where all unknown devices have to wait. */
function refuseWhereLocked(counted: readonly FailedSignIns[], at: Date): void {
  for (const failed of counted) {
    const until = failed.lockedAt(at);
    if (!until) continue;
    if (failed.source !== anywhere) throw accountLocked({ until: until.toISOString() });
    throw tooManyRequests({ retryAfterS: Math.ceil((until.getTime() - at.getTime()) / 1_000) });
  }
}
