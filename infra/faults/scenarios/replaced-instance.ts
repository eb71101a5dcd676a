import type { ServiceName } from '@bumen/contracts';
import { until } from '../../local/until.ts';
import type { Scenario } from '../trial.ts';

const row = 'one of two instances replaced';
const replaced: readonly ServiceName[] = ['tickets', 'callbacks', 'finance'];

/** A new version comes in while people work: the old instance ends in good order and not one request fails. */
export const replacedInstance: Scenario = {
  name: 'replaced-instance',
  rows: [row],
  counts: { short: 1, long: 20 },
  lane: 'busy',
  async run(trial) {
    const { desk } = trial;
    for (let round = 1; round <= trial.count; round += 1) {
      const job = trial.load({ losesAnswers: 0 });
      await trial.runs(job);
      for (const service of replaced) {
        const newcomer = await desk.another(service);
        await desk.process(service).stop();
        const since = Date.now();
        await until('the newcomer does the work', () => job.firstAnswerSince(since, service) !== undefined, 60_000, 10);
        await desk.process(service).start();
        await newcomer.process.stop();
      }
      await job.end();
      const { faults, ...figures } = await trial.examine(job);
      const failed = job.writes.filter((one) => one.setbacks.length > 0);
      const words = failed
        .slice(0, 5)
        .map((one) => `${one.kind} ${one.mark} failed at first: ${one.setbacks.join(', ')}`);
      trial.ledger.judge(
        row,
        [...words, ...(failed.length > 5 ? [`${failed.length} requests failed`] : []), ...faults],
        { ...figures, failedRequests: failed.length },
      );
    }
  },
};
