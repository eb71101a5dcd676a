import { until } from '../../local/until.ts';
import type { Trial } from '../trial.ts';

/**
 * Strikes the system while the whole job runs on it, as often as the form asks for, and judges each time what is left.
 */
export async function strikeRunningJob(trial: Trial, row: string, strike: () => Promise<unknown>): Promise<void> {
  for (let round = 1; round <= trial.count; round += 1) {
    const job = trial.load();
    await trial.runs(job);
    // So that it strikes desks at any step of their days.
    const closed = trial.chance.below(6);
    await until('days are closed', () => job.desks.closed >= closed, 60_000, 10);
    const since = Date.now();
    await strike();
    await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks', 'finance']);
    await trial.judge(job, [row]);
  }
}
