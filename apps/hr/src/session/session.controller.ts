import { Controller } from '@nestjs/common';
import {
  accountBarred,
  authenticate,
  authenticateFederated,
  endSession,
  renewSession,
  sessionOver,
  signInRefused,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, Transactions } from '@bumen/service-kit';
import type { Account } from '../account/account.entity.ts';
import { AccountRepository } from '../account/account.repository.ts';
import { KnownDeviceRepository } from '../account/known-device.repository.ts';
import { PasswordCheck } from '../account/password-check.ts';
import { hashing, Passwords } from '../account/passwords.ts';
import { Acts } from '../acts.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { fingerprint, readToken } from './refresh-token.ts';
import { Session } from './session.entity.ts';
import { SessionRepository } from './session.repository.ts';
import { identityOf } from './session.view.ts';

@Controller()
export class SessionController {
  constructor(
    private readonly staff: StaffRepository,
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
    private readonly devices: KnownDeviceRepository,
    private readonly passwords: Passwords,
    private readonly passwordCheck: PasswordCheck,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  /** Strangers wait in a line of their own, so that a burst of them keeps nobody else waiting (R9). */
  @Handles(authenticate, hashing)
  async authenticate(request: RequestOf<typeof authenticate>): Promise<ResponseOf<typeof authenticate>> {
    const { password, address, device, deviceKnown } = request;
    return this.passwords.inLine(deviceKnown ? 'known_devices' : 'strangers', async () => {
      const username = request.username.trim().toLowerCase();
      const known = await this.accounts.credentials({ username });
      const attempt = { username, password, from: { address, device } };
      return this.passwordCheck.run(attempt, known, (account) => this.#start(account, device));
    });
  }

  @Handles(authenticateFederated)
  async authenticateFederated({
    issuer,
    subject,
    device,
  }: RequestOf<typeof authenticateFederated>): Promise<ResponseOf<typeof authenticateFederated>> {
    const accountId = await this.accounts.idOfFederated(issuer, subject);
    if (!accountId) throw signInRefused();
    const account = await this.accounts.lock(accountId);
    if (account.state === 'closed' || account.federatedIssuer !== issuer || account.federatedSubject !== subject)
      throw signInRefused();
    return this.#start(account, device);
  }

  /** That a token was used twice has to be kept although the answer is a refusal, hence its own transaction. */
  @Handles(renewSession, { transactions: 'own' })
  async renew({ refreshToken }: RequestOf<typeof renewSession>): Promise<ResponseOf<typeof renewSession>> {
    const token = readToken(refreshToken);
    if (!token) throw sessionOver();
    const renewed = await this.transactions.run(currentWork(), async () => {
      const session = await this.sessions.lockByFingerprint(fingerprint(token.session));
      const next = session.renew(token, this.acts.inRealTime());
      await this.sessions.save(session);
      if (!next) return undefined;
      const account = await this.accounts.find(session.accountId);
      return identityOf(session, next, await this.staff.find(session.staffId), account.mustChangePassword);
    });
    if (!renewed) throw sessionOver();
    return renewed;
  }

  /** One's own only; another's stays as it is. */
  @Handles(endSession)
  async end({ sessionId }: RequestOf<typeof endSession>): Promise<ResponseOf<typeof endSession>> {
    const act = this.acts.inRealTime();
    const session = await this.sessions.lockIfOf(sessionId, act.by.id);
    const ended = session?.end('signed_out', act) ?? false;
    if (session) await this.sessions.save(session);
    return { ended };
  }

  /** With the account locked, so that a session can't begin while somebody locks or closes it. */
  async #start(account: Account, device: string): Promise<ResponseOf<typeof authenticate>> {
    if (account.state === 'locked') throw accountBarred();
    const { id: accountId, staffId } = account;
    const { session, token } = Session.start(currentWork().newId(), { accountId, staffId }, this.acts.inRealTime());
    await this.sessions.saveNew(session);
    await this.devices.remember(accountId, device);
    return identityOf(session, token, await this.staff.find(staffId), account.mustChangePassword);
  }
}
