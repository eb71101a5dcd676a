import { Injectable } from '@nestjs/common';
import {
  voucherNotFound,
  voucherRedAlready,
  voucherView,
  type listIrregularVouchers,
  type listVouchers,
  type RequestOf,
  type VoucherKind,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, PageKey, pageOf, readPage } from '@bumen/service-kit';
import { Voucher } from './voucher.entity.ts';

/** What is unusual about a voucher. */
export interface Irregular {
  readonly voucher: Voucher;
  readonly outOfOrder: boolean;
  readonly waitingDays: number | null;
}

const pagedByMaking = new PageKey('finance.voucher.list_irregular', ['uuid']);

@Injectable()
export class VoucherRepository extends AggregateRepository<Voucher> {
  constructor() {
    super(Voucher, {
      notFound: (id) => voucherNotFound({ id }),
      view: voucherView,
      unique: { voucher_red: ({ redOfId }) => voucherRedAlready({ id: redOfId! }) },
    });
  }

  /**
   * The next number of a kind and month. Whoever takes one holds it to the commit, and others wait; so it is taken by
   * the last statement that anything is decided by, and what is refused gives it back (F-07).
   */
  async nextNumber(month: string, kind: VoucherKind): Promise<number> {
    const [row] = await this.change<{ last: number }>(
      `INSERT INTO voucher_number AS n (month, kind, last) VALUES ($1, $2, 1)
         ON CONFLICT (month, kind) DO UPDATE SET last = n.last + 1 RETURNING n.last`,
      [month, kind],
    );
    return row!.last;
  }

  /** The red voucher of one, as far as there is any that isn't void. */
  async redOf(id: string): Promise<string | null> {
    const [row] = await this.read<{ id: string }>(
      "SELECT id FROM voucher WHERE red_of_id = $1 AND state NOT IN ('voided', 'discarded')",
      [id],
    );
    return row?.id ?? null;
  }

  /** Those among these that are neither thrown away nor void. */
  async standing(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM voucher WHERE id = ANY($1::uuid[]) AND state NOT IN ('voided', 'discarded')`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  page(
    { month, kind, state, maker, late, numberFrom, numberTo, ...request }: RequestOf<typeof listVouchers>,
    ofKinds?: readonly VoucherKind[],
  ): Promise<{ items: Voucher[]; nextCursor: string | null }> {
    const query = this.select(Voucher, 'voucher');
    keepOneOf(query, { month, kind, state, maker, late: late === undefined ? undefined : [late] });
    if (ofKinds) query.andWhere('voucher.kind = ANY(:ofKinds)', { ofKinds });
    if (numberFrom !== undefined) query.andWhere('voucher.number >= :numberFrom', { numberFrom });
    if (numberTo !== undefined) query.andWhere('voucher.number <= :numberTo', { numberTo });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (voucher) => voucher);
  }

  /** Those of a month that are late, out of order, or wait since before `waitsSince`; as they were made. */
  async irregular(
    { month, cursor, limit }: RequestOf<typeof listIrregularVouchers>,
    { now, waitsSince }: { now: Date; waitsSince: Date },
  ): Promise<{ items: Irregular[]; nextCursor: string | null }> {
    const after = cursor === undefined ? '00000000-0000-0000-0000-000000000000' : pagedByMaking.opened(cursor)[0];
    const rows = await this.read<{ id: string; outOfOrder: boolean; waitingDays: number | null }>(
      `SELECT i.id, i."outOfOrder", i."waitingDays" FROM (
         SELECT v.id, v.late, coalesce(v.number IS NOT NULL AND v.state <> 'voided' AND v.day < max(v.day)
               FILTER (WHERE v.state <> 'voided') OVER (PARTITION BY v.kind ORDER BY v.number), false) AS "outOfOrder",
             CASE WHEN v.state IN ('draft', 'submitted', 'checked', 'signed') AND v.submitted_at < $3
               THEN floor(extract(epoch FROM $2::timestamptz - v.submitted_at) / 86400)::int END AS "waitingDays"
           FROM voucher v WHERE v.month = $1 AND v.state <> 'discarded') AS i
        WHERE (i.late OR i."outOfOrder" OR i."waitingDays" IS NOT NULL) AND i.id > $4 ORDER BY i.id LIMIT $5`,
      [month, now, waitsSince, after, limit + 1],
    );
    const { items, nextCursor } = pageOf(rows, limit, pagedByMaking, ({ id }) => [id]);
    const found = await this.findWhere('id = ANY($1)', [items.map(({ id }) => id)]);
    return {
      items: found.map((voucher, index) => ({
        voucher,
        outOfOrder: items[index]!.outOfOrder,
        waitingDays: items[index]!.waitingDays,
      })),
      nextCursor,
    };
  }
}
