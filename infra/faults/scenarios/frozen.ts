import { setTimeout as pause } from 'node:timers/promises';
import type { SupervisedProcess } from '../../local/processes.ts';
import type { Scenario } from '../trial.ts';
import { leads } from './kills.ts';

const lengthsS = [0.2, 3, 40] as const;
const rowOf = (seconds: number) => `frozen for ${seconds} s`;

/**
 * SIGSTOP, and CONT when its work was taken over long ago: past the deadline of its requests, the broker's patience for
 * an acknowledgement and the database's for a lock. What it had in mind before must have no effect after.
 */
export const frozen: Scenario = {
  name: 'frozen',
  rows: lengthsS.map(rowOf),
  counts: { short: 1, long: 30 },
  lane: 'waiting',
  async run(trial) {
    const { desk } = trial;
    const [tickets, callbacks, finance] = await Promise.all([
      desk.another('tickets'),
      desk.another('callbacks'),
      desk.another('finance'),
    ]);
    try {
      for (let round = 1; round <= trial.count; round += 1) {
        for (const seconds of lengthsS) {
          const job = trial.load();
          await trial.runs(job);
          // The one that publishes, and one of those that take requests and events.
          const leader = (await leads(tickets.healthUrl)) ? tickets.process : desk.process('tickets');
          const others = [
            trial.chance.oneOf([callbacks.process, desk.process('callbacks')]),
            trial.chance.oneOf([finance.process, desk.process('finance')]),
          ];
          await freeze([leader, ...others], seconds * 1_000);
          const since = Date.now();
          await trial.recovery(rowOf(seconds), job, since, Infinity, ['tickets', 'callbacks', 'finance']);
          await trial.judge(job, [rowOf(seconds)]);
        }
      }
    } finally {
      await Promise.all([tickets, callbacks, finance].map((one) => one.process.stop()));
    }
  },
};

export async function freeze(processes: readonly SupervisedProcess[], ms: number): Promise<void> {
  const pids = processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await pause(ms);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
