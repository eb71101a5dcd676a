import { fork, type ChildProcess } from 'node:child_process';
import type { Timed } from '../load.ts';

/** What a side of the measurement does when it is asked: one thing at a time, and it measures itself. */
export interface Doings {
  /** A closed loop of `clients` that posts journals of one month, from `first` on. */
  post(asked: { readonly clients: number; readonly first: number; readonly count: number }): Promise<Timed>;
}
/** What besides is done inside of the service alone. */
export interface InsideDoings extends Doings {
  /** Opens the months and the accounts. */
  books(asked: object): Promise<object>;
  /** Posts so many over all months, many in a transaction, from three connections. Milliseconds. */
  stock(asked: { readonly first: number; readonly count: number }): Promise<{ readonly tookMs: number }>;
  /** Gives everything that waits its place in the chain. */
  chain(asked: object): Promise<{ readonly tookMs: number }>;
  /** The balances of all accounts and months, so many times. */
  balances(asked: { readonly times: number }): Promise<{ readonly tookMs: readonly number[] }>;
  verify(asked: object): Promise<{ readonly tookMs: number; readonly state: string; readonly journals: number }>;
  /** What the closing of a month asks of its journals. */
  closing(asked: { readonly times: number }): Promise<{ readonly tookMs: readonly number[] }>;
}

interface Asked {
  readonly what: string;
  readonly asked: never;
}
type Answered = { readonly answer: unknown } | { readonly failure: string };

/** Answers what the parent process asks; ends with it. */
export function answerParent<D extends object>(doings: D): void {
  const answer = async ({ what, asked }: Asked): Promise<Answered> => {
    try {
      const doing = doings[what as keyof D] as (asked: never) => Promise<unknown>;
      return { answer: await doing.call(doings, asked) };
    } catch (error) {
      return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', (asked: Asked) => void answer(asked).then((answered) => process.send!(answered)));
  process.on('disconnect', () => process.exit());
  process.send!({ answer: 'ready' });
}

/** A process of its own for one side, so that the CPU time of both is told apart. */
export class Worker<D extends Doings> {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start<D extends Doings>(
    file: string,
    env: Readonly<Record<string, string>>,
    nodeFlags: readonly string[],
  ): Promise<Worker<D>> {
    const worker = new Worker<D>(
      fork(file, {
        env: { ...process.env, ...env },
        execArgv: ['--disable-warning=ExperimentalWarning', ...nodeFlags],
      }),
    );
    await worker.#answered();
    return worker;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async ask<What extends keyof D & string>(
    what: What,
    asked: D[What] extends (asked: infer Asking) => unknown ? Asking : never,
  ): Promise<D[What] extends (asked: never) => Promise<infer Answer> ? Answer : never> {
    const answered = this.#answered();
    this.#child.send({ what, asked });
    return (await answered) as never;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }

  #answered(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const hear = (answered: Answered) => {
        this.#child.off('exit', ended);
        if ('failure' in answered) reject(new Error(answered.failure));
        else resolve(answered.answer);
      };
      const ended = () => reject(new Error('the process ended before it answered'));
      this.#child.once('message', hear);
      this.#child.once('exit', ended);
    });
  }
}
