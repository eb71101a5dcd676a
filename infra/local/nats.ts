import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { natsServerConfig, passwordVariable, type NatsServerPlace } from '../nats/server-config.ts';
import { storeBytesMax } from '../nats/store-limit.ts';
import { natsHolders, type NatsHolder } from '../stack.ts';
import type { ProcessSpec } from './processes.ts';

export type NatsPasswords = Readonly<Record<NatsHolder, string>>;

export interface NatsServer {
  readonly url: string;
  readonly process: ProcessSpec;
}

export interface NatsBinary {
  readonly path: string;
  readonly version: string;
}

/** Finds `nats-server`; as root on a Debian-like system it is installed where it is missing. */
export function findNatsServer(report: (what: string) => void = () => {}): NatsBinary {
  const path = onPath() ?? (report('installing nats-server'), install());
  const version = /v?(\d+\.\d+\.\d+)/.exec(execFileSync(path, ['--version']).toString())?.[1];
  if (!version) throw new Error(`${path} does not say which version it is.`);
  return { path, version };
}

function onPath(): string | undefined {
  // Debian keeps it in /usr/sbin, which is not on everyone's path.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  return folders
    .map((folder) => join(folder, 'nats-server'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function install(): string {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const apt = (...args: string[]) =>
      spawnSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' })
        .status === 0;
    if (
      apt('install', '-y', '--no-install-recommends', 'nats-server') ||
      (apt('update') && apt('install', '-y', '--no-install-recommends', 'nats-server'))
    ) {
      const path = onPath();
      if (path) return path;
    }
  }
  throw new Error(
    'nats-server is missing: install it (Debian: apt-get install nats-server, macOS: brew install nats-server), or set NATS_URL to a server of your own.',
  );
}

export interface NatsOptions {
  /** As `NATS_STORE_MAX`. */
  readonly storeMax?: string;
  readonly tls?: NatsServerPlace['tls'];
  readonly permissions?: Parameters<typeof natsServerConfig>[1];
}

/**
 * A nats-server on `port` with its data and configuration in `directory`; each user has exactly the generated
 * permissions, unless others are said.
 */
export function natsServer(
  binary: NatsBinary,
  directory: string,
  ports: { client: number; monitor: number },
  passwords: NatsPasswords,
  { storeMax = '75%', tls = null, permissions }: NatsOptions = {},
): NatsServer {
  const store = join(directory, 'jetstream');
  mkdirSync(store, { recursive: true });
  const disk = statfsSync(store);
  const config = join(directory, 'nats-server.conf');
  writeFileSync(
    config,
    natsServerConfig(
      {
        host: '127.0.0.1',
        port: ports.client,
        monitorPort: ports.monitor,
        tls,
        storeDirectory: store,
        storeBytesMax: storeBytesMax(storeMax, disk.blocks * disk.bsize),
        version: binary.version,
      },
      permissions,
    ),
  );
  const ask = (page: string) =>
    fetch(`http://127.0.0.1:${ports.monitor}/${page}`, { signal: AbortSignal.timeout(2000) });
  return {
    url: `nats://127.0.0.1:${ports.client}`,
    process: {
      name: 'nats',
      command: binary.path,
      args: ['-c', config],
      env: Object.fromEntries(natsHolders.map((user) => [passwordVariable(user), passwords[user]])),
      stopSignal: 'SIGTERM',
      stopWithinMs: 10_000,
      isReady: async () => (await ask('healthz')).ok,
      readyWithinMs: 30_000,
      // After a full disk 2.9 stays locked or without JetStream, however much room there is again, and `/healthz` says
      // that all is well. It is a cache of the outboxes, so it may be started anew at any time (R5).
      isAlive: async () => ((await (await ask('jsz')).json()) as { disabled?: boolean }).disabled !== true,
    },
  };
}
