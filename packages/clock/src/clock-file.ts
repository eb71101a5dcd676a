import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { TimeSource } from './time-source.ts';

/** The mark of the local stack, without which no process takes a file for a clock. */
const madeBy = 'the local stack of Bumen';

interface State {
  readonly madeBy: string;
  /** So far ahead of real time, in milliseconds, while it runs. */
  readonly aheadMs: number;
  /** Where it stands, in ms since 1970; null while it runs. */
  readonly standsAt: number | null;
}

/**
 * The business clock of a local stack: one small file that all processes of the machine read whenever they ask what
 * time it is. So all agree at every moment, those too that start later or anew, and there is nothing to hand around.
 */
export class ClockFile implements TimeSource {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  business(shown: Date): Date {
    const { aheadMs, standsAt } = this.#read();
    return new Date(standsAt ?? shown.getTime() + aheadMs);
  }
  real(shown: Date): Date {
    return shown;
  }

  now(): Date {
    return this.business(new Date());
  }
  /** It is being moved. */
  get stands(): boolean {
    return this.#read().standsAt !== null;
  }
  /** It was moved once. */
  get isMoved(): boolean {
    const { aheadMs, standsAt } = this.#read();
    return aheadMs !== 0 || standsAt !== null;
  }

  standAt(moment: Date): void {
    this.#write({ ...this.#read(), standsAt: moment.getTime() });
  }
  /** From where it stands, as fast as real time. */
  goOn(): void {
    const { standsAt } = this.#read();
    if (standsAt !== null) this.#write({ madeBy, aheadMs: standsAt - Date.now(), standsAt: null });
  }

  /** Throws where it is no clock of a local stack. */
  check(): void {
    this.#read();
  }

  #read(): State {
    const state = JSON.parse(readFileSync(this.path, 'utf8')) as State;
    if (state.madeBy !== madeBy) throw new Error(`${this.path} is no clock of ${madeBy}`);
    return state;
  }

  /** Whole or not at all, whoever reads meanwhile. */
  #write(state: State): void {
    const next = `${this.path}.next`;
    writeFileSync(next, JSON.stringify(state), { mode: 0o600 });
    renameSync(next, this.path);
  }
}

/** A clock that shows real time until it is moved. Only the local stack makes one. */
export function newClockFile(path: string): ClockFile {
  writeFileSync(path, JSON.stringify({ madeBy, aheadMs: 0, standsAt: null } satisfies State), { mode: 0o600 });
  return new ClockFile(path);
}
