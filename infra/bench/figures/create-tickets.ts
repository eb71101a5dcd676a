import { apiOf } from '../api.ts';
import type { BenchStack } from '../bench-stack.ts';
import { contact } from '../contacts.ts';
import { closedLoop, connectionsTo } from '../load.ts';
import { inTurns, type Side } from '../measuring.ts';
import type { Profiler } from '../profile/profiler.ts';
import type { Report, Row } from '../report.ts';

interface Sizes {
  readonly warmUp: number;
  readonly alone: number;
  readonly together: number;
  readonly turns: number;
}
const sizes = {
  full: { warmUp: 5_000, alone: 3_000, together: 12_000, turns: 4 },
  quick: { warmUp: 1_600, alone: 600, together: 2_400, turns: 3 },
} satisfies Record<string, Sizes>;
const clientCounts = [1, 8, 32];

/** How many tickets this makes, so that there is room for them. */
export const ticketsCreated = (quick: boolean): number => {
  const { warmUp, alone, together } = quick ? sizes.quick : sizes.full;
  return warmUp + alone + 2 * together;
};

/** Creating tickets beside the bare pipeline that does the least that a durable ticket with an event needs. */
export async function createTickets(
  bench: BenchStack,
  token: string,
  report: Report,
  profiler: Profiler | undefined,
  quick: boolean,
): Promise<void> {
  const { warmUp, alone, together, turns } = quick ? sizes.quick : sizes.full;
  const bare = await bench.startBare();
  let index = 0;
  const next = () => JSON.stringify(contact((index += 1)));
  const sides = (clients: number) => {
    const floor = connectionsTo(bare.baseUrl, clients);
    const api = apiOf(bench.stack.baseUrl, clients, token);
    const load = (one: (body: string) => Promise<boolean>) => (_first: number, count: number) =>
      closedLoop(clients, count, () => one(next()));
    const both: Side[] = [
      {
        what: 'bare pipeline',
        pids: bare.pids,
        run: load(async (body) => (await floor.send('POST', '/tickets', body)).status < 300),
      },
      { what: 'create ticket', pids: bench.pids, run: load((body) => api.fine('POST', '/tickets', body)) },
    ];
    return { both, close: () => [floor, api].forEach((one) => one.close()) };
  };

  // Compiled to the end before anything counts, or the first rows would measure the compiler.
  const warming = sides(8);
  for (const side of warming.both) await side.run(0, warmUp);
  warming.close();
  for (const clients of clientCounts) {
    const { both, close } = sides(clients);
    const [floor, ours] = (await inTurns(report, both, {
      clients,
      total: clients === 1 ? alone : together,
      turns,
      settlingMs: 1_000,
    })) as [Row, Row];
    close();
    const name = `create ticket, ${clients} client${clients === 1 ? '' : 's'}`;
    report.figure(`${name}, throughput`, '/s', ours.perS, { floor: floor.perS, atLeast: 0.7, never: 0.55 });
    report.figure(`${name}, CPU`, 'ms', ours.cpuMsEach, { floor: floor.cpuMsEach, atMost: 1.4, never: 1.8 });
    report.figure(`${name}, p99`, 'ms', ours.p99Ms, { floor: floor.p99Ms, atMost: 1.5, never: 2 });
  }
  await bare.stop();
  if (!profiler) return;
  const api = apiOf(bench.stack.baseUrl, 8, token);
  await profiler.around('create ticket, 8 clients', warmUp, () =>
    closedLoop(8, warmUp, () => api.fine('POST', '/tickets', next())),
  );
  api.close();
}
