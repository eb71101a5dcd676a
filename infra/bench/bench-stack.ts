import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDatabase } from '../local/databases.ts';
import { freePorts } from '../local/free-port.ts';
import { findNatsServer } from '../local/nats.ts';
import { Supervisor, type SupervisedProcess } from '../local/processes.ts';
import { startStack, type RunningStack, type StackPlace } from '../local/running-stack.ts';
import { keptSecrets } from '../local/secrets.ts';
import { readSettings } from '../local/settings.ts';

export interface Bare {
  readonly baseUrl: string;
  readonly databaseUrl: string;
  pids(): Map<string, number>;
  stop(): Promise<void>;
}
export interface BenchStack {
  readonly stack: RunningStack;
  /** Root process of each part, for its CPU time and memory. */
  pids(): Map<string, number>;
  /** The floor, beside the whole house: on the same PostgreSQL and the same broker. */
  startBare(): Promise<Bare>;
  readonly readyAfterMs: number;
  stop(): Promise<void>;
}

/** What is measured beside the plain run. */
export type MoreOf = Pick<StackPlace, 'extraEnv' | 'postgresSettings'>;

/** The whole system in a folder of its own, with no limit on how often one client may call. */
export async function benchStack({ extraEnv = {}, postgresSettings = {} }: MoreOf = {}): Promise<BenchStack> {
  const data = mkdtempSync(join(tmpdir(), 'bumen-bench-'));
  const supervisor = new Supervisor(join(data, 'logs'));
  const began = performance.now();
  const limitless = { RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_SIGN_IN_PER_MINUTE: '0', ACCESS_TOKEN_TTL_S: '86400' };
  const secrets = keptSecrets(join(data, 'secrets.json'));
  const settings = readSettings({ PORT: '0', LOG_LEVEL: 'warn' }, { fresh: false });
  const stack = await startStack({
    data,
    settings,
    secrets,
    supervisor,
    postgresSettings,
    extraEnv: { ...extraEnv, gateway: { ...limitless, ...extraEnv['gateway'] } },
    step: (_title, work) => work(() => undefined),
  });
  const readyAfterMs = performance.now() - began;
  const pidsOf = (processes: Iterable<readonly [string, SupervisedProcess]>) =>
    new Map([...processes].map(([name, process]) => [name, process.pid!]));
  return {
    stack,
    readyAfterMs,
    pids: () => pidsOf(stack.supervised),
    async startBare() {
      const owner = { role: 'bare', password: secrets.postgres };
      const { url: databaseUrl } = await ensureDatabase(stack.adminUrl, { database: 'bare', service: owner, owner });
      const bareNats = await startBareBroker(supervisor, data);
      const ports = (await freePorts(2)) as [number, number];
      const env = { NATS_URL: bareNats.url, NATS_USER: 'bare', NATS_PASSWORD: 'bare', DATABASE_URL: databaseUrl };
      const service = await supervisor.start(bareProcess('bare-service', { ...env, PORT: String(ports[0]) }));
      const gateway = await supervisor.start(bareProcess('bare-gateway', { ...env, PORT: String(ports[1]) }));
      const all: [string, SupervisedProcess][] = [
        ['bare-nats', bareNats.process],
        ['bare-service', service],
        ['bare-gateway', gateway],
      ];
      return {
        baseUrl: `http://127.0.0.1:${ports[1]}`,
        databaseUrl,
        pids: () => new Map([...pidsOf(all), ['postgres', stack.supervised.get('postgres')!.pid!]]),
        async stop() {
          for (const [, process] of all.toReversed()) await process.stop();
        },
      };
    },
    async stop() {
      await supervisor.stopAll();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function startBareBroker(
  supervisor: Supervisor,
  data: string,
): Promise<{ url: string; process: SupervisedProcess }> {
  const [port, monitor] = (await freePorts(2)) as [number, number];
  const process = await supervisor.start({
    name: 'bare-nats',
    command: findNatsServer().path,
    args: [
      '-a',
      '127.0.0.1',
      '-p',
      String(port),
      '-m',
      String(monitor),
      '-js',
      '-sd',
      join(data, 'bare-nats'),
      '--user',
      'bare',
      '--pass',
      'bare',
    ],
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
    readyWithinMs: 10_000,
    isReady: async () => (await fetch(`http://127.0.0.1:${monitor}/healthz`)).ok,
  });
  return { url: `nats://127.0.0.1:${port}`, process };
}

function bareProcess(name: 'bare-service' | 'bare-gateway', env: Record<string, string>) {
  return {
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL(`./bare/${name}.ts`, import.meta.url))],
    env,
    stopSignal: 'SIGTERM' as const,
    stopWithinMs: 5_000,
    readyWithinMs: 10_000,
    isReady: async () => (await fetch(`http://127.0.0.1:${env['PORT']}/health/ready`)).ok,
  };
}
