import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario, Trial } from '../trial.ts';
import { strikeRunningJob } from './struck-job.ts';

const row = 'broker’s data wiped';

/**
 * The broker comes back with nothing, and who keeps its streams died meanwhile: streams and consumers are made anew,
 * and the outboxes publish all of it again (R5).
 */
export const wipedBroker: Scenario = {
  name: 'wiped-broker',
  rows: [row],
  counts: { short: 1, long: 30 },
  lane: 'busy',
  run: (trial) => strikeRunningJob(trial, row, async () => wipe(trial)),
};

export async function wipe({ desk, oracle }: Trial): Promise<void> {
  const nats = desk.process('nats');
  await nats.stop();
  const healed = desk.process('streams').killAndHeal();
  rmSync(join(desk.data, 'nats', 'jetstream'), { recursive: true, force: true });
  await Promise.all([nats.start(), healed]);
  oracle.readAnew();
}
