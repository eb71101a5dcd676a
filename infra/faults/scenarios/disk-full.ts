import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { storeBytesMax } from '../../nats/store-limit.ts';
import { unpublished } from '../settling.ts';
import { SmallDisk } from '../small-disk.ts';
import type { Scenario, Trial } from '../trial.ts';

const rows = {
  nats: 'disk full for JetStream',
  postgres: 'disk full for PostgreSQL',
  limit: 'JetStream at its limit',
} as const;
const fullMs = 10_000;

interface Shortage {
  readonly row: string;
  /** Whether writes themselves need the room; otherwise only their events do. */
  readonly refuses: boolean;
  /** Takes the room away while the job runs. */
  readonly begin: () => Promise<void> | void;
  /** Gives it back; nothing is started anew by hand because of it. */
  readonly end: () => Promise<void> | void;
}

/**
 * No byte is left: writes are refused with 429 or 503 or wait for their events, reads go on, and when there is room
 * again everything resumes by itself (R9).
 */
export const diskFull: Scenario = {
  name: 'disk-full',
  rows: Object.values(rows),
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  own: true,
  async run(trial) {
    await atItsLimit(trial).catch((error: unknown) => trial.ledger.judge(rows.limit, [said(error)]));
    for (const server of ['nats', 'postgres'] as const) {
      const place = mkdtempSync(join(tmpdir(), 'bumen-small-disk-'));
      const data = join(place, 'data');
      const disk = SmallDisk.make(
        join(place, 'disk'),
        server === 'postgres' ? data : join(data, 'nats', 'jetstream'),
        server === 'postgres' ? 700 : 64,
      );
      if (typeof disk === 'string') {
        trial.ledger.notRun(rows[server], disk);
        continue;
      }
      try {
        await trial.withDesk({ data }, async (inside) => {
          for (let round = 1; round <= inside.count; round += 1)
            await runShort(inside, {
              row: rows[server],
              refuses: server === 'postgres',
              begin: () => disk.fill(),
              end: () => disk.empty(),
            });
        });
      } catch (error) {
        // The other server is tried all the same.
        trial.ledger.judge(rows[server], [said(error)]);
      } finally {
        disk.remove();
        rmSync(place, { recursive: true, force: true });
      }
    }
  },
};

/** JetStream may keep no more; somebody who runs it allows it more. The disk itself has room. */
async function atItsLimit(trial: Trial): Promise<void> {
  for (let round = 1; round <= trial.count; round += 1) {
    await trial.withDesk({ natsStoreMax: '1MB' }, async (inside) => {
      const { desk } = inside;
      const allowMore = async () => {
        const config = join(desk.data, 'nats', 'nats-server.conf');
        writeFileSync(
          config,
          readFileSync(config, 'utf8').replace(/max_file_store: \d+/, `max_file_store: ${storeBytesMax('1GB')}`),
        );
        await desk.process('nats').stop();
        await desk.process('nats').start();
      };
      await runShort(inside, { row: rows.limit, refuses: false, begin: () => untilEventsWait(inside), end: allowMore });
    });
  }
}

async function runShort(trial: Trial, { row, refuses, begin, end }: Shortage): Promise<void> {
  const watcher = watchLive(trial);
  const job = trial.load({ losesAnswers: 0 });
  await trial.runs(job);
  const had = job.writes.length;
  await begin();
  const faults = await readsGoOn(trial);
  const waiting = await waitingEvents(trial);
  await end();
  const since = Date.now();
  await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks']);
  await job.end();
  watcher.abort();
  const refused = job.writes.slice(Math.max(0, had - 20)).flatMap((one) => one.setbacks);
  // A shortage that nobody noticed proves nothing.
  if (refuses ? refused.length === 0 : waiting === 0) faults.push('the shortage hit nothing, so nothing was tried');
  for (const refusal of new Set(refused))
    if (!/^(429|503) /.test(refusal)) faults.push(`a write was refused with ${refusal} (R9)`);
  const { faults: found, ...figures } = await trial.examine(job);
  trial.ledger.judge(row, [...faults, ...found], { ...figures, refusals: refused.length, waitingEvents: waiting });
}

/** Somebody's page is open, so the gateway reads the streams that are stuck. */
function watchLive({ desk }: Trial): AbortController {
  const closing = new AbortController();
  void fetch(`${desk.stack.baseUrl}/api/events`, {
    headers: { authorization: `Bearer ${desk.people.clerks[0]}` },
    signal: closing.signal,
  })
    .then(async ({ body }) => {
      for await (const _ of body!) if (closing.signal.aborted) return;
    })
    .catch(() => undefined);
  return closing;
}

const waitingEvents = async ({ desk }: Trial): Promise<number> => (await unpublished(desk))['tickets']!;

/** Every contact tells of itself, so the limit is soon reached. */
async function untilEventsWait(trial: Trial): Promise<void> {
  for (let longMs = 0; longMs < 2_000; longMs = (await waitingEvents(trial)) > 0 ? longMs + 100 : 0) await pause(100);
}

async function readsGoOn({ desk }: Trial): Promise<string[]> {
  const end = Date.now() + fullMs;
  const refused = new Map<number, number>();
  while (Date.now() < end) {
    const status = await fetch(`${desk.stack.baseUrl}/api/tickets?limit=5`, {
      headers: { authorization: `Bearer ${desk.people.clerks[0]}` },
      signal: AbortSignal.timeout(10_000),
    }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 200) refused.set(status, (refused.get(status) ?? 0) + 1);
    await pause(100);
  }
  return [...refused].map(([status, count]) => `${count} reads were answered ${status} while there was no room (R9)`);
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));
