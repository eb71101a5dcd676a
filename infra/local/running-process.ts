import { execFileSync } from 'node:child_process';

/** The command line of a process of this machine; undefined where there is none with that number. */
export function commandOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid < 2) return undefined;
  try {
    const [state = '', ...args] = execFileSync('ps', ['-ww', '-o', 'stat=,args=', '-p', String(pid)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim()
      .split(/\s+/);
    // A zombie has ended; only its parent hasn't asked yet.
    return state.startsWith('Z') || args.length === 0 ? undefined : args.join(' ');
  } catch {
    return undefined;
  }
}
