import { Controller, type Type } from '@nestjs/common';
import { standard, type RequestOf, type ResponseOf, type ServiceName } from '@bumen/contracts';
import { readPage } from '../aggregate/read-page.ts';
import { audit } from '../audit/audit.ts';
import { Doers } from '../audit/doers.ts';
import { Handles } from '../transport/handles.ts';
import type { DeadDeadline } from './dead-deadline.entity.ts';
import { DeadDeadlines } from './dead-deadlines.repository.ts';

type Operations = (typeof standard)[ServiceName];

/** The controller of a service's dead deadlines; every service has the same operations under its own name. */
export function deadDeadlineController(service: ServiceName): Type<object> {
  const { listDeadDeadlines, replayDeadDeadline } = standard[service];

  @Controller()
  class DeadDeadlineController {
    constructor(
      private readonly deadDeadlines: DeadDeadlines,
      private readonly doers: Doers,
    ) {}

    @Handles(listDeadDeadlines)
    list(request: RequestOf<Operations['listDeadDeadlines']>): Promise<ResponseOf<Operations['listDeadDeadlines']>> {
      return readPage(this.deadDeadlines.query(request.status), request, { by: ['id'], direction: 'desc' }, (dead) =>
        this.#viewOf(dead),
      );
    }

    /** Who had it tried again, and why, stands on the audit trail (P-06). */
    @Handles(replayDeadDeadline)
    async replay(
      request: RequestOf<Operations['replayDeadDeadline']>,
    ): Promise<ResponseOf<Operations['replayDeadDeadline']>> {
      const dead = await this.deadDeadlines.replay(request.deadDeadlineId);
      const { id: aggregateId, status, deadline } = dead;
      audit({ aggregate: 'dead_deadline', aggregateId, facts: { status, deadline } });
      return this.#viewOf(dead);
    }

    #viewOf({ id, deadline, aggregateId, aggregateVersion, reason, failed, started, status, triedAt }: DeadDeadline) {
      return {
        id,
        deadline,
        called: this.doers.actionOf(deadline),
        aggregateId,
        aggregateVersion,
        reason,
        attempts: Math.max(failed, started),
        triedAt: triedAt.toISOString(),
        // Those that are tried again by themselves are not asked for.
        status: status === 'met' ? ('met' as const) : ('dead' as const),
      };
    }
  }
  return DeadDeadlineController;
}
