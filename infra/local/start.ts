import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { departments, departmentUser, gatewayProcess, processes, serviceProcesses, type StackProcess } from '../stack.ts';
import { ensureDatabase } from './databases.ts';
import { freePorts, isPortTaken, keptPorts } from './free-port.ts';
import { findNatsServer, natsServer } from './nats.ts';
import { postgresCluster } from './postgres.ts';
import { Supervisor, type ProcessSpec } from './processes.ts';
import { commandOf } from './running-process.ts';
import { loadSampleData, type SampleData } from './sample-data.ts';
import { Screen } from './screen.ts';
import { keptSecrets, type Secrets } from './secrets.ts';
import { readSettings, SettingsError, type Settings } from './settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = join(root, '.data');
const lock = join(data, 'start.pid');
const screen = new Screen();
const stopping = new AbortController();
let supervisor: Supervisor | undefined;

interface Servers {
  readonly databaseUrls: ReadonlyMap<string, string>;
  readonly natsUrl: string;
  readonly natsPasswords: Readonly<Record<string, string | undefined>>;
}

async function start(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  takeLock();
  if (settings.port !== 0 && (await isPortTaken(settings.port, settings.host))) throw new SettingsError(`Port ${settings.port} is taken by another program: end it, or choose another port, such as PORT=${settings.port + 1} npm start.`);
  if (settings.fresh) for (const folder of ['postgres', 'postgres.new', 'nats', 'logs', 'secrets.json']) rmSync(join(data, folder), { recursive: true, force: true });
  const secrets = keptSecrets(join(data, 'secrets.json'));
  supervisor = new Supervisor(join(data, 'logs'), (name, what, detail) => {
    if (!stopping.signal.aborted) screen.say(`! ${name} ${what === 'died' ? 'died' : 'is back'}: ${detail}`);
  });
  const servers = await startServers(settings, secrets, supervisor);
  const port = settings.port === 0 ? (await freePorts(1))[0]! : settings.port;
  const baseUrl = `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host}:${port}`;
  await startProcesses(settings, secrets, servers, port, supervisor);
  const samples = await screen.step('sample data', (progress) => loadSampleData(baseUrl, progress));
  welcome(baseUrl, samples);
}

async function startServers(settings: Settings, secrets: Secrets, supervised: Supervisor): Promise<Servers> {
  const ports = await keptPorts(join(data, 'ports.json'), ['postgres', 'nats', 'natsMonitor']);
  const adminUrl = settings.databaseUrl ?? (await screen.step('PostgreSQL', async () => {
    const cluster = await postgresCluster(join(data, 'postgres'), ports.postgres, secrets.postgres);
    await supervised.start(cluster.process);
    return cluster.adminUrl;
  }));
  const databaseUrls = await screen.step('databases', async () => {
    const urls = new Map<string, string>();
    for (const { name, database } of serviceProcesses) urls.set(name, await ensureDatabase(adminUrl, { database, role: database, password: secrets.databases[name]! }));
    return urls;
  });
  if (settings.natsUrl !== null) return { databaseUrls, natsUrl: settings.natsUrl, natsPasswords: settings.natsPasswords };
  const natsPasswords = { ...secrets.nats, ...settings.natsPasswords };
  const natsUrl = await screen.step('NATS', async (progress) => {
    const server = natsServer(findNatsServer(progress), join(data, 'nats'), { client: ports.nats, monitor: ports.natsMonitor }, natsPasswords);
    await supervised.start(server.process);
    writeDepartmentAccess(server.url, natsPasswords);
    return server.url;
  });
  return { databaseUrls, natsUrl, natsPasswords };
}

/** What a department's program needs to subscribe (E-01), as `node --env-file` takes it. */
function writeDepartmentAccess(natsUrl: string, passwords: Servers['natsPasswords']): void {
  mkdirSync(join(data, 'departments'), { recursive: true });
  for (const department of departments) {
    const user = departmentUser(department);
    writeFileSync(join(data, 'departments', `${department}.env`), `NATS_URL=${natsUrl}\nNATS_USER=${user}\nNATS_PASSWORD=${passwords[user]}\n`, { mode: 0o600 });
  }
}

async function startProcesses(settings: Settings, secrets: Secrets, servers: Servers, gatewayPort: number, supervised: Supervisor): Promise<void> {
  const ports = await freePorts(processes.length);
  const specs = new Map(processes.map((one, at) => {
    const port = one === gatewayProcess ? gatewayPort : ports[at]!;
    const host = one === gatewayProcess ? settings.host : '127.0.0.1';
    const env = {
      HOST: host,
      PORT: String(port),
      LOG_LEVEL: settings.logLevel,
      NATS_URL: servers.natsUrl,
      NATS_USER: one.natsUser,
      NATS_PASSWORD: servers.natsPasswords[one.natsUser],
      DATABASE_URL: servers.databaseUrls.get(one.name),
      ...(one === gatewayProcess ? { ACCESS_TOKEN_SECRET: process.env['ACCESS_TOKEN_SECRET'] ?? secrets.accessToken } : {}),
    };
    return [one, nodeProcess(one, env, `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/health/ready`)] as const;
  }));
  await screen.step('services and gateway', async (progress) => {
    let ready = 0;
    await Promise.all(processes.map(async (one) => {
      await supervised.start(specs.get(one)!);
      progress(`${(ready += 1)} of ${processes.length}, ${one.name} is ready`);
    }));
  });
}

function nodeProcess(one: StackProcess, env: Readonly<Record<string, string | undefined>>, readyUrl: string): ProcessSpec {
  return {
    name: one.name,
    command: process.execPath,
    args: ['--enable-source-maps', join(root, one.main)],
    env,
    cwd: root,
    stopSignal: 'SIGTERM',
    stopWithinMs: 10_000,
    isReady: async () => (await fetch(readyUrl, { signal: AbortSignal.timeout(2000) })).ok,
    readyWithinMs: 60_000,
  };
}

/** Two supervisors on the same data would end each other's servers. */
function takeLock(): void {
  mkdirSync(data, { recursive: true });
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid !== process.pid && commandOf(pid)?.includes('infra/local/start')) throw new SettingsError(`Bumen runs here already (process ${pid}): end it first.`);
  }
  writeFileSync(lock, String(process.pid));
}

function welcome(baseUrl: string, samples: SampleData): void {
  screen.say();
  screen.say(`Bumen 部门, up in ${screen.seconds} s. Ctrl-C ends it; the data stays in .data (npm start -- --fresh begins anew).`);
  screen.say();
  screen.say(`  address      ${baseUrl}`);
  screen.say(`  API          ${baseUrl}/api/openapi.json`);
  screen.say('  logs         .data/logs');
  if (samples.signIns.length > 0) {
    screen.say();
    screen.say(`  sign in with the password ${samples.password} as`);
    for (const { username, who } of samples.signIns) screen.say(`    ${username.padEnd(22)} ${who}`);
  }
  if (samples.toTry.length > 0) {
    screen.say();
    screen.say('  to try');
    for (const line of samples.toTry) screen.say(`    ${line}`);
  }
  screen.say();
  screen.say(`ready ${baseUrl}`);
}

async function stop(exitCode: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  if (supervisor) {
    screen.say('\nstopping');
    await supervisor.stopAll();
  }
  if (existsSync(lock) && Number(readFileSync(lock, 'utf8')) === process.pid) rmSync(lock, { force: true });
  process.exit(exitCode);
}

// Ctrl-C arrives more than once: from the terminal and again from npm, which passes it on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// The one that started us is gone without a word.
process.on('disconnect', () => void stop(0));

start().catch(async (error: unknown) => {
  if (stopping.signal.aborted) return;
  screen.say();
  screen.say(error instanceof SettingsError || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : `Bumen did not start. ${error.message}`);
  await stop(1);
});
