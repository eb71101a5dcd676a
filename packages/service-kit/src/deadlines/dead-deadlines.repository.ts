import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { deadDeadlineNotFound, deadDeadlineStillFails } from '@bumen/contracts';
import { keepOneOf } from '../aggregate/filters.ts';
import { reasonOf, storable } from '../events/reason-of.ts';
import { mayPass } from '../transaction/database-error.ts';
import { Database } from '../transaction/database.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import { activeWork } from '../transaction/work.ts';
import { DeadDeadline, type DeadDeadlineStatus } from './dead-deadline.entity.ts';
import { Deadlines } from './deadlines.ts';

/** What is known of a deadline that failed before. */
export interface Trouble {
  readonly status: 'failing' | 'dead';
  readonly aggregateVersion: number;
  readonly started: number;
  readonly failed: number;
}

/** Tries after which a deadline is dead: failed ones, and those in which the process ended. */
export const triesMax = { failed: 8, vanished: 3 };
/** So many are kept out of the way of others; where more fail it is no single deadline's fault. */
const knownMax = 5_000;

/** What is noted of deadlines that fail for a reason of their own, and what a person does with them (R8). */
@Injectable()
export class DeadDeadlines {
  constructor(
    private readonly database: Database,
    private readonly transactions: Transactions,
    private readonly deadlines: Deadlines,
  ) {}

  /** The database's time, and what troubles this deadline, by the aggregate. */
  async look(deadline: string): Promise<{ readonly now: Date; readonly troubles: ReadonlyMap<string, Trouble> }> {
    const [row] = await this.database.rows<{ now: Date; troubles: (Trouble & { readonly aggregateId: string })[] }>(
      `SELECT now() AS now, coalesce(jsonb_agg(jsonb_build_object('aggregateId', aggregate_id, 'status', status,
         'aggregateVersion', aggregate_version, 'started', started, 'failed', failed)), '[]') AS troubles
         FROM (SELECT * FROM dead_deadline WHERE deadline = $1 AND status IN ('failing', 'dead') LIMIT $2) AS known`,
      [deadline, knownMax],
    );
    return { now: row!.now, troubles: new Map(row!.troubles.map((one) => [one.aggregateId, one])) };
  }

  /** Notes that a try begins. */
  async begin(deadline: string, aggregateId: string): Promise<void> {
    await this.database.rows(
      `INSERT INTO dead_deadline AS noted (id, deadline, aggregate_id, aggregate_version, started, failed, reason,
         status, tried_at)
       VALUES ($1, $2, $3, 0, 1, 0, '', 'failing', now())
       ON CONFLICT (deadline, aggregate_id) DO UPDATE SET started = CASE WHEN noted.status = 'met' THEN 1
         ELSE noted.started + 1 END, failed = CASE WHEN noted.status = 'met' THEN 0 ELSE noted.failed END,
         status = CASE WHEN noted.status = 'met' THEN 'failing' ELSE noted.status END, tried_at = now()`,
      [newId(), deadline, aggregateId],
    );
  }

  /** Takes back that it was tried: nothing was due, or what kept it was nobody's fault. */
  async notTried(deadline: string, aggregateId: string): Promise<void> {
    await this.database.rows(
      `WITH less AS (UPDATE dead_deadline SET started = started - 1 WHERE deadline = $1 AND aggregate_id = $2
         AND (started > 1 OR status = 'dead'))
       DELETE FROM dead_deadline WHERE deadline = $1 AND aggregate_id = $2 AND started <= 1 AND status = 'failing'`,
      [deadline, aggregateId],
    );
  }

  /** Counts a failure; whether the deadline is dead by it. What was counted at another version doesn't count. */
  async failed(deadline: string, aggregateId: string, version: number, error: unknown): Promise<boolean> {
    const [row] = await this.database.rows<{ died: boolean }>(
      `INSERT INTO dead_deadline AS noted (id, deadline, aggregate_id, aggregate_version, started, failed, reason,
         status, tried_at)
       VALUES ($1, $2, $3, $4, 1, 1, $5, 'failing', now())
       ON CONFLICT (deadline, aggregate_id) DO UPDATE SET aggregate_version = $4, reason = $5, tried_at = now(),
         failed = CASE WHEN noted.aggregate_version IN (0, $4) AND noted.status <> 'met' THEN noted.failed + 1
           ELSE 1 END,
         started = CASE WHEN noted.aggregate_version IN (0, $4) AND noted.status <> 'met'
           THEN greatest(noted.started, noted.failed + 1) ELSE 1 END,
         status = CASE WHEN noted.aggregate_version IN (0, $4) AND (noted.status = 'dead' OR noted.failed + 1 >= $6)
           THEN 'dead' ELSE 'failing' END
       RETURNING status = 'dead' AS died`,
      [newId(), deadline, aggregateId, version, storable(reasonOf(error)), triesMax.failed],
    );
    return row!.died;
  }

  /** Whether so many tries ended with the process that it is not tried again; it is dead then. */
  async vanished(deadline: string, aggregateId: string, version: number, known: Trouble): Promise<boolean> {
    const times = known.started - known.failed;
    if (times < triesMax.vanished) return false;
    await this.database.rows(
      `UPDATE dead_deadline SET status = 'dead', reason = $3, aggregate_version = $4
        WHERE deadline = $1 AND aggregate_id = $2`,
      [deadline, aggregateId, `the process ended ${times} times while it was being met`, version],
    );
    return true;
  }

  /** In the transaction that met it. */
  async settle(deadline: string, aggregateId: string): Promise<void> {
    await activeWork().change(
      `WITH over AS (DELETE FROM dead_deadline WHERE deadline = $1 AND aggregate_id = $2 AND status = 'failing')
       UPDATE dead_deadline SET status = 'met' WHERE deadline = $1 AND aggregate_id = $2 AND status = 'dead'`,
      [deadline, aggregateId],
    );
  }

  /** What was tried again and again until somebody else saw to it. */
  async forgetOld(): Promise<void> {
    await this.database.rows(
      `DELETE FROM dead_deadline WHERE status = 'failing' AND tried_at < now() - interval '1 day'`,
      [],
    );
  }

  /** Those that a person may have to look at, or had to. */
  query(status?: readonly DeadDeadlineStatus[]): SelectQueryBuilder<DeadDeadline> {
    const query = activeWork().manager.createQueryBuilder(DeadDeadline, 'dead').where(`dead.status <> 'failing'`);
    keepOneOf(query, { status });
    return query;
  }

  /**
   * Meets it now, in the person's transaction; where nothing is due any more it is over, too. Throws
   * deadDeadlineNotFound where it is settled already, deadDeadlineStillFails with what is wrong now.
   */
  async replay(id: string): Promise<DeadDeadline> {
    const { actor, caller, reason, correlationId, manager } = activeWork();
    const rows = manager.getRepository(DeadDeadline);
    const dead = await rows.findOneBy({ id, status: 'dead' });
    if (!dead) throw deadDeadlineNotFound();
    const deadline = this.deadlines.all.find(({ name }) => name === dead.deadline);
    try {
      if (!deadline) throw new Error(`this service has no ${dead.deadline} any more`);
      const options = { name: dead.deadline, actor, caller, correlationId };
      await this.transactions.run(reason === undefined ? options : { ...options, reason }, async () =>
        this.deadlines.meet(deadline, await deadline.repository.lock(dead.aggregateId)),
      );
    } catch (error) {
      if (mayPass(error)) throw error;
      throw deadDeadlineStillFails({ reason: reasonOf(error) });
    }
    const { affected } = await rows.update({ id, status: 'dead' }, { status: 'met' });
    if (affected === 0) throw deadDeadlineNotFound();
    dead.status = 'met';
    return dead;
  }
}
