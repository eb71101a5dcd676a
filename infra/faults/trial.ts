import type { ServiceName } from '@bumen/contracts';
import { until } from '../local/until.ts';
import { Chance } from './chance.ts';
import type { FaultDesk } from './fault-desk.ts';
import type { Ledger } from './ledger.ts';
import { LoadJob, type LoadOptions } from './load-job.ts';
import { Oracle, type Leniency, type Verdict } from './oracle.ts';

/** R10 in ms: writes work again, where one process was killed and where it was PostgreSQL. */
export const limitsMs = { process: 2_000, postgres: 5_000 };

export interface Scenario {
  /** What `--only` takes. */
  readonly name: string;
  /** Rows of the table that it fills. */
  readonly rows: readonly string[];
  /** Tries of each row. */
  readonly counts: { readonly short: number; readonly long: number };
  /** It needs a system of its own, since what it does can't be undone. */
  readonly alone?: true;
  run(trial: Trial): Promise<void>;
}

/** What a scenario works with. */
export class Trial {
  readonly desk: FaultDesk;
  readonly ledger: Ledger;
  readonly oracle: Oracle;
  readonly chance: Chance;
  readonly count: number;
  readonly form: 'short' | 'long';
  readonly #name: string;
  #loads = 0;

  constructor(parts: { desk: FaultDesk; ledger: Ledger; oracle?: Oracle; seed: number; scenario: Scenario; form: 'short' | 'long'; scale: number }) {
    this.desk = parts.desk;
    this.ledger = parts.ledger;
    this.oracle = parts.oracle ?? new Oracle(parts.desk);
    this.chance = new Chance(parts.seed);
    this.form = parts.form;
    this.count = Math.max(1, Math.round(parts.scenario.counts[parts.form] * parts.scale));
    this.#name = parts.scenario.name;
  }

  /** The job begins; it goes on until it is ended. */
  load(options: Partial<LoadOptions> = {}, clients = this.desk.people.clerks.length): LoadJob {
    this.#loads += 1;
    const tag = `${this.#name}${this.#loads}x${this.chance.below(1_000_000)}`;
    const all: LoadOptions = { tag, keys: true, losesAnswers: 0.03, patienceMs: 60_000, chance: this.chance, contactsEach: Infinity, perS: 60, ...options };
    return new LoadJob(this.desk.stack.baseUrl, this.desk.people.clerks.slice(0, clients), all).start();
  }

  /** Waits until all has settled, and compares. */
  async examine(job: LoadJob, leniency: Leniency = {}): Promise<Verdict> {
    await this.desk.settled();
    return this.oracle.examine(job, leniency);
  }

  /** Ends the job and judges what it left as one try of each of these rows. */
  async judge(job: LoadJob, rows: readonly string[], leniency: Leniency = {}): Promise<void> {
    await job.end();
    const { faults, ...figures } = await this.examine(job, leniency);
    for (const row of rows) this.ledger.judge(row, faults, figures);
  }

  /** Notes how long no write was answered after a fault that happened at `since` (R10). */
  async recovery(row: string, job: LoadJob, since: number, limitMs: number, needed: readonly ServiceName[]): Promise<void> {
    let last = since;
    for (const service of needed) {
      await until(`writes to ${service} work again`, () => job.firstAnswerSince(since, service) !== undefined, 60_000, 10);
      last = Math.max(last, job.firstAnswerSince(since, service)!);
    }
    this.ledger.recovered(row, last - since, limitMs);
  }
}
