import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandOf } from './running-process.ts';
import { until } from './until.ts';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Asks it to finish; what hasn't after `stopWithinMs` is killed with its whole group. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  readonly stopWithinMs: number;
  /** Clears away what a crash left; runs before every start. */
  readonly beforeStart?: () => Promise<void>;
  /** Asked again and again after each start. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
  /**
   * Asked while it runs. Where it says false several times in a row, or nothing after it had answered once, it is
   * killed and started again.
   */
  readonly isAlive?: () => Promise<boolean>;
}

export type ProcessReport = (name: string, what: 'died' | 'restarted', detail: string) => void;

const logBytesMax = 10 * 1024 * 1024;
const backoffMs = [0, 100, 250, 500, 1000, 2000, 5000];
/** A process that lived this long had started well: the next death is answered at once again. */
const settledAfterMs = 10_000;
const startAttempts = 3;
const lifeSignEveryMs = 2_000;
const lifeSignsMissedMax = 4;

/**
 * Keeps processes alive: one that dies unexpectedly is started again, at once and then with growing pauses. If the
 * supervisor itself is killed, a guardian process ends what it had started, so nothing is left behind.
 */
export class Supervisor {
  readonly #running: SupervisedProcess[] = [];
  readonly #logDirectory: string;
  readonly #report: ProcessReport;
  #guardian: ChildProcess | undefined;
  #closed = false;

  constructor(logDirectory: string, report: ProcessReport = () => {}) {
    this.#logDirectory = logDirectory;
    this.#report = report;
    // Logs are for whoever runs the system, and for nobody else on the machine.
    mkdirSync(logDirectory, { recursive: true, mode: 0o700 });
  }

  /** Starts it and waits until it is ready. Throws with the end of its log where it won't come up. */
  async start(spec: ProcessSpec): Promise<SupervisedProcess> {
    const supervised = new SupervisedProcess(spec, this.#logDirectory, this.#report, (line) =>
      this.#tellGuardian(line),
    );
    this.#running.push(supervised);
    await supervised.start();
    return supervised;
  }

  /** Ends everything, the last started first. */
  async stopAll(): Promise<void> {
    this.#closed = true;
    for (const supervised of this.#running.toReversed()) await supervised.stop();
    this.#guardian?.stdin?.end();
  }

  #tellGuardian(line: string): void {
    if (!this.#guardian) {
      // A session of its own, so that Ctrl-C in the terminal doesn't reach it.
      const guardian = spawn('/bin/sh', [fileURLToPath(new URL('guardian.sh', import.meta.url))], {
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
      });
      guardian.stdin.on('error', () => {});
      guardian.once('exit', () => {
        if (this.#guardian !== guardian) return;
        this.#guardian = undefined;
        if (!this.#closed) for (const one of this.#running) one.announce();
      });
      guardian.unref();
      this.#guardian = guardian;
    }
    this.#guardian.stdin?.write(`${line}\n`);
  }
}

export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly logFile: string;
  readonly #pidFile: string;
  readonly #report: ProcessReport;
  readonly #tellGuardian: (line: string) => void;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #wanted = false;
  /** Aborted when it is no longer wanted: ends the pauses. */
  #given = new AbortController();
  #keeping: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #healed = 0;

  constructor(spec: ProcessSpec, directory: string, report: ProcessReport, tellGuardian: (line: string) => void) {
    this.spec = spec;
    this.logFile = join(directory, `${spec.name}.log`);
    this.#pidFile = join(directory, `${spec.name}.pid`);
    this.#report = report;
    this.#tellGuardian = tellGuardian;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    this.#wanted = true;
    this.#given = new AbortController();
    for (let attempt = 1; ; attempt += 1) {
      await this.#launch();
      if (await this.#becomesReady()) break;
      await this.#end();
      if (!this.#wanted) throw new Error(`${this.spec.name} was stopped before it was ready.`);
      if (attempt < startAttempts) continue;
      this.#wanted = false;
      throw new Error(`${this.spec.name} did not start. The end of ${this.logFile}:\n${this.#logTail()}`);
    }
    this.#keeping = Promise.all([this.#keepAlive(), this.#watchOver()]);
  }

  /** Ends it and leaves it ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#given.abort();
    await this.#end();
    await this.#keeping;
  }

  /** kill -9, as a crash would; resolves when what is started in its place is ready. */
  async killAndHeal(): Promise<void> {
    const before = this.#healed;
    this.#child?.kill('SIGKILL');
    await until(`${this.spec.name} is back`, () => this.#healed > before, this.spec.readyWithinMs);
  }

  /** Tells the guardian of it, once more where the guardian itself is new. */
  announce(): void {
    if (this.#child?.pid) this.#tellGuardian(`add ${this.#child.pid} ${this.spec.stopSignal.slice(3)}`);
  }

  async #launch(): Promise<void> {
    await this.#endLeftover();
    await this.spec.beforeStart?.();
    const { command, args, env, cwd, uid, gid } = this.spec;
    turnLogOver(this.logFile);
    const log = openSync(this.logFile, 'a', 0o600);
    const child = spawn(command, args, {
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C is the supervisor's, which ends them in order.
      detached: true,
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    closeSync(log);
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      const over = () => {
        if (child.pid) this.#tellGuardian(`gone ${child.pid}`);
        rmSync(this.#pidFile, { force: true });
        if (this.#child === child) this.#child = undefined;
        resolve();
      };
      child.once('exit', over);
      child.once('error', over);
    });
    if (child.pid) writeFileSync(this.#pidFile, String(child.pid));
    this.announce();
  }

  /**
   * Where supervisor and guardian were killed at once, the process may still run: two on the same data would spoil it.
   */
  async #endLeftover(): Promise<void> {
    if (this.#child || !existsSync(this.#pidFile)) return;
    const pid = Number(readFileSync(this.#pidFile, 'utf8'));
    // The number may belong to somebody else by now.
    const isOurs = () => commandOf(pid)?.endsWith(this.spec.args.at(-1) ?? this.spec.command) === true;
    if (isOurs()) {
      process.kill(pid, this.spec.stopSignal);
      await until(`${this.spec.name} of an earlier start has ended`, () => !isOurs(), this.spec.stopWithinMs);
    }
    rmSync(this.#pidFile, { force: true });
  }

  async #becomesReady(): Promise<boolean> {
    const end = Date.now() + this.spec.readyWithinMs;
    while (this.#child && this.#wanted && Date.now() < end) {
      if (await this.spec.isReady().catch(() => false)) return true;
      await Promise.race([this.#exited, pause(50)]);
    }
    return false;
  }

  async #keepAlive(): Promise<void> {
    let since = Date.now();
    while (this.#wanted) {
      await this.#exited;
      if (!this.#wanted) return;
      if (Date.now() - since > settledAfterMs) this.#failures = 0;
      const wait = backoffMs[Math.min(this.#failures, backoffMs.length - 1)]!;
      this.#failures += 1;
      this.#report(this.spec.name, 'died', wait === 0 ? 'starting it again' : `starting it again in ${wait} ms`);
      await pause(wait, undefined, { signal: this.#given.signal }).catch(() => {});
      if (!this.#wanted) return;
      since = Date.now();
      try {
        await this.#launch();
        if (!this.#wanted) return this.#end();
        if (await this.#becomesReady()) {
          this.#healed += 1;
          this.#report(this.spec.name, 'restarted', `after ${Date.now() - since} ms`);
        }
      } catch (error) {
        this.#report(this.spec.name, 'died', error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Kills what runs and no longer works; `keepAlive` starts it again. */
  async #watchOver(): Promise<void> {
    const { isAlive } = this.spec;
    if (!isAlive) return;
    let watched: ChildProcess | undefined;
    let answered = false;
    let missed = 0;
    for (;;) {
      await pause(lifeSignEveryMs, undefined, { signal: this.#given.signal }).catch(() => {});
      if (!this.#wanted) return;
      if (this.#child !== watched) {
        watched = this.#child;
        answered = false;
        missed = 0;
      }
      if (!watched) continue;
      const alive = await isAlive().catch(() => undefined);
      answered ||= alive === true;
      // One that takes long to come up gives no answer either.
      if (alive === true) missed = 0;
      else if (alive === false || answered) missed += 1;
      if (missed < lifeSignsMissedMax || this.#child !== watched || !this.#wanted) continue;
      this.#report(this.spec.name, 'died', 'it runs and no longer works, so it is killed');
      watched.kill('SIGKILL');
      missed = 0;
    }
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child?.pid) return;
    child.kill(this.spec.stopSignal);
    const inTime = await Promise.race([
      this.#exited.then(() => true),
      pause(this.spec.stopWithinMs, false, { ref: false }),
    ]);
    if (!inTime) killGroup(child.pid);
    await this.#exited;
  }

  #logTail(): string {
    try {
      return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
    } catch {
      return '(no log)';
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function turnLogOver(file: string): void {
  try {
    if (statSync(file).size > logBytesMax) renameSync(file, `${file}.1`);
  } catch {
    // There is no log yet.
  }
}
