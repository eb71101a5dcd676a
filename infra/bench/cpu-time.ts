import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  readonly name: string;
}

function stats(): Stat[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      // Of itself and of the children that it has seen ending, such as backends of PostgreSQL.
      const ticks = Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
      return [{ pid: Number(entry), parent: Number(fields[1]), cpuMs: ticks * tickMs, name }];
    } catch {
      return [];
    }
  });
}

/** CPU time in ms that the processes and everything below them have used so far. */
export function cpuMsOf(roots: ReadonlyMap<string, number>): Map<string, number> {
  const all = stats();
  const below = Map.groupBy(all, (one) => one.parent);
  const sum = (pid: number): number =>
    (all.find((one) => one.pid === pid)?.cpuMs ?? 0) +
    (below.get(pid) ?? []).reduce((total, child) => total + sum(child.pid), 0);
  return new Map([...roots].map(([name, pid]) => [name, sum(pid)]));
}

/** Resident memory in MB of a process. */
export function residentMb(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((one) => one.startsWith('VmRSS:'));
  return Math.round(Number(line?.replace(/\D/g, '') ?? 0) / 1024);
}
