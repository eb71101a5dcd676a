import { applyDecorators, Injectable, SetMetadata, type Type } from '@nestjs/common';
import type { Text } from '@bumen/contracts';
import type { AggregateRepository } from '../aggregate/aggregate-repository.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import type { Work } from '../transaction/work.ts';

export const DEADLINES_OF = 'bumen:deadlines of';

/** An aggregate that has something due keeps the nearest moment itself and moves it on in its own verbs. */
export interface HasDeadline {
  readonly nextDeadlineAt: Date | null;
}
export type DueAggregate = Aggregate & HasDeadline;

/** Says what happens when an aggregate's time is up. */
export interface DeadlineHandler<A extends DueAggregate> {
  /**
   * Runs in a transaction of its own with the aggregate locked; what it changed is saved afterwards. It leaves
   * `nextDeadlineAt` empty or in the future, or is called again at once.
   */
  timeIsUp(aggregate: A, work: Work): Promise<void> | void;
  /** Works out anew what is due, by the settings of now; what the repository calls stale is brought here. */
  reckon?(aggregate: A): void;
}

/** What the decorator keeps of a handler. */
export interface MeetsDeadlinesOf {
  readonly repository: Type<AggregateRepository<DueAggregate>>;
  readonly called: Text;
}

/**
 * Makes a provider the handler of the deadlines of a repository's aggregates. One per repository. `called` is what
 * people read on the audit trail and beside what it says.
 */
export function MeetsDeadlines<A extends DueAggregate>(
  repository: new (...dependencies: any[]) => AggregateRepository<A>,
  called: Text,
) {
  const nest = applyDecorators(Injectable(), SetMetadata(DEADLINES_OF, { repository, called }));
  return <Handler extends new (...dependencies: any[]) => DeadlineHandler<A>>(handler: Handler): void => nest(handler);
}
