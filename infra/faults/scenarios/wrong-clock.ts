import { until } from '../../local/until.ts';
import type { Scenario } from '../trial.ts';
import { wrongClock as clockOff } from '../wrong-clock.ts';

const cases = (['tickets', 'callbacks'] as const).flatMap((service) =>
  ([1, -1] as const).map((days) => ({ service, days, row: `clock of ${service} ${days > 0 ? '+' : '−'}1 day` })),
);

/** One process has a wrong clock. Time is the database's, so nobody should notice. */
export const wrongClock: Scenario = {
  name: 'wrong-clock',
  rows: cases.map((one) => one.row),
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  async run(trial) {
    const { desk } = trial;
    for (let round = 1; round <= trial.count; round += 1)
      for (const { service, days, row } of cases) {
        const { env, how } = clockOff(days);
        trial.ledger.triedWith(row, how);
        const wrong = await desk.another(service, { env });
        await desk.process(service).stop();
        try {
          const job = trial.load({ contactsEach: 1, patienceMs: 15_000 });
          const since = Date.now();
          await until('a write is answered', () => job.firstAnswerSince(since, service) !== undefined, 15_000).catch(
            () => undefined,
          );
          await trial.judge(job, [row]);
        } finally {
          await desk.process(service).start();
          await wrong.process.stop();
        }
      }
  },
};
