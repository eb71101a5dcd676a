import { optionsOf, type benchParts } from '../command-line.mjs';
import { loadAccounts, signIn } from '../local/sample-data.ts';
import { benchStack } from './bench-stack.ts';
import { staffDepartment } from './department.ts';
import { createTickets, ticketsCreated } from './figures/create-tickets.ts';
import { keepLedger } from './figures/ledger.ts';
import { passEvents } from './figures/passed-events.ts';
import { readTickets } from './figures/reads.ts';
import { contactsImported, drainRelay } from './figures/relay-drain.ts';
import { jobsDone, resolveToCallback } from './figures/resolve-to-callback.ts';
import { memory, startUp } from './figures/start-and-memory.ts';
import { profilerOf } from './profile/profiler.ts';
import { Report } from './report.ts';

const { quick, profile, only } = optionsOf('bench');
const does = (part: (typeof benchParts)[number]) => only?.includes(part) ?? true;

const report = new Report();
if (only?.some((part) => part !== 'ledger') ?? true) await measureStack();
// Apart from the stack, which would only be in its way.
if (does('ledger')) await keepLedger(report, profile, quick);
report.finish();

async function measureStack(): Promise<void> {
  const profiler = profile ? await profilerOf(report) : undefined;
  const bench = await benchStack(profiler?.more);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void bench.stop().then(() => process.exit(130)));
  try {
    const { baseUrl } = bench.stack;
    await profiler?.begin(bench);
    report.say(
      `ready ${(bench.readyAfterMs / 1_000).toFixed(1)} s after the start (data folder empty, everything built)${quick ? '; quick: fewer requests' : ''}`,
    );
    if (does('start')) {
      await startUp(bench, report);
      memory(bench, report, 'at rest');
    }
    await loadAccounts(baseUrl);
    await staffDepartment(bench, ticketsCreated(quick) + jobsDone(quick) + contactsImported(quick));
    const token = await signIn(baseUrl, 'supervisor');
    if (does('create')) await createTickets(bench, token, report, profiler, quick);
    if (does('callback')) await resolveToCallback(bench, token, report, profiler, quick);
    if (does('create') || does('callback')) memory(bench, report, 'after the load');
    if (does('passed')) await passEvents(bench, token, report, quick);
    if (does('relay')) await drainRelay(bench, token, report, profiler, quick);
    if (does('reads')) await readTickets(bench, token, report, profiler, quick);
  } finally {
    await bench.stop();
  }
}
