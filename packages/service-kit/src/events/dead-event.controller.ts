import { Controller, type Type } from '@nestjs/common';
import { standard, type RequestOf, type ResponseOf, type ServiceName } from '@bumen/contracts';
import { readPage } from '../aggregate/read-page.ts';
import { audit } from '../audit/audit.ts';
import { Handles } from '../transport/handles.ts';
import type { DeadEvent } from './dead-event.entity.ts';
import { DeadEvents } from './dead-events.repository.ts';

type Operations = (typeof standard)[ServiceName];

/** The controller of a service's dead events; every service has the same operations under its own name. */
export function deadEventController(service: ServiceName): Type<object> {
  const { listDeadEvents, replayDeadEvent, discardDeadEvent } = standard[service];

  @Controller()
  class DeadEventController {
    constructor(private readonly deadEvents: DeadEvents) {}

    @Handles(listDeadEvents)
    list(request: RequestOf<Operations['listDeadEvents']>): Promise<ResponseOf<Operations['listDeadEvents']>> {
      return readPage(
        this.deadEvents.query(request.status),
        request,
        { by: ['id'], direction: 'desc' },
        deadEventViewOf,
      );
    }

    @Handles(replayDeadEvent)
    async replay(
      request: RequestOf<Operations['replayDeadEvent']>,
    ): Promise<ResponseOf<Operations['replayDeadEvent']>> {
      return settled(await this.deadEvents.replay(request.deadEventId));
    }

    @Handles(discardDeadEvent)
    async discard(
      request: RequestOf<Operations['discardDeadEvent']>,
    ): Promise<ResponseOf<Operations['discardDeadEvent']>> {
      return settled(await this.deadEvents.discard(request.deadEventId));
    }
  }
  return DeadEventController;
}

/**
 * Who settled which event, and why, stands on the audit trail, also where the effect left no line of its own (P-06).
 */
function settled(dead: DeadEvent): ReturnType<typeof deadEventViewOf> {
  audit({ aggregate: 'dead_event', aggregateId: dead.id, facts: { status: dead.status, reaction: dead.reaction } });
  return deadEventViewOf(dead);
}

function deadEventViewOf(dead: DeadEvent) {
  const { id, reaction, eventId, eventType, aggregateId, aggregateVersion, reason, attempts, diedAt, status } = dead;
  return {
    id,
    reaction,
    eventId,
    eventType,
    aggregateId,
    aggregateVersion,
    reason,
    attempts,
    diedAt: diedAt.toISOString(),
    status,
  };
}
