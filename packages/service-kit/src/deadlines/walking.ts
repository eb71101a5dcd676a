import { Injectable } from '@nestjs/common';
import type { Look, Swept } from '@bumen/clock';
import { OutboxRelay, ReactionConsumers } from '../events/index.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import { currentWork } from '../transaction/work.ts';
import { Deadlines } from './deadlines.ts';
import { Sweeper, type Sweep } from './sweeper.ts';

/** A sweep of thousands takes longer; so often whoever asked for it is told how far it is. */
const answerMs = 1_000;

/** What of a service whoever moves time has to know. */
@Injectable()
export class Walking {
  #sweep: Promise<Sweep> | undefined;
  #told = 0;

  constructor(
    private readonly sweeper: Sweeper,
    private readonly deadlines: Deadlines,
    private readonly transactions: Transactions,
    private readonly relay: OutboxRelay,
    private readonly consumers: ReactionConsumers,
  ) {}

  /** Meets what is due, and says when something is due next; of a long sweep how far it is. */
  async sweep(): Promise<Swept> {
    this.#sweep ??= this.sweeper.sweep().finally(() => {
      this.#sweep = undefined;
    });
    const ended = await endedWithin(answerMs, this.#sweep);
    const met = this.sweeper.metInAll - this.#told;
    this.#told = this.sweeper.metInAll;
    if (!ended) return { met, busy: 1, nextDueAt: null };
    return { met, busy: ended.busy, nextDueAt: (await this.#nextDueAt())?.toISOString() ?? null };
  }

  /** Whether all that was told is published, and every reaction has dealt with what there is. */
  async look(): Promise<Look> {
    const [published, { settled, position }] = await Promise.all([this.relay.isSettled(), this.consumers.look()]);
    return { settled: published && settled, position };
  }

  async #nextDueAt(): Promise<Date | undefined> {
    const due: Date[] = [];
    for (const { name, repository } of this.deadlines.all) {
      const next = await this.transactions.read({ name, actor: name, correlationId: newId() }, () =>
        repository.nextDueAt(currentWork().now),
      );
      if (next) due.push(next);
    }
    return due.toSorted((one, other) => one.getTime() - other.getTime())[0];
  }
}

/** Undefined where it isn't done by then. */
async function endedWithin<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const timeUp = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => timeUp.resolve(undefined), ms);
  try {
    return await Promise.race([work, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
