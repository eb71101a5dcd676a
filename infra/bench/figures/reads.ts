import { withDatabase } from '../../local/databases.ts';
import { apiOf } from '../api.ts';
import type { Bare, BenchStack } from '../bench-stack.ts';
import { searches } from '../contacts.ts';
import { closedLoop, connectionsTo } from '../load.ts';
import { inTurns, type Side } from '../measuring.ts';
import type { Profiler } from '../profile/profiler.ts';
import type { Report, Row } from '../report.ts';
import { chosen, stockTickets } from '../ticket-stock.ts';

const sizes = {
  full: { few: 10_000, many: 1_000_000, warmUp: 400, total: 2_400, turns: 3 },
  quick: { few: 10_000, many: 100_000, warmUp: 300, total: 900, turns: 3 },
};
/** A read is held against the bare one that answers about as much. */
const floorOf = {
  'one ticket': 'bare read of one',
  'by customer': 'bare read of one',
  'newest 50': 'bare read of 50',
  'queued 50': 'bare read of 50',
  'words search': 'bare read of 50',
} as const;
type Read = keyof typeof floorOf;
const reads = Object.keys(floorOf) as Read[];
interface Pair {
  readonly ours: number;
  readonly floor: number;
}
const told = (count: number) => count.toLocaleString('en');
/** No two runs are alike to the last percent. */
const noSlower = 1.15;

/**
 * One ticket, lists and search among few and among very many tickets, beside bare reads: HTTP in, one NATS request, one
 * query.
 */
export async function readTickets(
  bench: BenchStack,
  token: string,
  report: Report,
  profiler: Profiler | undefined,
  quick: boolean,
): Promise<void> {
  const { few, many } = quick ? sizes.quick : sizes.full;
  const small = await readAmong(few, bench, token, report, profiler, quick);
  const large = await readAmong(many, bench, token, report, profiler, quick);
  for (const read of reads) {
    const [among, amongMany] = [small, large].map(({ rows }) => ({
      ours: rows.get(read)!.cpuMsEach,
      floor: rows.get(floorOf[read])!.cpuMsEach,
    })) as [Pair, Pair];
    report.figure(`${read} among ${told(few)}, CPU`, 'ms', among.ours, { floor: among.floor, atMost: 1.5 });
    report.figure(`${read} among ${told(many)}, CPU`, 'ms', amongMany.ours, { floor: amongMany.floor, atMost: 1.5 });
    // Both by their floor, since the machine may have been busier at the second.
    report.figure(
      `${read}, slower among ${told(many)} than ${told(few)}`,
      '× floor',
      amongMany.ours / amongMany.floor,
      { floor: among.ours / among.floor, atMost: noSlower },
    );
  }
  report.figure(`words search among ${told(many)}, one client, p99`, 'ms', large.alone.p99Ms, { atMost: 20 });
}

async function readAmong(
  count: number,
  bench: BenchStack,
  token: string,
  report: Report,
  profiler: Profiler | undefined,
  quick: boolean,
) {
  const { warmUp, total, turns } = quick ? sizes.quick : sizes.full;
  const bare = await bench.startBare();
  await stock(count, bench, report);
  const api = apiOf(bench.stack.baseUrl, 8, token);
  const floor = connectionsTo(bare.baseUrl, 8);
  const paths = await pathsAmong(bench);
  const bareIds = await stockBare(bare, count);
  const load =
    (one: (index: number) => Promise<boolean>, clients = 8) =>
    (first: number, times: number) =>
      closedLoop(clients, times, (index) => one(first + index));
  const bareGet = async (path: string) => (await floor.send('GET', path)).status === 200;
  const sides: Side[] = [
    {
      what: 'bare read of one',
      pids: bare.pids,
      run: load((index) => bareGet(`/tickets/${bareIds[index % bareIds.length]!}`)),
    },
    { what: 'bare read of 50', pids: bare.pids, run: load(() => bareGet('/tickets')) },
    ...reads.map((what) => ({ what, pids: bench.pids, run: load((index) => api.fine('GET', paths(what, index))) })),
  ];
  for (const side of sides) await side.run(total, warmUp);
  const rows = await inTurns(report, sides, { clients: 8, total, turns, settlingMs: 100 });
  const search: Side = {
    what: 'words search',
    pids: bench.pids,
    run: load((index) => api.fine('GET', paths('words search', index)), 1),
  };
  const [alone] = (await inTurns(report, [search], { clients: 1, total: total / 2, turns: 1, settlingMs: 100 })) as [
    Row,
  ];
  if (profiler)
    for (const what of reads)
      await profiler.around(`${what} among ${told(count)}`, total, () =>
        load((index) => api.fine('GET', paths(what, index)))(0, total),
      );
  api.close();
  floor.close();
  await bare.stop();
  return { count, alone, rows: new Map(rows.map((row) => [row.what, row])) };
}

/** In place of all tickets that there are; the service rests meanwhile. */
async function stock(count: number, { stack }: BenchStack, report: Report): Promise<void> {
  const began = performance.now();
  const tickets = stack.supervised.get('tickets')!;
  await tickets.stop();
  await stockTickets(stack.adminUrl, count);
  await tickets.start();
  report.say(`${told(count)} tickets were put in within ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}

/** As many bare tickets; returns some of their ids. */
async function stockBare(bare: Bare, count: number): Promise<string[]> {
  return withDatabase(bare.databaseUrl, async (client) => {
    await client.query('TRUNCATE ticket');
    await client.query(
      `INSERT INTO ticket (id, version, channel, nature, question, customer, phone)
       SELECT uuidv7(), 1, 'web_form', 'consult', '您好,申请退款三天了还没有到账,请给一个明确的时间,订单号' || n || '。', '李女士',
         '1' || 3000000000 + n FROM generate_series(1, $1::int) AS n`,
      [count],
    );
    await client.query('VACUUM (ANALYZE) ticket');
    return (await client.query<{ id: string }>('SELECT id FROM ticket ORDER BY random() LIMIT 1000')).rows.map(
      (row) => row.id,
    );
  });
}

/** Asks for another ticket, customer or word each time. */
async function pathsAmong({ stack }: BenchStack): Promise<(what: Read, index: number) => string> {
  const { tickets, customers } = await chosen(stack.adminUrl, 1_000);
  const among = (items: readonly string[], index: number) => encodeURIComponent(items[index % items.length]!);
  return (what, index) => {
    switch (what) {
      case 'one ticket':
        return `/tickets/${among(tickets, index)}`;
      case 'by customer':
        return `/tickets?customerId=${among(customers, index)}`;
      case 'newest 50':
        return '/tickets';
      case 'queued 50':
        return '/tickets?state=queued';
      case 'words search':
        return `/tickets?words=${among(searches, index)}`;
    }
  };
}
