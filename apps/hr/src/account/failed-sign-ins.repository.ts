import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';
import { FailedSignIns } from './failed-sign-ins.entity.ts';
import { anywhere } from './sources.ts';

type Row = Pick<FailedSignIns, 'username' | 'source' | 'failures' | 'lastFailedAt' | 'lockedUntil'>;
const columns = 'username, source, failures, last_failed_at AS "lastFailedAt", locked_until AS "lockedUntil"';
/** So many old rows are removed with each failure; more than appear. */
const removedAtOnce = 10;

@Injectable()
export class FailedSignInsRepository extends Repository {
  /** The ends of the lock-outs that hold now, by username; of several sources the last. */
  async lockedUntil(usernames: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.read<{ username: string; until: Date }>(
      `SELECT username, max(locked_until) AS until FROM failed_sign_ins
         WHERE username = ANY($1::text[]) AND locked_until > $2 AND source <> $3 GROUP BY username`,
      [usernames, currentWork().realNow, anywhere],
    );
    return new Map(rows.map((row) => [row.username, row.until]));
  }

  /** What is counted there. */
  async find(username: string, sources: readonly string[]): Promise<FailedSignIns[]> {
    const rows = await this.read<Row>(
      `SELECT ${columns} FROM failed_sign_ins WHERE username = $1 AND source = ANY($2::text[])`,
      [username, sources],
    );
    return rows.map((row) => FailedSignIns.of(row));
  }

  /** As `find`, locked. */
  async lock(username: string, sources: readonly string[]): Promise<FailedSignIns[]> {
    const rows = await this.lockRows<Row>(
      `SELECT ${columns} FROM failed_sign_ins WHERE username = $1 AND source = ANY($2::text[])
         ORDER BY source FOR UPDATE`,
      [username, sources],
    );
    return rows.map((row) => FailedSignIns.of(row));
  }

  /**
   * As `lock`, for counting one more; begins with none, so that also the first two of several at once are both counted.
   */
  async lockForFailure(username: string, source: string): Promise<FailedSignIns> {
    const [row] = await this.change<Row>(
      `INSERT INTO failed_sign_ins (username, source, failures, last_failed_at) VALUES ($1, $2, 0, $3)
       ON CONFLICT (username, source) DO UPDATE SET username = excluded.username RETURNING ${columns}`,
      [username, source, currentWork().realNow],
    );
    return FailedSignIns.of(row!);
  }

  /** `forgottenAfterMs`: failures that are older count no more, and their rows go. */
  async save(failed: FailedSignIns, forgottenAfterMs: number): Promise<void> {
    const { username, source, failures, lastFailedAt, lockedUntil } = failed;
    await this.change(
      `UPDATE failed_sign_ins SET failures = $3, last_failed_at = $4, locked_until = $5
         WHERE username = $1 AND source = $2`,
      [username, source, failures, lastFailedAt, lockedUntil],
    );
    await this.change(
      `DELETE FROM failed_sign_ins WHERE (username, source) IN (
         SELECT username, source FROM failed_sign_ins
           WHERE last_failed_at < $1 AND (locked_until IS NULL OR locked_until < $2)
           ORDER BY last_failed_at LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED)`,
      [new Date(lastFailedAt.getTime() - forgottenAfterMs), lastFailedAt],
    );
  }

  /** Of one source, or of all where none is said. */
  async forget(username: string, source?: string): Promise<void> {
    await this.change('DELETE FROM failed_sign_ins WHERE username = $1 AND ($2::text IS NULL OR source = $2)', [
      username,
      source ?? null,
    ]);
  }
}
