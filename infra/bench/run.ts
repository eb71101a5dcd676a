import { loadAccounts, signIn } from '../local/sample-data.ts';
import { benchStack } from './bench-stack.ts';
import { staffDepartment } from './department.ts';
import { createTickets, ticketsCreated } from './figures/create-tickets.ts';
import { readTickets } from './figures/reads.ts';
import { contactsImported, drainRelay } from './figures/relay-drain.ts';
import { jobsDone, resolveToCallback } from './figures/resolve-to-callback.ts';
import { memory, startUp } from './figures/start-and-memory.ts';
import { profilerOf } from './profile/profiler.ts';
import { Report } from './report.ts';

// Every figure stands beside its floor or aim, measured in the same run on the same machine; only ratios carry over to
// another one. npm run bench all npm run bench -- --quick fewer requests, and 100,000 tickets in place of 1,000,000 npm
// run bench -- --profile says as well what the time goes into, by function and by statement; its figures are slower npm
// run bench -- --only create,reads of: start, create, callback, relay, reads

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const parts = ['start', 'create', 'callback', 'relay', 'reads'] as const;
type Part = (typeof parts)[number];
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : undefined;
const unknown = only?.find((part) => !(parts as readonly string[]).includes(part));
if (unknown !== undefined) throw new Error(`There is no part "${unknown}": ${parts.join(', ')}.`);
const does = (part: Part) => only === undefined || only.includes(part);

const report = new Report();
const profiler = args.includes('--profile') ? await profilerOf(report) : undefined;
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
  if (does('relay')) await drainRelay(bench, token, report, profiler, quick);
  if (does('reads')) await readTickets(bench, token, report, profiler, quick);
  report.finish();
} finally {
  await bench.stop();
}
