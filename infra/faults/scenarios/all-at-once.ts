import type { Scenario } from '../trial.ts';
import { strikeRunningJob } from './struck-job.ts';

const row = 'kill all at once';

/**
 * Every process dies in the same moment, servers and all, as in a machine that is switched off without losing its disk.
 */
export const allAtOnce: Scenario = {
  name: 'all-at-once',
  rows: [row],
  counts: { short: 1, long: 30 },
  lane: 'busy',
  run: (trial) =>
    strikeRunningJob(trial, row, async () =>
      Promise.all([...trial.desk.stack.supervised.values()].map((one) => one.killAndHeal())),
    ),
};
