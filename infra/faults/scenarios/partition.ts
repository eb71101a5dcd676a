import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../local/until.ts';
import { SilentLink } from '../silent-link.ts';
import type { Scenario } from '../trial.ts';

const silentMs = 15_000;
const cuts = ['broker', 'database', 'both'] as const;
const rowOf = (cut: (typeof cuts)[number]) => `silence between tickets and ${cut === 'both' ? 'both servers' : `the ${cut}`}`;

/** A service and a server don't hear each other for a while, and no connection is closed. */
export const partition: Scenario = {
  name: 'partition',
  rows: cuts.map(rowOf),
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  async run(trial) {
    const { desk } = trial;
    const databaseUrl = new URL(desk.stack.databaseUrls.get('tickets')!);
    const natsUrl = new URL(desk.stack.natsUrl);
    const [broker, database] = await Promise.all([SilentLink.to(Number(natsUrl.port)), SilentLink.to(Number(databaseUrl.port))]);
    natsUrl.port = String(broker.port);
    databaseUrl.port = String(database.port);
    const behind = await desk.another('tickets', { NATS_URL: natsUrl.href, DATABASE_URL: databaseUrl.href });
    await desk.process('tickets').stop();
    try {
      for (let round = 1; round <= trial.count; round += 1)
        for (const cut of cuts) {
          const links = cut === 'broker' ? [broker] : cut === 'database' ? [database] : [broker, database];
          const job = trial.load();
          await until('the job runs', () => job.firstAnswerSince(0, 'callbacks') !== undefined, 60_000, 10);
          for (const link of links) link.fallSilent();
          await pause(silentMs);
          for (const link of links) link.speakAgain();
          const since = Date.now();
          await trial.recovery(rowOf(cut), job, since, Infinity, ['tickets', 'callbacks']);
          await trial.judge(job, [rowOf(cut)]);
        }
    } finally {
      await desk.process('tickets').start();
      await behind.process.stop();
      broker.close();
      database.close();
    }
  },
};
