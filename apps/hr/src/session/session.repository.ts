import { Injectable } from '@nestjs/common';
import { sessionOver, identity } from '@bumen/contracts';
import { AggregateRepository, currentWork } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Session, type WhyEnded } from './session.entity.ts';

/**
 * A session that is over tells nothing any more after so many days; what happened in it stays in its events and the
 * audit trail.
 */
const keptDays = 30;
/** So many old rows are removed with each that appears. */
const removedAtOnce = 10;

@Injectable()
export class SessionRepository extends AggregateRepository<Session> {
  constructor() {
    super(Session, {
      notFound: () => sessionOver(),
      view: identity,
      notPersonal: ['endedWhy'],
      secret: ['fingerprint', 'keyFingerprint', 'usedKeyFingerprint', 'keySeed'],
    });
  }

  /** The session of which somebody has a token, locked. */
  async lockByFingerprint(fingerprint: string): Promise<Session> {
    const [row] = await this.read<{ id: string }>('SELECT id FROM session WHERE fingerprint = $1', [fingerprint]);
    if (!row) throw sessionOver();
    return this.lock(row.id);
  }

  /** Undefined where there is none, or it is another person's. */
  async lockIfOf(sessionId: string, staffId: string): Promise<Session | undefined> {
    const [row] = await this.read<{ id: string }>('SELECT id FROM session WHERE id = $1 AND staff_id::text = $2', [
      sessionId,
      staffId,
    ]);
    return row && this.lock(row.id);
  }

  /**
   * Saves a session that begins, and removes some that ended long ago, so that the table grows with the people and not
   * with the years.
   */
  async saveNew(session: Session): Promise<void> {
    await this.save(session);
    await this.change(
      `DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at
         LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED)`,
      [new Date(currentWork().realNow.getTime() - keptDays * 86_400_000)],
    );
  }

  /** Ends what is open of an account, which is locked already, so that no new one begins meanwhile. */
  async endAll(accountId: string, why: WhyEnded, { by, rules }: Act, exceptId?: string): Promise<void> {
    const act: Act = { at: currentWork().realNow, by, rules };
    const rows = await this.lockRows<{ id: string }>(
      'SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $3::uuid ORDER BY id FOR UPDATE',
      [accountId, act.at, exceptId ?? null],
    );
    const sessions = await Promise.all(rows.map(({ id }) => this.lock(id)));
    for (const session of sessions) session.end(why, act);
    await Promise.all(sessions.map((session) => this.save(session)));
  }
}
