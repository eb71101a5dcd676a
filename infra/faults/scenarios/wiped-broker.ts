import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../local/until.ts';
import type { Scenario, Trial } from '../trial.ts';

const row = 'broker’s data wiped';

/** The broker comes back with nothing; the outboxes publish all of it again (R5). */
export const wipedBroker: Scenario = {
  name: 'wiped-broker',
  rows: [row],
  counts: { short: 1, long: 30 },
  lane: 'busy',
  async run(trial) {
    for (let round = 1; round <= trial.count; round += 1) {
      const job = trial.load();
      await until('the job runs', () => job.firstAnswerSince(0, 'callbacks') !== undefined, 30_000, 10);
      const since = Date.now();
      await wipe(trial);
      await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks']);
      await trial.judge(job, [row]);
    }
  },
};

export async function wipe({ desk, oracle }: Trial): Promise<void> {
  const nats = desk.process('nats');
  await nats.stop();
  rmSync(join(desk.data, 'nats', 'jetstream'), { recursive: true, force: true });
  await nats.start();
  oracle.readAnew();
}
