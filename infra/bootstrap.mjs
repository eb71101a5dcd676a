// From an empty machine to the running system: fetches the pinned Node and pnpm where they are missing, installs,
// builds and goes on. It is plain JavaScript without dependencies because any Node from 20 on must be able to run it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer, commands, readCommandLine } from './command-line.mjs';

const nodeVersion = '24.21.0';
const pnpmVersion = '10.34.9';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = 'start', ...args] = process.argv.slice(2);

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
let interrupted = false;
/** @param {NodeJS.Signals} signal */
function interrupt(signal) {
  interrupted = true;
  child?.kill(signal);
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, interrupt);
// npm passes signals on, but can't when it is killed: then somebody else is our parent.
const npm = process.env.npm_lifecycle_event === undefined ? undefined : process.ppid;
setInterval(() => npm !== undefined && process.ppid !== npm && !interrupted && interrupt('SIGTERM'), 500).unref();

try {
  if (!isCommand(command))
    throw new Error(
      `There is no "${command}"; there are ${Object.values(commands)
        .map(({ usage }) => usage)
        .join(', ')}.`,
    );
  const read = readCommandLine(command, args, process.env);
  if ('values' in read) await go(commands[command]);
  else answer(read);
} catch (error) {
  if (!interrupted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = interrupted ? 130 : 1;
}

/**
 * @param {string} name
 * @returns {name is import('./command-line.mjs').CommandName}
 */
function isCommand(name) {
  return Object.hasOwn(commands, name);
}

/** @param {import('./command-line.mjs').Command} command */
async function go({ program, builds }) {
  const tools = findTools();
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    PATH: `${tools.path}${delimiter}${process.env.PATH ?? ''}`,
  };
  await step(
    'packages',
    installedAlready() ? null : [tools.pnpm, 'install', '--frozen-lockfile', '--reporter=silent'],
    env,
    rememberInstall,
  );
  await step('build', builds ? [tools.pnpm, '--silent', 'build'] : null, env);
  process.exitCode = await run(
    tools.node,
    ['--disable-warning=ExperimentalWarning', join(root, program), ...args],
    env,
    ['inherit', 'inherit', 'inherit', 'ipc'],
  );
}

/** The pinned Node and pnpm: those at hand, or fetched by npx, which keeps them in npm's cache. */
function findTools() {
  const ownNode = Number(process.versions.node.split('.')[0]) >= 24;
  // Asked outside the project, where pnpm doesn't go looking for the version that the project names.
  const ownPnpm = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), encoding: 'utf8' }).stdout?.trim() === pnpmVersion;
  if (ownNode && ownPnpm) return { node: process.execPath, pnpm: 'pnpm', path: dirname(process.execPath) };
  const began = Date.now();
  process.stdout.write(`· Node ${nodeVersion} and pnpm ${pnpmVersion}\n`);
  const asked = spawnSync(
    'npx',
    [
      '--yes',
      '-p',
      `node@${nodeVersion}`,
      '-p',
      `pnpm@${pnpmVersion}`,
      '-c',
      'node -p "process.execPath + String.fromCharCode(10) + process.env.PATH"',
    ],
    { cwd: tmpdir(), encoding: 'utf8' },
  );
  const [node, path] = asked.stdout?.trim().split('\n') ?? [];
  const bin = path
    ?.split(delimiter)
    .find((folder) => existsSync(join(folder, 'pnpm')) && existsSync(join(folder, 'node')));
  if (asked.status !== 0 || !node || !bin)
    throw new Error(
      [
        `Node ${nodeVersion} and pnpm ${pnpmVersion} could not be fetched from the npm registry:`,
        asked.stderr?.trim() || asked.error?.message,
      ].join('\n'),
    );
  process.stdout.write(`✓ Node ${nodeVersion} and pnpm ${pnpmVersion} (${seconds(began)})\n`);
  return { node, pnpm: join(bin, 'pnpm'), path: bin };
}

function lockfileHash() {
  const hash = createHash('sha256').update(`${nodeVersion} ${pnpmVersion}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function installedAlready() {
  const mark = join(root, 'node_modules', '.bumen-installed');
  return existsSync(mark) && readFileSync(mark, 'utf8') === lockfileHash();
}

function rememberInstall() {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules', '.bumen-installed'), lockfileHash());
}

/**
 * @param {string} title
 * @param {string[] | null} line null where there is nothing to do
 * @param {NodeJS.ProcessEnv} env
 * @param {() => void} [then]
 */
async function step(title, line, env, then) {
  if (!line) return;
  const began = Date.now();
  process.stdout.write(`· ${title}\n`);
  const beat = setInterval(() => process.stdout.write(`· ${title}: ${seconds(began)}\n`), 10_000);
  try {
    const [program, ...rest] = line;
    const output = /** @type {string[]} */ ([]);
    const code = await run(String(program), rest, { ...env, CI: 'true' }, ['ignore', 'pipe', 'pipe'], output);
    if (code !== 0) throw new Error(interrupted ? 'interrupted' : `${output.join('').trimEnd()}\n✗ ${title}`);
  } finally {
    clearInterval(beat);
  }
  then?.();
  process.stdout.write(`✓ ${title} (${seconds(began)})\n`);
}

/**
 * @param {string} program
 * @param {string[]} rest
 * @param {NodeJS.ProcessEnv} env
 * @param {import('node:child_process').StdioOptions} stdio
 * @param {string[]} [output]
 * @returns {Promise<number>}
 */
function run(program, rest, env, stdio, output) {
  if (interrupted) return Promise.resolve(130);
  return new Promise((resolve, reject) => {
    const started = spawn(program, rest, { cwd: root, env, stdio });
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream?.on('data', (bytes) => output?.push(String(bytes)));
    started.once('error', reject);
    started.once('exit', (code, signal) => {
      child = undefined;
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** @param {number} began */
function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
