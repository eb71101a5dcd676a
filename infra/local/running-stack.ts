import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ClockFile, clockFileVariable, newClockFile } from '@bumen/clock';
import { departmentStream, services, streamsApi } from '@bumen/contracts';
import { permissionsToMoveClock } from '../nats/permissions.ts';
import {
  departments,
  departmentUser,
  gatewayProcess,
  processes,
  serviceProcesses,
  streamsProcess,
  type StackProcess,
} from '../stack.ts';
import { ensureDatabase, type DatabaseUrls } from './databases.ts';
import { freePorts, keptPorts } from './free-port.ts';
import { findNatsServer, natsServer } from './nats.ts';
import { postgresCluster } from './postgres.ts';
import type { ProcessSpec, SupervisedProcess, Supervisor } from './processes.ts';
import { firstSignIn } from './sample-data.ts';
import type { Secrets } from './secrets.ts';
import { SettingsError, type Settings } from './settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Servers {
  /** PostgreSQL as a user who may create databases and roles. */
  readonly adminUrl: string;
  /** By service. */
  readonly databases: ReadonlyMap<string, DatabaseUrls>;
  readonly natsUrl: string;
  readonly natsPasswords: Readonly<Record<string, string | undefined>>;
}

/** In the folder of the stack's data. */
export const clockFileName = 'clock.json';

/** One step of coming up, shown to whoever waits. */
export type Step = <T>(title: string, work: (progress: (text: string) => void) => Promise<T>) => Promise<T>;

/** Everything that runs, with what a client, a benchmark or a fault needs to get at it. */
export interface RunningStack extends Servers {
  readonly baseUrl: string;
  /** By name: `postgres`, `nats`, the services and `gateway`; without those that are somebody else's servers. */
  readonly supervised: ReadonlyMap<string, SupervisedProcess>;
  /** Ports of health and metrics, by process. */
  readonly healthUrls: ReadonlyMap<string, string>;
  /** Business time. */
  now(): Date;
}

/** Where and how a stack runs. */
export interface StackPlace {
  /** Folder of its data, logs and ports. */
  readonly data: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly supervisor: Supervisor;
  readonly step: Step;
  /** Environment that a process gets beside its own. */
  readonly extraEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Settings of the embedded PostgreSQL beside ours. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
}

/** Brings up PostgreSQL, NATS, every service and the gateway, and resolves when all are ready. */
export async function startStack(place: StackPlace): Promise<RunningStack> {
  const supervised = new Map<string, SupervisedProcess>();
  const servers = await startServers(place, supervised);
  const { settings } = place;
  const port = settings.port === 0 ? (await freePorts(1))[0]! : settings.port;
  await migrateDatabases(place, servers);
  const clock = clockOf(place);
  const healthUrls = await startProcesses(place, servers, port, supervised, clock);
  const baseUrl = `http://${reachable(settings.host)}:${port}`;
  return { ...servers, baseUrl, supervised, healthUrls, now: () => clock?.now() ?? new Date() };
}

/** Each service's own program changes its tables, as their owner, before it serves as somebody who may not. */
async function migrateDatabases({ step }: StackPlace, { databases }: Servers): Promise<void> {
  await step('migrations', () =>
    Promise.all(
      serviceProcesses.map(async (one) => {
        const { url, ownerUrl } = databases.get(one.name)!;
        const env = { ...process.env, DATABASE_URL: url, MIGRATION_DATABASE_URL: ownerUrl, NATS_URL: 'none' };
        await promisify(execFile)(process.execPath, [...one.nodeFlags, join(root, one.main), '--migrate'], { env });
      }),
    ),
  );
}

const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host);

async function startServers(
  { data, settings, secrets, supervisor, step, postgresSettings }: StackPlace,
  supervised: Map<string, SupervisedProcess>,
): Promise<Servers> {
  const ports = await keptPorts(join(data, 'ports.json'), ['postgres', 'nats', 'natsMonitor']);
  const adminUrl =
    settings.databaseUrl ??
    (await step('PostgreSQL', async () => {
      const cluster = await postgresCluster(join(data, 'postgres'), ports.postgres, secrets.postgres, postgresSettings);
      supervised.set('postgres', await supervisor.start(cluster.process));
      return cluster.adminUrl;
    }));
  const databases = await step('databases', async () => {
    const urls = new Map<string, DatabaseUrls>();
    for (const { name, database } of serviceProcesses) {
      const service = { role: database, password: secrets.databases[name]! };
      const owner = { role: `${database}_owner`, password: secrets.databaseOwners[name]! };
      urls.set(name, await ensureDatabase(adminUrl, { database, service, owner }));
    }
    return urls;
  });
  if (settings.natsUrl !== null) {
    writeDepartmentAccess(data, settings.natsUrl, settings.natsPasswords);
    return { adminUrl, databases, natsUrl: settings.natsUrl, natsPasswords: settings.natsPasswords };
  }
  const natsPasswords = { ...secrets.nats, ...settings.natsPasswords };
  const natsUrl = await step('NATS', async (progress) => {
    const server = natsServer(
      findNatsServer(progress),
      join(data, 'nats'),
      { client: ports.nats, monitor: ports.natsMonitor },
      natsPasswords,
      { storeMax: settings.natsStoreMax, ...(settings.movableClock && { permissions: permissionsToMoveClock }) },
    );
    supervised.set('nats', await supervisor.start(server.process));
    writeDepartmentAccess(data, server.url, natsPasswords);
    return server.url;
  });
  return { adminUrl, databases, natsUrl, natsPasswords };
}

/**
 * What a department's program needs to subscribe (E-01), as `node --env-file` takes it; for departments whose password
 * is known.
 */
function writeDepartmentAccess(data: string, natsUrl: string, passwords: Servers['natsPasswords']): void {
  mkdirSync(join(data, 'departments'), { recursive: true });
  for (const department of departments) {
    const user = departmentUser(department);
    if (passwords[user] === undefined) continue;
    writeFileSync(
      join(data, 'departments', `${department}.env`),
      `NATS_URL=${natsUrl}\nNATS_USER=${user}\nNATS_PASSWORD=${passwords[user]}\nNATS_API=${streamsApi}\nNATS_STREAMS=${services.map(departmentStream).join(',')}\n`,
      { mode: 0o600 },
    );
  }
}

async function startProcesses(
  place: StackPlace,
  servers: Servers,
  gatewayPort: number,
  supervised: Map<string, SupervisedProcess>,
  clock: ClockFile | undefined,
): Promise<Map<string, string>> {
  const { settings, secrets, supervisor, step } = place;
  const ports = await freePorts(processes.length);
  const specs = new Map(
    processes.map((one, at) => {
      const port = one === gatewayProcess ? gatewayPort : ports[at]!;
      const host = one === gatewayProcess ? settings.host : '127.0.0.1';
      const env = {
        HOST: host,
        PORT: String(port),
        LOG_LEVEL: settings.logLevel,
        NATS_URL: servers.natsUrl,
        NATS_USER: one.natsUser,
        NATS_PASSWORD: servers.natsPasswords[one.natsUser],
        DATABASE_URL: servers.databases.get(one.name)?.url,
        [clockFileVariable]: one === streamsProcess ? undefined : clock?.path,
        ...(one.name === 'hr'
          ? {
              BOOTSTRAP_USERNAME: process.env['BOOTSTRAP_USERNAME'] ?? firstSignIn.username,
              BOOTSTRAP_PASSWORD: process.env['BOOTSTRAP_PASSWORD'] ?? firstSignIn.password,
            }
          : {}),
        ...(one === streamsProcess ? { DEPARTMENTS: process.env['DEPARTMENTS'] ?? departments.join(',') } : {}),
        ...(one === gatewayProcess
          ? { ACCESS_TOKEN_SECRET: process.env['ACCESS_TOKEN_SECRET'] ?? secrets.accessToken }
          : {}),
      };
      const healthUrl = `http://${reachable(host)}:${port}`;
      // Compiled code is kept, so that one that was killed is back sooner (R10).
      return [
        one,
        {
          healthUrl,
          spec: nodeProcess(
            one,
            { ...env, ...place.extraEnv?.[one.name], NODE_COMPILE_CACHE: join(place.data, 'compile-cache') },
            `${healthUrl}/health/ready`,
          ),
        },
      ] as const;
    }),
  );
  await step('services and gateway', async (progress) => {
    let ready = 0;
    await Promise.all(
      processes.map(async (one) => {
        supervised.set(one.name, await supervisor.start(specs.get(one)!.spec));
        progress(`${(ready += 1)} of ${processes.length}, ${one.name} is ready`);
      }),
    );
  });
  return new Map(processes.map((one) => [one.name, specs.get(one)!.healthUrl]));
}

/**
 * The business clock, where it can be moved. Throws SettingsError where it was moved before and can't be
 * any more: the data would be of days to come.
 */
function clockOf({ data, settings }: StackPlace): ClockFile | undefined {
  const path = join(data, clockFileName);
  const file = existsSync(path) ? new ClockFile(path) : undefined;
  if (settings.movableClock) return file ?? newClockFile(path);
  if (file?.isMoved)
    throw new SettingsError(
      'Business time of these data was moved: go on with BUMEN_CLOCK=movable npm start, or begin anew with npm start -- --fresh.',
    );
  return undefined;
}

function nodeProcess(
  one: StackProcess,
  env: Readonly<Record<string, string | undefined>>,
  readyUrl: string,
): ProcessSpec {
  return {
    name: one.name,
    command: process.execPath,
    args: [...one.nodeFlags, join(root, one.main)],
    env: { ...one.env, ...env },
    cwd: root,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
    isReady: async () => (await fetch(readyUrl, { signal: AbortSignal.timeout(2000) })).ok,
    readyWithinMs: 60_000,
  };
}
