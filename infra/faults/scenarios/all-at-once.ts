import type { Scenario } from '../trial.ts';
import { until } from '../../local/until.ts';

const row = 'kill all at once';

/** Every process dies in the same moment, servers and all, as in a machine that is switched off without losing its disk. */
export const allAtOnce: Scenario = {
  name: 'all-at-once',
  rows: [row],
  counts: { short: 1, long: 30 },
  lane: 'busy',
  async run(trial) {
    for (let round = 1; round <= trial.count; round += 1) {
      const job = trial.load();
      await until('the job runs', () => job.firstAnswerSince(0, 'callbacks') !== undefined, 30_000, 10);
      const since = Date.now();
      await Promise.all([...trial.desk.stack.supervised.values()].map((one) => one.killAndHeal()));
      await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks']);
      await trial.judge(job, [row]);
    }
  },
};
