import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';
import { FailedSignIns } from './failed-sign-ins.entity.ts';

type Row = Pick<FailedSignIns, 'username' | 'failures' | 'lastFailedAt' | 'lockedUntil'>;
const columns = 'username, failures, last_failed_at AS "lastFailedAt", locked_until AS "lockedUntil"';
/** So many old rows are removed with each failure; more than appear. */
const removedAtOnce = 10;

@Injectable()
export class FailedSignInsRepository extends Repository {
  /** The ends of the lock-outs that hold now, by username. */
  async lockedUntil(usernames: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.read<{ username: string; locked_until: Date }>(
      'SELECT username, locked_until FROM failed_sign_ins WHERE username = ANY($1::text[]) AND locked_until > $2',
      [usernames, currentWork().now],
    );
    return new Map(rows.map((row) => [row.username, row.locked_until]));
  }

  /** Locks what is counted; undefined where nothing is. */
  async lock(username: string): Promise<FailedSignIns | undefined> {
    const [row] = await this.lockRows<Row>(`SELECT ${columns} FROM failed_sign_ins WHERE username = $1 FOR UPDATE`, [
      username,
    ]);
    return row && FailedSignIns.of(row);
  }

  /**
   * As `lock`, for counting one more; begins with none, so that also the first two of several at once are both counted.
   */
  async lockForFailure(username: string): Promise<FailedSignIns> {
    const [row] = await this.change<Row>(
      `INSERT INTO failed_sign_ins (username, failures, last_failed_at) VALUES ($1, 0, $2)
       ON CONFLICT (username) DO UPDATE SET username = excluded.username RETURNING ${columns}`,
      [username, currentWork().now],
    );
    return FailedSignIns.of(row!);
  }

  /** `forgottenAfterMs`: failures that are older count no more, and their rows go. */
  async save(failed: FailedSignIns, forgottenAfterMs: number): Promise<void> {
    const { username, failures, lastFailedAt, lockedUntil } = failed;
    await this.change(
      'UPDATE failed_sign_ins SET failures = $2, last_failed_at = $3, locked_until = $4 WHERE username = $1',
      [username, failures, lastFailedAt, lockedUntil],
    );
    await this.change(
      `DELETE FROM failed_sign_ins WHERE username IN (
         SELECT username FROM failed_sign_ins WHERE last_failed_at < $1 AND (locked_until IS NULL OR locked_until < $2)
         ORDER BY last_failed_at LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED)`,
      [new Date(lastFailedAt.getTime() - forgottenAfterMs), lastFailedAt],
    );
  }

  async forget(username: string): Promise<void> {
    await this.change('DELETE FROM failed_sign_ins WHERE username = $1', [username]);
  }
}
