import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { eventStream } from '@bumen/contracts';
import { until } from '../../local/until.ts';
import { SmallDisk } from '../small-disk.ts';
import type { Scenario, Trial } from '../trial.ts';

const row = 'power cut';

/** Everything dies and the disk keeps only what it had been made to keep; both servers lie on it. */
export const powerCut: Scenario = {
  name: 'power-cut',
  rows: [row],
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  own: true,
  async run(trial) {
    const place = mkdtempSync(join(tmpdir(), 'bumen-small-disk-'));
    const data = join(place, 'data');
    const disk = SmallDisk.whyNoCut() ?? SmallDisk.make(join(place, 'disk'), data, 1_500);
    if (typeof disk === 'string') {
      trial.ledger.notRun(row, disk);
      return;
    }
    try {
      await trial.withDesk({ data }, async (inside) => {
        // Configuration is written anew by each start of a machine, which isn't what is tried here.
        disk.sync();
        for (let round = 1; round <= inside.count; round += 1) await cutPower(inside, disk);
      });
    } finally {
      disk.remove();
      rmSync(place, { recursive: true, force: true });
    }
  },
};

async function cutPower(trial: Trial, disk: SmallDisk): Promise<void> {
  const { desk } = trial;
  const job = trial.load();
  await trial.runs(job);
  await until('there is something to lose', () => job.writes.length > 150, 60_000, 10);
  const before = await lastSequence(trial);
  disk.cut();
  const since = Date.now();
  const processes = [...desk.stack.supervised.values()];
  // None may flush anything or say good-bye.
  for (const { pid } of processes) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await Promise.all(processes.map((one) => one.stop()));
  await until(
    'the disk is let go of',
    () => {
      try {
        disk.unmount();
        return true;
      } catch {
        return false;
      }
    },
    30_000,
  );
  disk.mount();
  for (const name of ['postgres', 'nats'] as const) await desk.process(name).start();
  const lost = before - (await lastSequence(trial));
  await Promise.all(processes.filter((one) => !['postgres', 'nats'].includes(one.spec.name)).map((one) => one.start()));
  trial.oracle.readAnew();
  await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks', 'finance']);
  await job.end();
  const { faults, ...figures } = await trial.examine(job);
  // What the broker had acknowledged and not yet synced shows that the cut was one.
  trial.ledger.judge(row, lost > 0 ? faults : ['the cut took nothing, so nothing was tried', ...faults], {
    ...figures,
    lostByTheBroker: lost,
  });
}

/** Asked again where the connection of before the cut isn't back yet. */
async function lastSequence({ desk }: Trial): Promise<number> {
  const manager = await desk.streams('tickets', 1_000);
  let last = 0;
  await until(
    'the broker says what it holds',
    () =>
      manager.streams.info(eventStream('tickets')).then(
        (info) => {
          last = info.state.last_seq;
          return true;
        },
        // The stream itself may be what was lost.
        (error: unknown) => error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound,
      ),
    30_000,
  );
  return last;
}
