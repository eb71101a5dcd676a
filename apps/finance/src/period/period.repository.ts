import { Injectable } from '@nestjs/common';
import { periodNotFound, periodView } from '@bumen/contracts';
import { AggregateRepository, Conflict } from '@bumen/service-kit';
import { Period } from './period.entity.ts';

const isLast = 'month = (SELECT max(month) FROM period)';

@Injectable()
export class PeriodRepository extends AggregateRepository<Period> {
  constructor() {
    super(Period, {
      notFound: (id) => periodNotFound({ id }),
      view: periodView,
      notPersonal: ['openedBy', 'closedBy', 'askedByName'],
      unique: { period_month_key: () => new Conflict('the month was opened meanwhile') },
    });
  }

  /** The last one, once it is over. */
  override async dueIds(now: Date): Promise<string[]> {
    const rows = await this.read<{ id: string }>(`SELECT id FROM period WHERE ${isLast} AND ends_at <= $1`, [now]);
    return rows.map(({ id }) => id);
  }

  override async nextDueAt(after: Date): Promise<Date | null> {
    const [row] = await this.read<{ at: Date }>(`SELECT ends_at AS at FROM period WHERE ${isLast} AND ends_at > $1`, [
      after,
    ]);
    return row?.at ?? null;
  }

  /** The last month that was opened. */
  async last(): Promise<string | undefined> {
    const [row] = await this.read<{ month: string }>('SELECT month FROM period ORDER BY month DESC LIMIT 1');
    return row?.month;
  }

  /** The newest first. */
  all(): Promise<Period[]> {
    return this.findWhere('true', [], 'ORDER BY month DESC');
  }

  /** Locks it and all before it, in their order: none of them is posted to or reopened meanwhile. */
  async lockWithEarlier(id: string): Promise<Period> {
    await this.lockRows(
      'SELECT id FROM period WHERE month <= (SELECT p.month FROM period p WHERE p.id = $1) ORDER BY month FOR UPDATE',
      [id],
    );
    return this.lock(id);
  }

  /** Locks it and all behind it; none of them is closed meanwhile. Beside it the month that was closed last. */
  async lockWithLater(id: string): Promise<{ period: Period; last: string }> {
    await this.lockRows(
      'SELECT id FROM period WHERE month >= (SELECT p.month FROM period p WHERE p.id = $1) ORDER BY month FOR UPDATE',
      [id],
    );
    const period = await this.lock(id);
    const [row] = await this.read<{ month: string | null }>(
      "SELECT max(month) AS month FROM period WHERE state = 'closed'",
    );
    return { period, last: row?.month ?? '' };
  }
}
