import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Supervisor, type ProcessSpec } from './processes.ts';
import { commandOf } from './running-process.ts';
import { until } from './until.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bumen-processes-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that is ready once it has written its number, and needs a moment to finish. */
function sleeper(name: string): ProcessSpec & { readonly writes: string } {
  const writes = join(directory, `${name}.ready`);
  const script = `require('fs').writeFileSync(process.argv[1], String(process.pid)); process.on('SIGTERM', () => setTimeout(() => process.exit(), 50)); setInterval(() => {}, 1000)`;
  return {
    name,
    writes,
    command: process.execPath,
    args: ['-e', script, writes],
    stopSignal: 'SIGTERM',
    stopWithinMs: 5000,
    beforeStart: async () => rmSync(writes, { force: true }),
    isReady: async () => existsSync(writes) && readFileSync(writes, 'utf8') !== '',
    readyWithinMs: 10_000,
  };
}

const isGone = (pid: number) => commandOf(pid) === undefined;

test('R10 starts a killed process again and tells of it', async () => {
  const told: string[] = [];
  const supervisor = new Supervisor(directory, (name, what) => told.push(`${name} ${what}`));
  const one = await supervisor.start(sleeper('one'));
  const first = one.pid!;
  await one.killAndHeal();
  expect(one.pid).not.toBe(first);
  expect(told).toEqual(['one died', 'one restarted']);
  const second = one.pid!;
  await supervisor.stopAll();
  expect(isGone(second)).toBe(true);
});

test('R9 kills what no longer works and starts it again, and leaves alone what has not answered yet', async () => {
  const supervisor = new Supervisor(directory);
  let working = true;
  let asked = 0;
  const starting = await supervisor.start({
    ...sleeper('starting'),
    isAlive: async () => {
      asked += 1;
      throw new Error('not up yet');
    },
  });
  const broken = await supervisor.start({ ...sleeper('broken'), isAlive: async () => working });
  const [first, other] = [broken.pid!, starting.pid!];
  working = false;
  await until('it is started again', () => broken.pid !== undefined && broken.pid !== first, 20_000);
  working = true;
  expect(isGone(first)).toBe(true);
  await until('the other one was asked as often', () => asked > 4, 20_000);
  expect(starting.pid).toBe(other);
  await supervisor.stopAll();
}, 60_000);

test('says what the log says where a process does not come up', async () => {
  const supervisor = new Supervisor(directory);
  const broken = supervisor.start({
    ...sleeper('broken'),
    args: ['-e', 'console.error("no such sea"); process.exit(1)'],
  });
  await expect(broken).rejects.toThrow(/broken did not start[^]*no such sea/);
  await supervisor.stopAll();
});

test('ends what an earlier supervisor left running before it starts its own', async () => {
  const spec = sleeper('left');
  const left = spawn(spec.command, spec.args, { detached: true, stdio: 'ignore' });
  await until('it runs', spec.isReady, 10_000);
  writeFileSync(join(directory, 'left.pid'), String(left.pid));
  const supervisor = new Supervisor(directory);
  const own = await supervisor.start(spec);
  expect(isGone(left.pid!)).toBe(true);
  expect(own.pid).not.toBe(left.pid);
  await supervisor.stopAll();
});

test('leaves nothing running when the supervisor itself is killed', async () => {
  const spec = sleeper('child');
  const script = `
    const { Supervisor } = await import(${JSON.stringify(new URL('processes.ts', import.meta.url).href)});
    const { existsSync } = await import('node:fs');
    await new Supervisor(${JSON.stringify(directory)}).start({
        ...${JSON.stringify(spec)},
        isReady: async () => existsSync(${JSON.stringify(spec.writes)}) });
    process.stdout.write('up');
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  const child = Number(readFileSync(spec.writes, 'utf8'));
  expect(isGone(child)).toBe(false);
  parent.kill('SIGKILL');
  await until('the child has ended', () => isGone(child), 10_000);
});
