import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { deadEventNotFound, deadEventStillFails } from '@bumen/contracts';
import { keepOneOf } from '../aggregate/filters.ts';
import { newId } from '../transaction/new-id.ts';
import { Transactions } from '../transaction/transactions.ts';
import { activeWork, type ActiveWork } from '../transaction/work.ts';
import { DeadEvent, type DeadEventStatus } from './dead-event.entity.ts';
import { positionOf, skipTo, takeStep, type InboxStep } from './inbox.ts';
import { ReactionHandlers, type ReactionHandler } from './reaction-handlers.ts';
import { reasonOf } from './reason-of.ts';
import { dataFor, HopelessEvent, receive } from './received-event.ts';

/** A dead event whose place in its aggregate's chain is known. */
type Placed = DeadEvent & { readonly aggregateId: string; readonly aggregateVersion: number };
const isPlaced = (dead: DeadEvent): dead is Placed => dead.aggregateId !== null && dead.aggregateVersion !== null;

/**
 * What a person does with events that could not be applied (R8). Both acts go on with those that waited behind, in
 * order.
 */
@Injectable()
export class DeadEvents {
  constructor(
    private readonly transactions: Transactions,
    private readonly handlers: ReactionHandlers,
  ) {}

  query(status?: readonly DeadEventStatus[]): SelectQueryBuilder<DeadEvent> {
    const query = activeWork().manager.createQueryBuilder(DeadEvent, 'dead');
    keepOneOf(query, { status });
    return query;
  }

  /**
   * Applies the event. Throws deadEventNotFound where it is settled already, deadEventStillFails with what is wrong
   * now.
   */
  async replay(id: string): Promise<DeadEvent> {
    const dead = await this.#lockOpen(id);
    try {
      await this.#apply(dead);
    } catch (error) {
      throw deadEventStillFails({ reason: reasonOf(error) });
    }
    await this.#settle(dead, 'replayed');
    await this.#goOn(dead);
    return dead;
  }

  /** Gives the event up. Throws deadEventNotFound where it is settled already. */
  async discard(id: string): Promise<DeadEvent> {
    const dead = await this.#lockOpen(id);
    if (isPlaced(dead)) {
      const step = stepOf(dead, this.handlers.named(dead.reaction));
      // One that waits behind a dead one keeps its place in the line; the line goes past it when its turn comes.
      if (dead.gapBefore) await skipTo(activeWork(), step);
      else await takeStep(activeWork(), step, true);
    }
    await this.#settle(dead, 'discarded');
    await this.#goOn(dead);
    return dead;
  }

  async #lockOpen(id: string): Promise<DeadEvent> {
    const work = activeWork();
    // The whole line is locked first and read after: what was being laid behind it meanwhile is then seen (see
    // ReactionRunner).
    await work.lockRows(
      `SELECT line.id FROM dead_event line JOIN dead_event one ON one.id = $1
        WHERE line.id = one.id OR (line.reaction = one.reaction AND line.aggregate_id = one.aggregate_id
          AND line.status IN ('dead', 'waiting'))
        ORDER BY line.aggregate_version FOR UPDATE OF line`,
      [id],
    );
    const dead = await work.manager.getRepository(DeadEvent).findOneBy({ id });
    if (!dead || (dead.status !== 'dead' && dead.status !== 'waiting')) throw deadEventNotFound();
    return dead;
  }

  /** Applies one event as its reaction would, inside the person's transaction; a failure undoes only this. */
  async #apply(dead: DeadEvent): Promise<void> {
    const { envelope, ...rest } = receive(dead.payload);
    if (!envelope) throw new HopelessEvent('fault' in rest ? rest.fault : 'it is no event');
    const handler = this.handlers.named(dead.reaction);
    if (!handler) throw new HopelessEvent(`this service has no reaction ${dead.reaction} any more`);
    const { actor, caller, reason } = activeWork();
    const options = {
      name: `reaction:${dead.reaction}`,
      actor,
      caller,
      reason,
      correlationId: envelope.correlationid,
      traceparent: envelope.traceparent,
    };
    await this.transactions.run(options, async () => {
      if (await this.#mayApply(activeWork(), dead, handler)) {
        const event = dataFor(handler.reaction, envelope);
        if (event) await handler.handle(event);
      }
    });
  }

  /** False where it has had its effect already. Throws where its turn hasn't come. */
  async #mayApply(work: ActiveWork, dead: DeadEvent, handler: ReactionHandler): Promise<boolean> {
    if (!isPlaced(dead)) throw new HopelessEvent('its place in the order is not known');
    const step = stepOf(dead, handler);
    const move = await takeStep(work, step, true);
    if (move !== 'early') return move === 'moved';
    if (!dead.gapBefore)
      throw new HopelessEvent(
        `it comes after version ${step.version - 1} of the same aggregate, which has not been applied`,
      );
    await skipTo(work, step);
    return true;
  }

  async #settle(dead: DeadEvent, status: DeadEventStatus): Promise<void> {
    dead.status = status;
    await activeWork().manager.getRepository(DeadEvent).update({ id: dead.id }, { status });
  }

  /** Goes down the line behind a settled event until it ends, has a gap, or one fails, which then is the dead one. */
  async #goOn(settled: DeadEvent): Promise<void> {
    if (!isPlaced(settled)) return;
    const { reaction, aggregateId } = settled;
    const work = activeWork();
    const lines = work.manager.getRepository(DeadEvent);
    for (;;) {
      const position = await positionOf(work, reaction, aggregateId);
      // One that was given up while it waited moves nothing: the dead one before it is still for a person to decide.
      if (position < settled.aggregateVersion) return;
      const next = await lines.findOneBy({ reaction, aggregateId, aggregateVersion: position + 1 });
      if (!next || next.status === 'replayed') break;
      if (next.status === 'discarded') {
        await takeStep(work, stepOf(next as Placed, this.handlers.named(reaction)), true);
        continue;
      }
      try {
        await this.#apply(next);
      } catch (error) {
        await lines.update(
          { id: next.id },
          { status: 'dead', reason: reasonOf(error).replaceAll('\u0000', ''), attempts: next.attempts + 1 },
        );
        break;
      }
      await this.#settle(next, 'replayed');
    }
    // Whatever the line is past by now has had its effect.
    await work.change(
      `UPDATE dead_event SET status = 'replayed' WHERE reaction = $1 AND aggregate_id = $2
         AND status IN ('dead', 'waiting')
         AND aggregate_version <= (SELECT version FROM inbox WHERE reaction = $1 AND aggregate_id = $2)`,
      [reaction, aggregateId],
    );
  }
}

function stepOf(dead: Placed, handler: ReactionHandler | undefined): InboxStep {
  return {
    reaction: dead.reaction,
    aggregateId: dead.aggregateId,
    version: dead.aggregateVersion,
    eventId: dead.eventId ?? newId(),
    keepsNewest: handler?.reaction.keepsNewest ?? false,
  };
}
