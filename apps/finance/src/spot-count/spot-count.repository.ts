import { Injectable } from '@nestjs/common';
import {
  spotCountNotFound,
  spotCountView,
  type listSpotCounts,
  type listSpotCountsDue,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, PageKey, pageOf, readPage } from '@bumen/service-kit';
import { SpotCount } from './spot-count.entity.ts';

/** A desk, and when it was counted unannounced last. */
export interface CountedLast {
  readonly id: string;
  readonly name: string;
  readonly custodianId: string;
  readonly custodianName: string;
  readonly lastCountedAt: Date | null;
  /** How many days ago that was, or its first day. */
  readonly daysSince: number | null;
}

const pagedByDesk = new PageKey('finance.spot_count.list_due', ['uuid']);
const beforeAll = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class SpotCountRepository extends AggregateRepository<SpotCount> {
  constructor() {
    super(SpotCount, { notFound: (id) => spotCountNotFound({ id }), view: spotCountView });
  }

  page({
    cashDeskId: deskId,
    day,
    ...request
  }: RequestOf<typeof listSpotCounts>): Promise<{ items: SpotCount[]; nextCursor: string | null }> {
    const query = this.select(SpotCount, 'spot_count');
    keepOneOf(query, { deskId, day });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (one) => one);
  }

  /** Desks in use, by id; `overdue`: only those that were, or weren't, counted within so many days. */
  async countedLast(
    { overdue, cursor, limit }: RequestOf<typeof listSpotCountsDue>,
    { now, today, days }: { now: Date; today: string; days: number },
  ): Promise<{ items: CountedLast[]; nextCursor: string | null }> {
    const after = cursor === undefined ? beforeAll : pagedByDesk.opened(cursor)[0];
    const rows = await this.read<CountedLast>(
      `SELECT id, name, "custodianId", "custodianName", "lastCountedAt", "daysSince" FROM (
         SELECT d.id, d.desk_name AS name, d.custodian_id AS "custodianId", d.custodian_name AS "custodianName",
             last.at AS "lastCountedAt",
             coalesce(floor(extract(epoch FROM $2::timestamptz - last.at) / 86400)::int,
               $3::date - (SELECT min(c.day) FROM cash_day c WHERE c.desk_id = d.id)) AS "daysSince"
           FROM cash_desk d LEFT JOIN LATERAL (
             SELECT max(s.counted_at) AS at FROM spot_count s WHERE s.desk_id = d.id) AS last ON true
          WHERE d.state = 'active' AND d.id > $1::uuid) AS one
        WHERE $4::boolean IS NULL OR coalesce("daysSince" > $5, false) = $4
        ORDER BY id LIMIT $6`,
      [after, now, today, overdue ?? null, days, limit + 1],
    );
    return pageOf(rows, limit, pagedByDesk, ({ id }) => [id]);
  }
}
