import type { ServiceName } from '@bumen/contracts';
import type { scenarioNames } from '../command-line.mjs';
import { until } from '../local/until.ts';
import { Chance } from './chance.ts';
import type { DeskOptions, FaultDesk } from './fault-desk.ts';
import type { Ledger } from './ledger.ts';
import { LoadJob, type LoadOptions } from './load-job.ts';
import { Oracle, type Leniency, type Verdict } from './oracle.ts';
import { whatIsLeft } from './settling.ts';

/** R10 in ms: writes work again, where one process was killed and where it was PostgreSQL. */
export const limitsMs = { process: 2_000, postgres: 5_000 };

export type ScenarioName = (typeof scenarioNames)[number];

export interface Scenario {
  /** What `--only` takes. */
  readonly name: ScenarioName;
  /** Rows of the table that it fills. */
  readonly rows: readonly string[];
  /** Tries of each row. */
  readonly counts: { readonly short: number; readonly long: number };
  /** In the short form two lanes go side by side: one keeps the machine busy, the other mostly waits. */
  readonly lane: 'busy' | 'waiting';
  /** What it does can't be undone, so the system ends with it. */
  readonly spoils?: true;
  /** It starts systems of its own (`withDesk`). */
  readonly own?: true;
  run(trial: Trial): Promise<void>;
}

type DeskPlace = Omit<DeskOptions, 'say'>;

interface TrialParts {
  readonly scenario: Scenario;
  readonly ledger: Ledger;
  readonly seed: number;
  readonly form: 'short' | 'long';
  readonly scale: number;
  /** Opens one more system; the caller closes it. */
  readonly open: (options?: DeskPlace) => Promise<FaultDesk>;
  /** Keeps the system's logs where something failed. */
  readonly close: (desk: FaultDesk, failed?: boolean) => Promise<void>;
  readonly desk?: FaultDesk;
  readonly oracle?: Oracle;
}

/** What a scenario works with. */
export class Trial {
  readonly ledger: Ledger;
  readonly chance: Chance;
  readonly count: number;
  readonly form: 'short' | 'long';
  readonly #parts: TrialParts;
  readonly #oracle: Oracle | undefined;
  #loads = 0;

  constructor(parts: TrialParts) {
    this.#parts = parts;
    this.ledger = parts.ledger;
    this.chance = new Chance(parts.seed);
    this.form = parts.form;
    this.count = Math.max(1, Math.round(parts.scenario.counts[parts.form] * parts.scale));
    this.#oracle = parts.oracle ?? (parts.desk && new Oracle(parts.desk));
  }

  get desk(): FaultDesk {
    if (!this.#parts.desk) throw new Error(`${this.#parts.scenario.name} has to start a system of its own first`);
    return this.#parts.desk;
  }

  get oracle(): Oracle {
    if (!this.#oracle) throw new Error(`${this.#parts.scenario.name} has to start a system of its own first`);
    return this.#oracle;
  }

  /** A system of its own. */
  async withDesk(options: DeskPlace, act: (inside: Trial) => Promise<void>): Promise<void> {
    const desk = await this.#parts.open(options);
    let failed = true;
    try {
      await act(new Trial({ ...this.#parts, desk, oracle: new Oracle(desk), seed: this.chance.below(2 ** 31) }));
      failed = false;
    } finally {
      await this.#parts.close(desk, failed);
    }
  }

  /** The job begins; it goes on until it is ended. */
  load(options: Partial<LoadOptions> = {}, clients = this.desk.people.clerks.length): LoadJob {
    this.#loads += 1;
    const tag = `${this.#parts.scenario.name}${this.#loads}x${this.chance.below(1_000_000)}`;
    const all: LoadOptions = {
      tag,
      keys: true,
      losesAnswers: 0.03,
      patienceMs: 60_000,
      chance: this.chance,
      contactsEach: Infinity,
      // Who counts contacts is about those.
      vouchersEach: options.contactsEach === undefined ? Infinity : 0,
      tillsEach: options.contactsEach === undefined ? Infinity : 0,
      bookDay: this.desk.people.bookDay,
      perS: 60,
      ...options,
    };
    const { clerks, callers, bookkeepers } = this.desk.people;
    const desks = clerks.slice(0, clients).map((handler, index) => ({ handler, caller: callers[index]! }));
    return new LoadJob(this.desk.stack.baseUrl, desks, bookkeepers, all).start();
  }

  /**
   * Waits until the whole job runs, from the first ticket to a callback, and a voucher. Where it doesn't, says what its
   * clients heard and what is left undone.
   */
  async runs(job: LoadJob): Promise<void> {
    const isAnswered = (service: ServiceName) => job.firstAnswerSince(0, service) !== undefined;
    await until('the job runs', () => isAnswered('callbacks') && isAnswered('finance'), 60_000, 10).catch(
      async (error: Error) => {
        throw new Error(`${error.message}; ${job.heard()}; ${await whatIsLeft(this.desk)}`);
      },
    );
  }

  /** Waits until all has settled, and compares. */
  async examine(job: LoadJob, leniency: Leniency = {}): Promise<Verdict> {
    await this.desk.settled();
    return this.oracle.examine(job, leniency);
  }

  /** Ends the job and judges what it left as so many tries of each of these rows. */
  async judge(job: LoadJob, rows: readonly string[], tries = 1): Promise<void> {
    await job.end();
    const { faults, ...figures } = await this.examine(job);
    for (const row of rows) this.ledger.judge(row, faults, figures, tries);
  }

  /** Notes how long no write was answered after a fault that happened at `since` (R10). */
  async recovery(
    row: string,
    job: LoadJob,
    since: number,
    limitMs: number,
    needed: readonly ServiceName[],
  ): Promise<void> {
    let last = since;
    for (const service of needed) {
      await until(
        `writes to ${service} work again`,
        () => job.firstAnswerSince(since, service) !== undefined,
        60_000,
        10,
      );
      last = Math.max(last, job.firstAnswerSince(since, service)!);
    }
    this.ledger.recovered(row, last - since, limitMs);
  }
}
