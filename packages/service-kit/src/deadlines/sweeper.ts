import { Injectable } from '@nestjs/common';
import { inSpan, SpanKind } from '@bumen/tracing';
import { Log } from '../observability/log.ts';
import { Metrics } from '../observability/metrics.ts';
import { Clock } from '../transaction/clock.ts';
import { willPass } from '../transaction/database-error.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import type { WorkOptions } from '../transaction/work.ts';
import { DeadDeadlines, triesMax, type Trouble } from './dead-deadlines.repository.ts';
import { Deadlines, type Deadline } from './deadlines.ts';

const everyMs = 1_000;
const atOnce = 200;
/** So long one kind of deadline is met before the others get their turn. */
const turnMs = 500;
const reckonedAtOnce = 500;
/** After a failure the same aggregate is left alone for so long, doubled each time up to the longest. */
const patienceMs = { first: 1_000, longest: 60_000 };
/**
 * So long after its start a process notes each try before it begins: where the last one ended in the middle of a
 * deadline, it shows here that it does so again. Later it would only cost.
 */
const youngMs = 60_000;

/** What came of a sweep. */
export interface Sweep {
  readonly met: number;
  /** So many are due and were not met, because somebody works on them or by something that passes. */
  readonly busy: number;
}
interface Due {
  readonly id: string;
  readonly known: Trouble | undefined;
  readonly realMs: number;
}
type Outcome = 'met' | 'not_due' | 'busy' | 'failed';

/**
 * Looks every second for aggregates whose time is up and lets their handlers act. Every instance of a service sweeps; a
 * row that one works on is skipped by the others. What is due is a column, so there is nothing to schedule and nothing
 * to lose. A deadline that fails again and again for a reason of its own lies apart until a person has it tried again,
 * its aggregate changes, or a process starts anew (R8).
 */
@Injectable()
export class Sweeper {
  /** `passing`: by something that passes, in real time; it will be met then. */
  readonly #failing = new Map<string, { waitMs: number; until: number; passing: boolean }>();
  /** Dead ones that this process has tried once: what they failed by may be mended in it. */
  readonly #triedAnew = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<Sweep> = Promise.resolve({ met: 0, busy: 0 });
  #stopped = true;
  #startedAt = performance.now();
  #tidied = false;
  #metInAll = 0;

  constructor(
    private readonly deadlines: Deadlines,
    private readonly dead: DeadDeadlines,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** So many since the process began, those of a sweep that goes on included. */
  get metInAll(): number {
    return this.#metInAll;
  }

  start(): void {
    this.#stopped = false;
    this.#startedAt = performance.now();
    // Two handlers of one repository show at once.
    for (const { name } of this.deadlines.all) this.metrics.deadDeadlines(name, 0);
    this.#next();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  /** Meets every deadline that is due now. */
  sweep(): Promise<Sweep> {
    this.#sweeping = this.#sweeping.then(() => this.#sweep());
    return this.#sweeping;
  }

  #next(): void {
    this.#timer = setTimeout(() => void this.sweep().finally(() => this.#stopped || this.#next()), everyMs);
  }

  async #sweep(): Promise<Sweep> {
    let met = 0;
    let busy = 0;
    if (!this.#tidied)
      this.#tidied = await this.dead
        .forgetOld()
        .then(() => true)
        .catch(() => false);
    for (let before = -1; before !== met && !this.#stopped;) {
      before = met;
      busy = 0;
      for (const deadline of this.deadlines.all) {
        const turn = await this.#turn(deadline);
        met += turn.met;
        busy += turn.busy;
      }
    }
    return { met, busy };
  }

  /**
   * What of one kind is due, for a moment: where thousands are, or an import goes on, the limits of all others are
   * watched meanwhile, and settings that change are heard of (R9).
   */
  async #turn(deadline: Deadline): Promise<Sweep> {
    let met = 0;
    try {
      await this.#reckon(deadline);
      const { due, passing } = await this.#due(deadline);
      let busy = passing;
      const until = performance.now() + turnMs;
      for (const [index, one] of due.entries()) {
        if (index > 0 && (performance.now() > until || this.#stopped)) {
          busy += due.length - index;
          break;
        }
        const outcome = await this.#meet(deadline, one);
        if (outcome === 'met') {
          met += 1;
          this.#metInAll += 1;
        } else if (outcome === 'busy') busy += 1;
      }
      return { met, busy };
    } catch (error) {
      this.log.failure(error, { deadline: deadline.name }, 'what is due can not be found');
      return { met, busy: 1 };
    }
  }

  /**
   * What is due by settings that have changed is worked out anew, so many in a transaction (R9). Whatever is being
   * worked on is left for the next time; one that can't be worked out keeps nobody else waiting.
   */
  async #reckon(deadline: Deadline): Promise<void> {
    const { name, handler, repository } = deadline;
    for (let done = -1; done !== 0 && handler.reckon && !this.#stopped;) {
      const options: WorkOptions = { name, actor: name, correlationId: newId() };
      const ids = await this.transactions.read(options, () => repository.staleIds(reckonedAtOnce));
      if (ids.length === 0) return;
      done = await this.#reckonThese(deadline, ids).catch(async () => {
        let reckoned = 0;
        for (const id of ids)
          reckoned += await this.#reckonThese(deadline, [id]).catch((error: unknown) => {
            this.log.failure(error, { deadline: name, aggregateId: id }, 'what is due could not be worked out anew');
            return 0;
          });
        return reckoned;
      });
    }
  }

  #reckonThese({ name, handler, repository }: Deadline, ids: readonly string[]): Promise<number> {
    return this.transactions.run({ name, actor: name, correlationId: newId() }, () =>
      repository.reckonEach(ids, (aggregate) => handler.reckon!(aggregate)),
    );
  }

  async #due({ name, repository }: Deadline): Promise<{ readonly due: readonly Due[]; readonly passing: number }> {
    // Also the search goes by the database's clock: a process with a wrong one would wake everybody for nothing.
    const { now: databaseNow, troubles } = await this.dead.look(name);
    const now = this.clock.at(databaseNow);
    const realMs = this.clock.realAt(databaseNow).getTime();
    this.metrics.deadDeadlines(name, [...troubles.values()].filter(({ status }) => status === 'dead').length);
    const options: WorkOptions = { name, actor: name, correlationId: newId() };
    // Those that keep failing must not crowd out the others.
    const limit = atOnce + troubles.size + this.#failing.size;
    return this.transactions.read(options, async () => {
      const ids = await repository.dueIds(now, limit);
      const dead = ids.filter((id) => troubles.get(id)?.status === 'dead');
      const versions = dead.length === 0 ? undefined : await repository.versionsOf(dead);
      const waits = (id: string) => (this.#failing.get(id)?.until ?? 0) > realMs;
      const due = ids
        .filter((id) => !waits(id))
        .map((id) => ({ id, known: troubles.get(id), realMs }))
        .filter(({ id, known }) => known?.status !== 'dead' || this.#mayTryDead(id, known, versions?.get(id)));
      return { due, passing: ids.filter((id) => waits(id) && this.#failing.get(id)!.passing).length };
    });
  }

  /** Where its aggregate has changed, or once in this process; not where the process would end by it. */
  #mayTryDead(id: string, { aggregateVersion, started, failed }: Trouble, version: number | undefined): boolean {
    if (aggregateVersion !== 0 && version !== aggregateVersion) return true;
    const anew = started - failed < triesMax.vanished && !this.#triedAnew.has(id);
    this.#triedAnew.add(id);
    return anew;
  }

  async #meet(deadline: Deadline, { id, known, realMs }: Due): Promise<Outcome> {
    const { name, repository } = deadline;
    const noted = known !== undefined || performance.now() - this.#startedAt < youngMs;
    let version = 0;
    try {
      if (known?.status === 'failing' && (await this.#diedOfVanishing(deadline, id, known))) return 'failed';
      if (noted) await this.dead.begin(name, id);
      const correlationId = newId();
      const describe = () => ({
        name,
        kind: SpanKind.INTERNAL,
        attributes: { 'bumen.aggregate_id': id, 'bumen.correlation_id': correlationId },
      });
      let busy = false;
      const lagMs = await inSpan(undefined, describe, (traceparent) =>
        this.transactions.run({ name, actor: name, correlationId, traceparent }, async () => {
          // Another instance, or a command, may be at work on it, or was faster.
          const aggregate = await repository.lockUnlessBusy(id);
          busy = aggregate === undefined;
          version = aggregate?.version ?? 0;
          const late = aggregate && (await this.deadlines.meet(deadline, aggregate));
          if (noted && late !== undefined) await this.dead.settle(name, id);
          return late;
        }),
      );
      if (noted && lagMs === undefined) await this.dead.notTried(name, id);
      this.#failing.delete(id);
      if (lagMs !== undefined) this.metrics.deadlineMet(name, lagMs);
      if (lagMs !== undefined) return 'met';
      return busy ? 'busy' : 'not_due';
    } catch (error) {
      const waitMs = Math.min((this.#failing.get(id)?.waitMs ?? patienceMs.first / 2) * 2, patienceMs.longest);
      const passing = willPass(error);
      this.#failing.set(id, { waitMs, until: realMs + waitMs, passing });
      this.log.failure(error, { deadline: name, aggregateId: id }, 'a deadline could not be met');
      await this.#noteFailure(name, id, version, noted, error);
      return passing ? 'busy' : 'failed';
    }
  }

  async #diedOfVanishing({ name, repository }: Deadline, id: string, known: Trouble): Promise<boolean> {
    const options: WorkOptions = { name, actor: name, correlationId: newId() };
    const version = await this.transactions.read(options, async () => (await repository.versionsOf([id])).get(id) ?? 0);
    if (!(await this.dead.vanished(name, id, version, known))) return false;
    this.#tellDeath(name, id);
    return true;
  }

  /** While the database is away nothing is noted, and nothing has to be. */
  async #noteFailure(name: string, id: string, version: number, noted: boolean, error: unknown): Promise<void> {
    try {
      if (!willPass(error)) {
        if (await this.dead.failed(name, id, version, error)) this.#tellDeath(name, id);
      } else if (noted) await this.dead.notTried(name, id);
    } catch (second) {
      this.log.failure(second, { deadline: name, aggregateId: id }, 'that a deadline failed could not be noted');
    }
  }

  #tellDeath(deadline: string, aggregateId: string): void {
    this.#failing.delete(aggregateId);
    this.#triedAnew.add(aggregateId);
    this.log.error(
      { event: 'deadline_died', deadline, aggregateId },
      'a deadline could not be met; a person must look at it (R8)',
    );
  }
}
