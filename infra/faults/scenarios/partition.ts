import { setTimeout as pause } from 'node:timers/promises';
import type { FaultDesk } from '../fault-desk.ts';
import { OwnNetwork } from '../own-network.ts';
import { SilentLink } from '../silent-link.ts';
import type { Scenario } from '../trial.ts';

const silentMs = 15_000;
const lines = ['broker', 'database'] as const;
type Line = (typeof lines)[number];
const cuts = [...lines, 'both'] as const;
const rowOf = (cut: (typeof cuts)[number]) =>
  `silence between tickets and ${cut === 'both' ? 'both servers' : `the ${cut}`}`;

/** An instance of tickets whose ways to the servers can be cut. */
interface Remote {
  readonly how: string;
  readonly process: Awaited<ReturnType<FaultDesk['another']>>['process'];
  cut(line: Line): void;
  mend(line: Line): void;
  /** To be called when its process has ended. */
  close(): void;
}

/** A service and a server don't hear each other for a while, and no connection is closed. */
export const partition: Scenario = {
  name: 'partition',
  rows: cuts.map(rowOf),
  counts: { short: 1, long: 10 },
  lane: 'waiting',
  async run(trial) {
    const { desk } = trial;
    const network = OwnNetwork.make([...lines, 'health']);
    const remote = typeof network === 'string' ? await behindProxies(desk, network) : await inNetwork(desk, network);
    await desk.process('tickets').stop();
    try {
      for (let round = 1; round <= trial.count; round += 1)
        for (const cut of cuts) {
          const silent = cut === 'both' ? lines : [cut];
          trial.ledger.triedWith(rowOf(cut), remote.how);
          const job = trial.load();
          await trial.runs(job);
          for (const line of silent) remote.cut(line);
          await pause(silentMs);
          for (const line of silent) remote.mend(line);
          const since = Date.now();
          await trial.recovery(rowOf(cut), job, since, Infinity, ['tickets', 'callbacks']);
          await trial.judge(job, [rowOf(cut)]);
        }
    } finally {
      await desk.process('tickets').start();
      await remote.process.stop();
      remote.close();
    }
  },
};

/** Its packets are lost on the way, as between two machines. */
async function inNetwork(desk: FaultDesk, network: OwnNetwork): Promise<Remote> {
  const links: SilentLink[] = [];
  const close = () => {
    for (const link of links) link.close();
    network.remove();
  };
  try {
    // The servers listen on this machine's own address only, so somebody passes on what comes over the line.
    const urls = await redirected(desk, async (line, port) => {
      const link = await SilentLink.to(port, network.near(line));
      links.push(link);
      return { host: network.near(line), port: link.port };
    });
    const { process } = await desk.another('tickets', {
      env: urls,
      host: network.far('health'),
      inside: (command, args) => network.inside(command, args),
    });
    return {
      how: 'a network namespace whose packets are lost',
      process,
      cut: (line) => network.cut(line),
      mend: (line) => network.mend(line),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function behindProxies(desk: FaultDesk, why: string): Promise<Remote> {
  const links = new Map<Line, SilentLink>();
  const urls = await redirected(desk, async (line, port) => {
    const link = await SilentLink.to(port);
    links.set(line, link);
    return { host: '127.0.0.1', port: link.port };
  });
  const { process } = await desk.another('tickets', { env: urls });
  return {
    how: `a proxy that falls silent: ${why}`,
    process,
    cut: (line) => links.get(line)!.fallSilent(),
    mend: (line) => links.get(line)!.speakAgain(),
    close: () => {
      for (const link of links.values()) link.close();
    },
  };
}

/** The addresses of the servers, by another way. */
async function redirected(
  desk: FaultDesk,
  lead: (line: Line, port: number) => Promise<{ host: string; port: number }>,
): Promise<Record<'NATS_URL' | 'DATABASE_URL', string>> {
  const by = async (line: Line, address: string) => {
    const url = new URL(address);
    const { host, port } = await lead(line, Number(url.port));
    url.hostname = host;
    url.port = String(port);
    return url.href;
  };
  return {
    NATS_URL: await by('broker', desk.stack.natsUrl),
    DATABASE_URL: await by('database', desk.stack.databases.get('tickets')!.url),
  };
}
