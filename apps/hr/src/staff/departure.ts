import { Injectable } from '@nestjs/common';
import { AccountRepository } from '../account/account.repository.ts';
import type { Act } from '../acts.ts';
import { SessionRepository } from '../session/session.repository.ts';
import type { Staff } from './staff.entity.ts';

/**
 * What goes with somebody who leaves: no later than their file says it, nobody can sign in as them any more (H-01,
 * P-02).
 */
@Injectable()
export class Departure {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** In the transaction that saves the leave, with the staff member locked. */
  async follow(staff: Staff, act: Act): Promise<void> {
    if (staff.active) return;
    const account = await this.accounts.lockOf(staff.id);
    if (!account) return;
    account.close(act);
    await this.accounts.save(account);
    await this.sessions.endAll(account.id, 'left', act);
  }
}
