import { setTimeout as pause } from 'node:timers/promises';
import { cpuMsOf } from './cpu-time.ts';
import { measuredFrom, type Timed } from './load.ts';
import type { Report, Row } from './report.ts';

/** What one load is put on. */
export interface Side {
  readonly what: string;
  readonly pids: () => Map<string, number>;
  /** Sends the requests from `first` on. */
  readonly run: (first: number, count: number) => Promise<Timed>;
}

export interface Load {
  readonly clients: number;
  readonly total: number;
  readonly turns: number;
  /** What a load left to be relayed and reacted to belongs to its cost, so it is given this time to be done. */
  readonly settlingMs: number;
}

/**
 * Loads the sides in turns, so that what changes on the machine meanwhile, or in the database, meets all of them alike.
 */
export async function inTurns(report: Report, sides: readonly Side[], load: Load): Promise<Row[]> {
  const gathered = sides.map(() => ({
    tookMs: [] as number[],
    wholeMs: 0,
    failed: 0,
    cpuMs: new Map<string, number>(),
  }));
  const each = Math.ceil(load.total / load.turns);
  for (let turn = 0; turn < load.turns; turn += 1) {
    for (const [index, side] of sides.entries()) {
      const sum = gathered[index]!;
      const before = cpuMsOf(side.pids());
      const timed = await side.run(turn * each, each);
      await pause(load.settlingMs);
      for (const [name, ms] of cpuMsOf(side.pids()))
        sum.cpuMs.set(name, (sum.cpuMs.get(name) ?? 0) + ms - (before.get(name) ?? 0));
      sum.tookMs.push(...timed.tookMs);
      sum.wholeMs += timed.wholeMs;
      sum.failed += timed.failed;
    }
  }
  return sides.map(({ what }, index) => {
    const { tookMs, wholeMs, failed, cpuMs } = gathered[index]!;
    const cpuBy = Object.fromEntries([...cpuMs].map(([name, ms]) => [name, Number((ms / tookMs.length).toFixed(3))]));
    const cpuMsEach = Number([...cpuMs.values()].reduce((sum, ms) => sum + ms / tookMs.length, 0).toFixed(3));
    const row = { what, clients: load.clients, ...measuredFrom({ tookMs, wholeMs, failed }), cpuMsEach, cpuBy };
    report.row(row);
    return row;
  });
}
