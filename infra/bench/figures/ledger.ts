import { cpuMsOf } from '../cpu-time.ts';
import { ledgerPlace, type LedgerPlace } from '../ledger/place.ts';
import { inTurns, type Side } from '../measuring.ts';
import { sayProfiles, statementsCounted, type Inspected } from '../profile/profiler.ts';
import { prepareStatements } from '../profile/statements.ts';
import type { Report, Row } from '../report.ts';

interface Sizes {
  readonly warmUp: number;
  readonly alone: number;
  readonly together: number;
  readonly turns: number;
  readonly stocked: number;
}
const sizes = {
  full: { warmUp: 4_000, alone: 3_000, together: 12_000, turns: 4, stocked: 1_000_000 },
  quick: { warmUp: 2_000, alone: 1_000, together: 4_000, turns: 3, stocked: 100_000 },
} satisfies Record<string, Sizes>;
const reads = 20;
const told = (count: number) => count.toLocaleString('en');
const middle = (tookMs: readonly number[]) => tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)]!;

/**
 * The ledger inside of the service, without HTTP and the broker (F-01): posting beside a plain transaction that writes
 * the same rows under the same locks; then as many journals as a large company has, their balances and the look at all
 * of them.
 */
export async function keepLedger(report: Report, profiled: boolean, quick: boolean): Promise<void> {
  const place = await ledgerPlace(profiled ? statementsCounted : {}, profiled);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void place.stop().then(() => process.exit(130)));
  try {
    if (profiled) await prepareStatements(place.adminUrl);
    const posted = await postBeside(place, report, profiled, quick);
    await lookAtMany(place, report, profiled, posted, quick ? sizes.quick : sizes.full);
  } finally {
    await place.stop();
  }
}

async function postBeside(place: LedgerPlace, report: Report, profiled: boolean, quick: boolean): Promise<number> {
  const { warmUp, alone, together, turns } = quick ? sizes.quick : sizes.full;
  const { inside, bare, postgres } = place;
  let next = 0;
  const load = (worker: LedgerPlace['bare'], clients: number) => (_first: number, count: number) => {
    const first = next;
    next += count;
    return worker.ask('post', { clients, first, count });
  };
  let posted = 0;
  const sidesOf = (clients: number): Side[] => [
    {
      what: 'bare transaction',
      pids: () =>
        new Map([
          ['bare', bare.pid],
          ['postgres', postgres.pid!],
        ]),
      run: load(bare, clients),
    },
    {
      what: 'post a journal',
      pids: () => pidsOf(place),
      run: (first, count) => {
        posted += count;
        return load(inside, clients)(first, count);
      },
    },
  ];
  // Compiled to the end before anything counts.
  for (const side of sidesOf(8)) await side.run(0, warmUp);
  for (const clients of [1, 8]) {
    const total = clients === 1 ? alone : together;
    const [floor, ours] = (await inTurns(report, sidesOf(clients), { clients, total, turns, settlingMs: 200 })) as [
      Row,
      Row,
    ];
    const name = `post a journal, ${clients} client${clients === 1 ? '' : 's'}`;
    report.figure(`${name}, throughput`, '/s', ours.perS, { floor: floor.perS, atLeast: 0.6 });
    report.figure(`${name}, CPU`, 'ms', ours.cpuMsEach, { floor: floor.cpuMsEach });
  }
  if (profiled) await around(place, report, 'posting', together, () => sidesOf(8)[1]!.run(0, together));
  return posted;
}

async function lookAtMany(
  place: LedgerPlace,
  report: Report,
  profiled: boolean,
  posted: number,
  { stocked }: Sizes,
): Promise<void> {
  const { inside } = place;
  const all = stocked + posted;
  const among = `at ${told(stocked)} journals`;
  const measured = async <T>(what: string, count: number, run: () => Promise<T>) => {
    const before = cpuMsOf(pidsOf(place));
    const result = await (profiled ? around(place, report, what, 1, run) : run());
    const spent = [...cpuMsOf(pidsOf(place))].map(([name, ms]) => [name, rounded((ms - before.get(name)!) / count)]);
    report.fact(`${what} ${among}, CPU-ms each`, Object.fromEntries(spent));
    return result;
  };
  const stock = await measured('opening journals', stocked, () => inside.ask('stock', { first: 0, count: stocked }));
  report.figure('opening journals', '/s', (stocked / stock.tookMs) * 1_000, { atLeast: 20_000 });
  const chained = await measured('chaining', all, () => inside.ask('chain', {}));
  report.figure(`journals chained ${among}`, '/s', (all / chained.tookMs) * 1_000);
  const balances = await measured('balances', reads, () => inside.ask('balances', { times: reads }));
  report.figure(`all balances ${among}`, 's', middle(balances.tookMs) / 1_000, { atMost: 0.2 });
  const verified = await measured('verification', all, () => inside.ask('verify', {}));
  if (verified.state !== 'sound') throw new Error(`the books are ${verified.state}`);
  report.figure(`whole verification ${among}`, 's', verified.tookMs / 1_000, { atMost: 60 });
  const closing = await measured('closing', reads, () => inside.ask('closing', { times: reads }));
  report.figure(`what isn't verified of a month ${among}`, 's', middle(closing.tookMs) / 1_000);
}

const rounded = (ms: number) => Number(ms.toFixed(4));
const pidsOf = ({ inside, postgres }: LedgerPlace) =>
  new Map([
    ['finance', inside.pid],
    ['postgres', postgres.pid!],
  ]);

function around<T>(place: LedgerPlace, report: Report, what: string, count: number, run: () => Promise<T>): Promise<T> {
  const { adminUrl, inspectorPort } = place;
  const inspected: Inspected[] = [{ name: 'finance', port: inspectorPort }];
  const pids = () => pidsOf(place);
  return sayProfiles({ report, adminUrl, inspected, pids, databases: ['finance'] }, what, count, run);
}
