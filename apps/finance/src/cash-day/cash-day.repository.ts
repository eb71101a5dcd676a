import { Injectable } from '@nestjs/common';
import {
  cashDayNotFound,
  cashDayView,
  type CashMoveKind,
  type CashBox,
  type listCashDays,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { canonicalSql, column } from '../ledger/digest.ts';
import { CashDay } from './cash-day.entity.ts';

const moveColumns = [
  ...[column('box'), column('seq', 'whole'), column('day', 'day'), column('kind'), column('document_id')],
  ...[column('amount_fen', 'whole'), column('balance_fen', 'whole'), column('at', 'moment')],
];
const receiptColumns = [
  ...[column('id'), column('number'), column('state'), column('payer'), column('kind'), column('contract')],
  ...[column('parts'), column('issued'), column('voided'), column('reason')],
];

@Injectable()
export class CashDayRepository extends AggregateRepository<CashDay> {
  constructor() {
    super(CashDay, {
      notFound: (id) => cashDayNotFound({ id }),
      view: cashDayView,
      notPersonal: ['custodianName', 'chainHead'],
    });
  }

  /** The digest of a desk's day that is closed; null where there is none. */
  async digestOf(deskId: string, day: string | null): Promise<string | null> {
    if (day === null) return null;
    const [row] = await this.read<{ digest: string | null }>(
      'SELECT digest FROM cash_day WHERE desk_id = $1 AND day = $2',
      [deskId, day],
    );
    return row?.digest ?? null;
  }

  /** SHA-256 over every column of what was done at a desk on a day (F-01). */
  async contents(deskId: string, day: string): Promise<string> {
    const [row] = await this.read<{ digest: string }>(
      `SELECT encode(sha256(convert_to(
          coalesce((SELECT string_agg(${canonicalSql('m', moveColumns)}, '' ORDER BY m.box, m.seq)
            FROM cash_move m WHERE m.desk_id = $1 AND m.day = $2), '') ||
          coalesce((SELECT string_agg(${canonicalSql('r', receiptColumns)}, '' ORDER BY r.number)
            FROM receipt r WHERE r.desk_id = $1 AND r.day = $2), ''), 'UTF8')), 'hex') AS digest`,
      [deskId, day],
    );
    return row!.digest;
  }

  /** Whether anything was done at the desk on that day. */
  async hasBusiness(deskId: string, day: string): Promise<boolean> {
    const [row] = await this.read<{ done: boolean }>(
      `SELECT EXISTS (SELECT FROM cash_move WHERE desk_id = $1 AND day = $2 AND kind <> 'opening')
          OR EXISTS (SELECT FROM receipt WHERE desk_id = $1 AND day = $2) AS done`,
      [deskId, day],
    );
    return row!.done;
  }

  page({
    cashDeskId: deskId,
    state,
    day,
    ...request
  }: RequestOf<typeof listCashDays>): Promise<{ items: CashDay[]; nextCursor: string | null }> {
    const query = this.select(CashDay, 'cash_day');
    keepOneOf(query, { deskId, state, day });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (one) => one);
  }

  /** What was done on a day, by box and kind. */
  sums(deskId: string, day: string): Promise<{ box: CashBox; kind: CashMoveKind; count: number; amountFen: string }[]> {
    return this.read(
      `SELECT box, kind, count(*)::int AS count, sum(amount_fen) AS "amountFen" FROM cash_move
        WHERE desk_id = $1 AND day = $2 GROUP BY box, kind ORDER BY box, kind`,
      [deskId, day],
    );
  }

  /** The numbers of a day's receipts. */
  async receipts(
    deskId: string,
    day: string,
  ): Promise<{ first: string | null; last: string | null; issued: number; voided: number }> {
    const [row] = await this.read<{ first: string | null; last: string | null; issued: number; voided: number }>(
      `SELECT min(number) AS first, max(number) AS last, count(*)::int AS issued,
          count(*) FILTER (WHERE state = 'voided')::int AS voided
         FROM receipt WHERE desk_id = $1 AND day = $2`,
      [deskId, day],
    );
    return row!;
  }
}
