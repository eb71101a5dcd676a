import { Controller, type Type } from '@nestjs/common';
import type { z } from 'zod';
import {
  auditEntryView,
  revealMarksPolicy,
  revealView,
  standard,
  type RequestOf,
  type ResponseOf,
  type ServiceName,
} from '@bumen/contracts';
import { keepOneOf } from '../aggregate/filters.ts';
import { readPage } from '../aggregate/read-page.ts';
import { Policies } from '../policy/policies.ts';
import { activeWork } from '../transaction/work.ts';
import { Handles } from '../transport/handles.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { looksUpTo, type Looks } from './audit.repository.ts';
import { Doers } from './doers.ts';

/** Whom a search is about that found nobody. */
const nobody = 'none';

/** The controller that shows a service's audit trail, newest first (P-06). */
export function auditController(service: ServiceName): Type<object> {
  const { listAudit, listReveals } = standard[service];
  type ListAudit = typeof listAudit;
  type ListReveals = typeof listReveals;
  @Controller()
  class AuditController {
    constructor(
      private readonly doers: Doers,
      private readonly policies: Policies,
    ) {}

    @Handles(listAudit)
    async list({
      cursor,
      limit,
      aggregateId,
      actor,
      action,
      correlationId,
      from,
      until,
    }: RequestOf<ListAudit>): Promise<ResponseOf<ListAudit>> {
      const query = activeWork().manager.createQueryBuilder(AuditEntry, 'entry');
      keepOneOf(query, { aggregateId, actor, action, correlationId });
      if (from !== undefined) query.andWhere('entry.at >= :from', { from });
      if (until !== undefined) query.andWhere('entry.at < :until', { until });
      const lengthOf = ({ before, after }: AuditEntry) => JSON.stringify([before, after]).length;
      const order = { by: ['id'], direction: 'desc', lengthOf } as const;
      return readPage(query, { cursor, limit }, order, (entry) => shown(entry, this.doers));
    }

    /** Who was shown or told what is confidential, with what is unusual about it (P-05). */
    @Handles(listReveals)
    async listReveals({ from, until, ...request }: RequestOf<ListReveals>): Promise<ResponseOf<ListReveals>> {
      const { aggregateId, actor, action, ...at } = request;
      const query = activeWork().manager.createQueryBuilder(AuditEntry, 'entry').where('entry.reveal');
      keepOneOf(query, { aggregateId, actor, action });
      if (from !== undefined) query.andWhere('entry.at >= :from', { from });
      if (until !== undefined) query.andWhere('entry.at < :until', { until });
      const { items, nextCursor } = await readPage(query, at, { by: ['id'], direction: 'desc' }, (entry) => entry);
      const looks = await looksUpTo(
        activeWork(),
        items.map((entry) => entry.id),
      );
      const limits = this.policies.get(revealMarksPolicy);
      return { items: items.map((entry) => revealed(entry, looks.get(entry.id)!, limits, this.doers)), nextCursor };
    }
  }
  return AuditController;
}

function revealed(
  { id, at, actor, actorName, action, aggregate, aggregateId, after, reason, correlationId }: AuditEntry,
  { in_hour: inHour, misses_in_hour: missesInHour, same_in_day: sameInDay }: Looks,
  limits: { readonly manyInHour: number; readonly missesInHour: number; readonly sameInDay: number },
  doers: Doers,
): z.output<typeof revealView> {
  const { found } = after;
  return {
    id,
    at: at.toISOString(),
    actor,
    actorName: doers.nameOf(actor, actorName),
    action,
    what: doers.actionOf(action),
    aggregate,
    aggregateId,
    reason,
    correlationId,
    found: typeof found === 'boolean' ? found : null,
    inHour,
    missesInHour,
    sameInDay,
    marks: [
      ...(inHour >= limits.manyInHour ? (['many'] as const) : []),
      ...(missesInHour >= limits.missesInHour ? (['misses'] as const) : []),
      ...(aggregateId !== nobody && sameInDay >= limits.sameInDay ? (['repeated'] as const) : []),
    ],
  };
}

function shown({ at, before, after, reveal: _, ...entry }: AuditEntry, doers: Doers): z.output<typeof auditEntryView> {
  const view = auditEntryView.shape;
  return {
    ...entry,
    actorName: doers.nameOf(entry.actor, entry.actorName),
    what: doers.actionOf(entry.action),
    at: at.toISOString(),
    before: view.before.parse(before),
    after: view.after.parse(after),
  };
}
