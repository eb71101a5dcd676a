import { setTimeout as pause } from 'node:timers/promises';
import { withDatabase } from '../../local/databases.ts';
import { until } from '../../local/until.ts';
import { apiOf } from '../api.ts';
import type { BenchStack } from '../bench-stack.ts';
import { particular, phrase, phraseCount } from '../contacts.ts';
import { Metrics } from '../metrics.ts';
import type { Profiler } from '../profile/profiler.ts';
import type { Report } from '../report.ts';

const sizes = { full: 6_000, quick: 2_000 };
const rowsPerImport = 2_000;
const firstPhone = 16_000_000_000;

/** How many tickets this makes. */
export const contactsImported = (quick: boolean): number => (quick ? sizes.quick : sizes.full);

/**
 * How fast the relay empties the outbox after the broker was away: contacts are handed in by import, the broker stops,
 * they become tickets without it, and then it comes back. Reactions take up the events at the same time, as they would.
 */
export async function drainRelay(
  bench: BenchStack,
  token: string,
  report: Report,
  profiler: Profiler | undefined,
  quick: boolean,
): Promise<void> {
  const { stack } = bench;
  const nats = stack.supervised.get('nats')!;
  const api = apiOf(stack.baseUrl, 1, token);
  const rows = contactsImported(quick);
  const imports: string[] = [];
  for (let from = 0; from < rows; from += rowsPerImport)
    imports.push(
      (await api.call('POST', `/tickets/import?${importQuery(from)}`, csvOf(from, rowsPerImport), { type: 'text/csv' }))
        .id,
    );
  await nats.stop();
  await withDatabase(stack.databases.get('tickets')!.ownerUrl, (client) =>
    until(
      'the contacts became tickets',
      async () =>
        (await client.query('SELECT FROM contact_import WHERE id = ANY($1::uuid[]) AND finished_at IS NULL', [imports]))
          .rowCount === 0,
      600_000,
      500,
    ),
  );
  // The relay counts what waits every few seconds.
  await pause(6_000);
  const url = stack.healthUrls.get('tickets')!;
  const metrics = await Metrics.of(url);
  const [waiting, before] = [metrics.sum('bumen_outbox_unpublished'), metrics.sum('bumen_outbox_published_total')];
  const drain = async () => {
    await nats.start();
    // From the first event that was published to the last; that the relay hears of the broker's return is not its
    // speed.
    let began = performance.now();
    await until(
      'the outbox is empty',
      async () => {
        const published = (await Metrics.of(url)).sum('bumen_outbox_published_total') - before;
        if (published === 0) began = performance.now();
        return published >= waiting;
      },
      120_000,
      20,
    );
    return performance.now() - began;
  };
  const tookMs = await (profiler ? profiler.around('the relay draining its outbox', waiting, drain) : drain());
  report.say(`relay: ${waiting} events that waited for the broker were published within ${Math.round(tookMs)} ms`);
  report.figure('relay drains its outbox', 'events/s', waiting / (tookMs / 1_000), { atLeast: 6_000 });
  // Reactions that are still behind must not be in the way of the next figure.
  await pause(3_000);
  api.close();
}

const mapping = {
  externalId: 'id',
  question: ['question'],
  contactedAt: { column: 'at', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
  nature: { column: 'nature', values: { consult: 'consult' } },
  channel: { column: 'channel', values: { web_form: 'web_form' } },
  priority: { column: 'priority', values: { normal: 'normal' } },
  customerName: { column: 'name', otherwise: '客户' },
  customerPhone: 'phone',
};
const importQuery = (from: number) =>
  new URLSearchParams({ source: 'bench', fileName: `bench-${from}.csv`, mapping: JSON.stringify(mapping) }).toString();

function csvOf(from: number, count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) =>
      `${from + at},2026-03-02 09:05,web_form,consult,normal,"${phrase((from + at) % phraseCount)}${particular(from + at)}",李女士,${firstPhone + from + at}`,
  );
  return ['id,at,channel,nature,priority,question,name,phone', ...lines].join('\n');
}
