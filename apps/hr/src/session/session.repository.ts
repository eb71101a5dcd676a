import { sessionOver } from '@bumen/contracts';
import { AggregateRepository, currentWork } from '@bumen/service-kit';
import { Injectable } from '@nestjs/common';
import { Session, type WhyEnded } from './session.entity.ts';

@Injectable()
export class SessionRepository extends AggregateRepository<Session> {
  constructor() {
    super(Session, { notFound: () => sessionOver(), secret: ['fingerprint', 'keyFingerprint', 'usedKeyFingerprint', 'keySeed'] });
  }

  /** The session of which somebody has a token, locked. Throws sessionOver. */
  async lockByFingerprint(fingerprint: string): Promise<Session> {
    const [row] = await this.sql<{ id: string }>('session_by_fingerprint', 'SELECT id FROM session WHERE fingerprint = $1', [fingerprint]);
    if (!row) throw sessionOver();
    return this.lock(row.id);
  }

  /** Undefined where there is none, or it is another person's. */
  async lockIfOf(sessionId: string, staffId: string): Promise<Session | undefined> {
    const [row] = await this.sql<{ id: string }>('session_of', 'SELECT id FROM session WHERE id = $1 AND staff_id::text = $2', [sessionId, staffId]);
    return row && this.lock(row.id);
  }

  /** Ends what is open of an account, which is locked already, so that no new one begins meanwhile. */
  async endAll(accountId: string, why: WhyEnded, exceptId?: string): Promise<void> {
    const { now } = currentWork();
    const rows = await this.sql<{ id: string }>(
      'session_lock_open',
      'SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $3::uuid ORDER BY id FOR UPDATE',
      [accountId, now, exceptId ?? null],
    );
    const sessions = await Promise.all(rows.map(({ id }) => this.lock(id)));
    for (const session of sessions) session.end(why, now);
    await Promise.all(sessions.map((session) => this.save(session)));
  }
}
