import { Injectable, Inject, type Type } from '@nestjs/common';
import { DiscoveryService, ModuleRef, Reflector } from '@nestjs/core';
import type { ServiceName } from '@bumen/contracts';
import { AggregateRepository } from '../aggregate/aggregate-repository.ts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { activeWork } from '../transaction/work.ts';
import { findDeadlines } from './find-deadlines.ts';
import type { DeadlineHandler, DueAggregate } from './meets-deadlines.ts';

/** How the deadlines of a repository's aggregates are met. */
export interface Deadline {
  readonly name: string;
  readonly handler: DeadlineHandler<DueAggregate>;
  readonly repository: AggregateRepository<DueAggregate>;
}

/** The handlers of a service's deadlines, and how one deadline is met. */
@Injectable()
export class Deadlines {
  #all: readonly Deadline[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  /** Once the application is made. */
  get all(): readonly Deadline[] {
    return (this.#all ??= this.#find());
  }

  /**
   * Lets the handler act on what was locked, in the work in progress, and saves it. Resolves to how late it was, in
   * milliseconds; undefined where nothing is due any more.
   */
  async meet({ name, handler, repository }: Deadline, aggregate: DueAggregate): Promise<number | undefined> {
    const work = activeWork();
    const due = aggregate.nextDeadlineAt;
    if (!due || due > work.now) return undefined;
    await handler.timeIsUp(aggregate, work);
    const left = aggregate.nextDeadlineAt;
    if (left && left.getTime() === due.getTime())
      throw new Error(`${name} left ${aggregate.id} due, so it would be called for ever`);
    await repository.save(aggregate);
    return work.now.getTime() - due.getTime();
  }

  #find(): Deadline[] {
    const repositories = new Set<Type<unknown>>();
    return findDeadlines(this.discovery, this.reflector, this.service).map(({ name, repository, handler }) => {
      if (repositories.has(repository)) throw new Error(`${repository.name} has two handlers of its deadlines`);
      repositories.add(repository);
      const found: AggregateRepository<DueAggregate> = this.modules.get(repository, { strict: false });
      refuseUnlessTold(found);
      return { name, handler, repository: found };
    });
  }
}

/** Throws where a repository says what else is due and not when, so that whoever moves time would pass it by. */
export function refuseUnlessTold(repository: Pick<AggregateRepository<DueAggregate>, 'dueIds' | 'nextDueAt'>): void {
  const own = AggregateRepository.prototype;
  if (repository.dueIds !== own.dueIds && repository.nextDueAt === own.nextDueAt)
    throw new Error(`${repository.constructor.name} says in dueIds what else is due, and in no nextDueAt when that is`);
}
