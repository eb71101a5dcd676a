import { setTimeout as pause } from 'node:timers/promises';
import { callbackDue } from '@bumen/contracts';
import { withDatabase } from '../../local/databases.ts';
import { until } from '../../local/until.ts';
import { apiOf, type Api } from '../api.ts';
import type { BenchStack } from '../bench-stack.ts';
import { contact } from '../contacts.ts';
import { eventLag, lagSince } from '../event-lag.ts';
import { LiveEventsWatch } from '../live-events.ts';
import { closedLoop, measuredFrom, openLoop, type Timed } from '../load.ts';
import type { Profiler } from '../profile/profiler.ts';
import type { Report } from '../report.ts';

const clients = 16;
const sizes = { full: { warmUp: 400, jobs: 1_200 }, quick: { warmUp: 200, jobs: 300 } };
/** Contacts of this figure, apart from those of others. */
const firstContact = 50_000_000;

/** How many tickets this makes. */
export const jobsDone = (quick: boolean): number => {
  const { warmUp, jobs } = quick ? sizes.quick : sizes.full;
  return warmUp + 3 * jobs;
};

/**
 * How long after a ticket was resolved its callback is there, at the most jobs a second that the system does and at
 * half of that. A job is a whole ticket: opened, accepted, answered, resolved. A callback counts as visible when the
 * live events tell a supervisor of it, which is a little after it is in the list; asking the list again and again would
 * be a load of its own.
 */
export async function resolveToCallback(
  bench: BenchStack,
  token: string,
  report: Report,
  profiler: Profiler | undefined,
  quick: boolean,
): Promise<void> {
  const { warmUp, jobs } = quick ? sizes.quick : sizes.full;
  const api = apiOf(bench.stack.baseUrl, 4 * clients, token);
  const watch = await LiveEventsWatch.open(bench.stack.baseUrl, token, callbackDue.name);
  let next = firstContact;
  const resolvedAt = new Map<string, number>();
  const job = async () => {
    try {
      resolvedAt.set(...(await resolveOne(api, (next += 1))));
      return true;
    } catch (error) {
      report.say(`  ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  const settled = () =>
    until('every resolved ticket has its callback', () => watch.heardAt.size >= resolvedAt.size, 60_000);
  const lagOf = async (load: () => Promise<Timed>) => {
    resolvedAt.clear();
    watch.heardAt.clear();
    const before = await eventLag(bench);
    const timed = await load();
    const began = performance.now();
    await settled();
    const wholeMs = timed.wholeMs + performance.now() - began;
    return {
      timed: { ...timed, wholeMs },
      lag: measuredFrom({ tookMs: await lags(bench, resolvedAt, watch), wholeMs, failed: timed.failed }),
      events: lagSince(before, await eventLag(bench)),
    };
  };

  await closedLoop(clients, warmUp, job);
  await settled();
  const full = await lagOf(() => closedLoop(clients, jobs, job));
  const perS = measuredFrom(full.timed).perS;
  await pause(1_000);
  const half = await lagOf(() => openLoop(perS / 2, jobs, job));
  if (profiler)
    await profiler.around('whole tickets at full load', jobs, () => lagOf(() => closedLoop(clients, jobs, job)));
  watch.close();
  api.close();
  for (const [load, { lag, events }] of [
    ['full', full],
    ['half', half],
  ] as const)
    report.say(
      `resolve → callback visible at ${load} load: p50 ${lag.p50Ms} ms  p99 ${lag.p99Ms} ms  failed ${lag.failed};  an event published → applied: p99 within ${events.p99WithinMs} ms, ${events.within30Percent} % within 30 ms`,
    );
  report.figure('full load: whole tickets', 'jobs/s', perS);
  report.figure('resolve → callback visible, full load, p50', 'ms', full.lag.p50Ms);
  report.figure('resolve → callback visible, full load, p99', 'ms', full.lag.p99Ms);
  report.figure('resolve → callback visible, half load, p50', 'ms', half.lag.p50Ms);
  report.figure('resolve → callback visible, half load, p99', 'ms', half.lag.p99Ms, { atMost: 30 });
  report.figure('event published → applied, half load, p99 within', 'ms', half.events.p99WithinMs, { atMost: 30 });
}

/** @returns the ticket and when the answer to its resolution came. */
async function resolveOne(api: Api, index: number): Promise<[string, number]> {
  const { id } = await api.call('POST', '/tickets', contact(index));
  await api.call('POST', `/tickets/${id}/accept`, {});
  const { version } = await api.call<{ version: number }>('POST', `/tickets/${id}/replies`, {
    text: '您好,我马上为您核实。',
  });
  const resolution = { cause: '不了解规则', remedy: '已说明规则', reply: '积分会保留十二个月,请放心。' };
  await api.call('POST', `/tickets/${id}/resolve`, resolution, { seen: version });
  return [id, performance.now()];
}

async function lags(
  { stack }: BenchStack,
  resolvedAt: ReadonlyMap<string, number>,
  { heardAt }: LiveEventsWatch,
): Promise<number[]> {
  const { rows } = await withDatabase(stack.databases.get('callbacks')!.ownerUrl, (client) =>
    client.query<{ id: string; ticket_id: string }>(
      'SELECT id, ticket_id FROM callback WHERE ticket_id = ANY($1::uuid[])',
      [[...resolvedAt.keys()]],
    ),
  );
  return rows.map(({ id, ticket_id }) => Math.max(0, heardAt.get(id)! - resolvedAt.get(ticket_id)!));
}
