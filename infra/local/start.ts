import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../command-line.mjs';
import { isPortTaken } from './free-port.ts';
import { checkOwnServers } from './own-servers.ts';
import { Supervisor } from './processes.ts';
import { commandOf } from './running-process.ts';
import { clockFileName, startStack } from './running-stack.ts';
import { firstSignIn, loadSampleData, type SampleData } from './sample-data.ts';
import { Screen } from './screen.ts';
import { keptSecrets } from './secrets.ts';
import { readSettings, SettingsError } from './settings.ts';

const options = optionsOf('start');
const root = fileURLToPath(new URL('../..', import.meta.url));
const data = join(root, '.data');
const lock = join(data, 'start.pid');
const screen = new Screen();
const stopping = new AbortController();
let supervisor: Supervisor | undefined;

async function start(): Promise<void> {
  const settings = readSettings(process.env, options);
  takeLock();
  if (settings.port !== 0 && (await isPortTaken(settings.port, settings.host)))
    throw new SettingsError(
      `Port ${settings.port} is taken by another program: end it, or choose another port, such as PORT=${settings.port + 1} npm start.`,
    );
  await checkOwnServers(settings);
  if (settings.fresh)
    for (const folder of ['postgres', 'postgres.new', 'nats', 'logs', 'secrets.json', clockFileName])
      rmSync(join(data, folder), { recursive: true, force: true });
  const secrets = keptSecrets(join(data, 'secrets.json'));
  supervisor = new Supervisor(join(data, 'logs'), (name, what, detail) => {
    if (!stopping.signal.aborted) screen.say(`! ${name} ${what === 'died' ? 'died' : 'is back'}: ${detail}`);
  });
  const { baseUrl, now } = await startStack({ data, settings, secrets, supervisor, step: screen.step.bind(screen) });
  const { BOOTSTRAP_USERNAME: username = firstSignIn.username, BOOTSTRAP_PASSWORD: password = firstSignIn.password } =
    process.env;
  const samples = await screen.step('sample data', (progress) =>
    loadSampleData(baseUrl, progress, { username, password }, now()),
  );
  welcome(baseUrl, samples, settings.movableClock);
}

/** Two supervisors on the same data would end each other's servers. */
function takeLock(): void {
  mkdirSync(data, { recursive: true });
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid !== process.pid && commandOf(pid)?.includes('infra/local/start'))
      throw new SettingsError(`Bumen runs here already (process ${pid}): end it first.`);
  }
  writeFileSync(lock, String(process.pid));
}

function welcome(baseUrl: string, samples: SampleData, movableClock: boolean): void {
  screen.say();
  screen.say(
    `Bumen 部门, up in ${screen.seconds} s. Ctrl-C ends it; the data stays in .data (npm start -- --fresh begins anew).`,
  );
  screen.say();
  screen.say(`  address      ${baseUrl}`);
  screen.say(`  API          ${baseUrl}/api/openapi.json`);
  screen.say('  logs         .data/logs');
  if (movableClock)
    screen.say(`  clock        PUT ${baseUrl}/api/clock {"to": …} moves business time (general_manager)`);
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
  screen.say(
    error instanceof SettingsError || !(error instanceof Error)
      ? String(error instanceof Error ? error.message : error)
      : `Bumen did not start. ${error.message}`,
  );
  await stop(1);
});
