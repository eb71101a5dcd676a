import { Controller, type Type } from '@nestjs/common';
import type { z } from 'zod';
import {
  auditEntryView,
  standardOperations,
  type RequestOf,
  type ResponseOf,
  type ServiceName,
} from '@bumen/contracts';
import { keepOneOf } from '../aggregate/filters.ts';
import { readPage } from '../aggregate/read-page.ts';
import { activeWork } from '../transaction/work.ts';
import { Handles } from '../transport/handles.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { Doers } from './doers.ts';

/** The controller that shows a service's audit trail, newest first (P-06). */
export function auditController(service: ServiceName): Type<object> {
  const { listAudit } = standardOperations(service);
  type ListAudit = typeof listAudit;
  @Controller()
  class AuditController {
    constructor(private readonly doers: Doers) {}

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
  }
  return AuditController;
}

function shown({ at, before, after, ...entry }: AuditEntry, doers: Doers): z.output<typeof auditEntryView> {
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
