import { processes } from '../../stack.ts';
import type { BenchStack } from '../bench-stack.ts';
import { residentMb } from '../cpu-time.ts';
import type { Report } from '../report.ts';

/** How long the whole took to be ready with an empty data folder, and each process when it alone is started again. */
export async function startUp(bench: BenchStack, report: Report): Promise<void> {
  report.figure('everything ready, empty data folder', 's', bench.readyAfterMs / 1_000);
  for (const { name } of processes) {
    const one = bench.stack.supervised.get(name)!;
    await one.stop();
    const began = performance.now();
    await one.start();
    report.figure(`${name} ready after its start`, 's', (performance.now() - began) / 1_000);
  }
}

/** Resident memory of each process, shared libraries included. */
export function memory(bench: BenchStack, report: Report, when: 'at rest' | 'after the load'): void {
  const mb = Object.fromEntries(
    [...bench.pids()].filter(([name]) => name !== 'postgres').map(([name, pid]) => [name, residentMb(pid)]),
  );
  report.fact(`memory ${when}, MB`, mb);
  report.figure(`gateway and one service, ${when}`, 'MB', mb['gateway']! + mb['tickets']!, { atMost: 220 });
}
