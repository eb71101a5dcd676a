import { freePorts } from '../../local/free-port.ts';
import { processes, serviceProcesses } from '../../stack.ts';
import type { BenchStack, MoreOf } from '../bench-stack.ts';
import { cpuMsOf } from '../cpu-time.ts';
import type { Report } from '../report.ts';
import { NodeProfile } from './node-profile.ts';
import { forgetStatements, prepareStatements, sayStatements } from './statements.ts';

/** A Node process that runs with its inspector on a port. */
export interface Inspected {
  readonly name: string;
  readonly port: number;
}
interface Place {
  readonly report: Report;
  readonly adminUrl: string;
  readonly inspected: readonly Inspected[];
  readonly pids: () => Map<string, number>;
  readonly databases: readonly string[];
}

/** What lets PostgreSQL count its statements. */
export const statementsCounted = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'top' };

/** Explains a figure: what its load costs in each process, by package and function, and in PostgreSQL, by statement. */
export interface Profiler {
  /** What the stack must be started with. */
  readonly more: MoreOf;
  begin(bench: BenchStack): Promise<void>;
  /** Runs a load and says what its `count` requests cost. */
  around<T>(what: string, count: number, run: () => Promise<T>): Promise<T>;
}

export async function profilerOf(report: Report): Promise<Profiler> {
  const ports = await freePorts(processes.length);
  const inspected = processes.map((one, index) => ({ name: one.name, port: ports[index]! }));
  let bench: BenchStack | undefined;
  return {
    more: {
      extraEnv: Object.fromEntries(
        inspected.map(({ name, port }) => [name, { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }]),
      ),
      postgresSettings: statementsCounted,
    },
    async begin(started) {
      bench = started;
      await prepareStatements(started.stack.adminUrl);
    },
    async around(what, count, run) {
      if (!bench) throw new Error('nothing runs yet that could be profiled');
      const { stack, pids } = bench;
      const databases = serviceProcesses.map((one) => one.database);
      return sayProfiles({ report, adminUrl: stack.adminUrl, inspected, pids, databases }, what, count, run);
    },
  };
}

/** Runs a load and says what its `count` requests cost there. */
export async function sayProfiles<T>(
  { report, adminUrl, inspected, pids, databases }: Place,
  what: string,
  count: number,
  run: () => Promise<T>,
): Promise<T> {
  const running = await Promise.all(
    inspected.map(async ({ name, port }) => ({ name, profile: await NodeProfile.start(port) })),
  );
  await forgetStatements(adminUrl);
  const before = cpuMsOf(pids());
  const result = await run();
  const after = cpuMsOf(pids());
  report.say(`\n── profile of ${what}, ${count} requests ──`);
  for (const { name, profile } of running)
    report.say(summary(name, await profile.stop(), after.get(name)! - before.get(name)!, count));
  await sayStatements(adminUrl, report, databases, count);
  report.say('──\n');
  return result;
}

/**
 * The profile tells by the clock on the wall, also where others had the processor; scaled, its parts add up to the CPU
 * time used.
 */
function summary(
  name: string,
  { busyMs, byPackage, byFunction }: Awaited<ReturnType<NodeProfile['stop']>>,
  cpuMs: number,
  count: number,
): string {
  const each = (ms: number) => ((ms * cpuMs) / busyMs / count).toFixed(3);
  const lines = (entries: readonly (readonly [string, number])[], most: number) =>
    entries.slice(0, most).map(([key, ms]) => `    ${each(ms)}  ${key}`);
  const whole = `${name}: ${(cpuMs / count).toFixed(3)} CPU-ms each`;
  return cpuMs / count < 0.05
    ? whole
    : [`${whole}, by package`, ...lines(byPackage, 14), '  by function', ...lines(byFunction, 24)].join('\n');
}
