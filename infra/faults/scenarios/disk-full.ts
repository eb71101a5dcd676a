import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../local/until.ts';
import { SmallDisk } from '../small-disk.ts';
import type { Scenario, Trial } from '../trial.ts';

const rows = { postgres: 'disk full for PostgreSQL', nats: 'disk full for JetStream' } as const;
const fullMs = 10_000;

/** No byte is left: writes are refused with 429 or 503, reads go on, and when there is room again everything resumes by itself (R9). */
export const diskFull: Scenario = {
  name: 'disk-full',
  rows: Object.values(rows),
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  own: true,
  async run(trial) {
    for (const server of ['nats', 'postgres'] as const) {
      const place = mkdtempSync(join(tmpdir(), 'bumen-small-disk-'));
      const data = join(place, 'data');
      const disk = SmallDisk.make(join(place, 'disk'), server === 'postgres' ? data : join(data, 'nats', 'jetstream'), server === 'postgres' ? 700 : 64);
      if (typeof disk === 'string') {
        trial.ledger.notRun(rows[server], disk);
        continue;
      }
      try {
        await trial.withDesk({ data }, (inside) => fillAndEmpty(inside, disk, server));
      } catch (error) {
        // The other server is tried all the same.
        trial.ledger.judge(rows[server], [error instanceof Error ? error.message : String(error)]);
      } finally {
        disk.remove();
        rmSync(place, { recursive: true, force: true });
      }
    }
  },
};

async function fillAndEmpty(trial: Trial, disk: SmallDisk, server: keyof typeof rows): Promise<void> {
  const row = rows[server];
  for (let round = 1; round <= trial.count; round += 1) {
    const job = trial.load({ losesAnswers: 0 });
    await until('the job runs', () => job.firstAnswerSince(0, 'callbacks') !== undefined, 60_000, 10);
    const had = job.writes.length;
    disk.fill();
    const faults = await readsGoOn(trial);
    const [waiting] = await trial.desk.sql<{ count: number }>('tickets', 'SELECT count(*)::int AS count FROM outbox WHERE stream_sequence IS NULL');
    disk.empty();
    const since = Date.now();
    await trial.recovery(row, job, since, Infinity, ['tickets', 'callbacks']);
    await job.end();
    const refused = job.writes.slice(Math.max(0, had - 20)).flatMap((one) => one.setbacks);
    // A full disk that nobody noticed proves nothing.
    if (server === 'postgres' ? refused.length === 0 : waiting!.count === 0) faults.push('the full disk hit nothing, so nothing was tried');
    for (const refusal of new Set(refused)) if (!/^(429|503) /.test(refusal)) faults.push(`a write was refused with ${refusal} (R9)`);
    const { faults: found, ...figures } = await trial.examine(job);
    trial.ledger.judge(row, [...faults, ...found], { ...figures, refusals: refused.length, waitingEvents: waiting!.count });
  }
}

async function readsGoOn({ desk }: Trial): Promise<string[]> {
  const end = Date.now() + fullMs;
  const refused = new Map<number, number>();
  while (Date.now() < end) {
    const status = await fetch(`${desk.stack.baseUrl}/api/tickets?limit=5`, { headers: { authorization: `Bearer ${desk.people.clerks[0]}` }, signal: AbortSignal.timeout(10_000) }).then((answer) => answer.status, () => 0);
    if (status !== 200) refused.set(status, (refused.get(status) ?? 0) + 1);
    await pause(100);
  }
  return [...refused].map(([status, count]) => `${count} reads were answered ${status} while the disk was full (R9)`);
}
