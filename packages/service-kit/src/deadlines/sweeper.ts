import { Inject, Injectable, type Type } from '@nestjs/common';
import { DiscoveryService, ModuleRef, Reflector } from '@nestjs/core';
import type { ServiceName } from '@bumen/contracts';
import { inSpan, SpanKind } from '@bumen/tracing';
import type { AggregateRepository } from '../aggregate/aggregate-repository.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Log } from '../observability/log.ts';
import { Metrics } from '../observability/metrics.ts';
import { Clock } from '../transaction/clock.ts';
import { Database } from '../transaction/database.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import type { WorkOptions } from '../transaction/work.ts';
import { findDeadlines } from './find-deadlines.ts';
import type { DeadlineHandler, DueAggregate } from './meets-deadlines.ts';

const everyMs = 1_000;
const atOnce = 200;
/** After a failure the same aggregate is left alone for so long, doubled each time up to the longest. */
const patienceMs = { first: 1_000, longest: 60_000 };

interface Deadlines {
  readonly name: string;
  readonly handler: DeadlineHandler<DueAggregate>;
  readonly repository: AggregateRepository<DueAggregate>;
}

/**
 * Looks every second for aggregates whose time is up and lets their handlers act. Every instance of a service sweeps; a
 * row that one works on is skipped by the others. What is due is a column, so there is nothing to schedule and nothing
 * to lose.
 */
@Injectable()
export class Sweeper {
  readonly #failing = new Map<string, { waitMs: number; until: number }>();
  #deadlines: Deadlines[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<number> = Promise.resolve(0);
  #stopped = true;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly transactions: Transactions,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  start(): void {
    this.#stopped = false;
    this.#deadlines = this.#find();
    this.#next();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  /** Meets every deadline that is due now; resolves to how many were met. */
  sweep(): Promise<number> {
    this.#sweeping = this.#sweeping.then(() => this.#sweep());
    return this.#sweeping;
  }

  #next(): void {
    this.#timer = setTimeout(() => void this.sweep().finally(() => this.#stopped || this.#next()), everyMs);
  }

  async #sweep(): Promise<number> {
    let met = 0;
    for (const deadlines of this.#deadlines) {
      try {
        for (let before = -1; before !== met && !this.#stopped;) {
          before = met;
          for (const id of await this.#due(deadlines)) if (await this.#meet(deadlines, id)) met += 1;
        }
      } catch (error) {
        this.log.failure(error, { deadline: deadlines.name }, 'what is due can not be found');
      }
    }
    return met;
  }

  async #due({ name, repository }: Deadlines): Promise<string[]> {
    // Also the search goes by the database's clock: a process with a wrong one would wake everybody for nothing.
    const rows = await this.database.rows<{ now: Date }>('SELECT now() AS now');
    const now = this.clock.at(rows[0]!.now);
    const options: WorkOptions = { name, actor: name, correlationId: newId() };
    // Those that keep failing must not crowd out the others.
    const ids = await this.transactions.read(options, () => repository.dueIds(now, atOnce + this.#failing.size));
    return ids.filter((id) => (this.#failing.get(id)?.until ?? 0) <= performance.now());
  }

  async #meet({ name, handler, repository }: Deadlines, id: string): Promise<boolean> {
    try {
      const correlationId = newId();
      const describe = () => ({
        name,
        kind: SpanKind.INTERNAL,
        attributes: { 'bumen.aggregate_id': id, 'bumen.correlation_id': correlationId },
      });
      const lagMs = await inSpan(undefined, describe, (traceparent) =>
        this.transactions.run({ name, actor: name, correlationId, traceparent }, async (work) => {
          const aggregate = await repository.lockUnlessBusy(id);
          const due = aggregate?.nextDeadlineAt;
          // Another instance, or a command, was faster.
          if (!aggregate || !due || due > work.now) return undefined;
          await handler.timeIsUp(aggregate, work);
          const left = aggregate.nextDeadlineAt;
          if (left && left.getTime() === due.getTime())
            throw new Error(`${name} left ${id} due, so it would be called for ever`);
          await repository.save(aggregate);
          return work.now.getTime() - due.getTime();
        }),
      );
      this.#failing.delete(id);
      if (lagMs !== undefined) this.metrics.deadlineMet(name, lagMs);
      return lagMs !== undefined;
    } catch (error) {
      const waitMs = Math.min((this.#failing.get(id)?.waitMs ?? patienceMs.first / 2) * 2, patienceMs.longest);
      this.#failing.set(id, { waitMs, until: performance.now() + waitMs });
      this.log.failure(error, { deadline: name, aggregateId: id }, 'a deadline could not be met');
      return false;
    }
  }

  #find(): Deadlines[] {
    const repositories = new Set<Type<unknown>>();
    return findDeadlines(this.discovery, this.reflector, this.service).map(({ name, repository, handler }) => {
      if (repositories.has(repository)) throw new Error(`${repository.name} has two handlers of its deadlines`);
      repositories.add(repository);
      return { name, handler, repository: this.modules.get(repository, { strict: false }) };
    });
  }
}
