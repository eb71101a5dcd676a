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
import { canonicalSql } from '../ledger/digest.ts';
import { CashDay } from './cash-day.entity.ts';
import { dayContents, type DayContents } from './day-contents.ts';

/** The rows of a table that belong to a desk's day. */
const rowsOf = ({ table, day, having }: DayContents): string =>
  `FROM ${table} t WHERE t.desk_id = $1 AND t.${day} = $2${having === undefined ? '' : ` AND t.${having} IS NOT NULL`}`;
/** All of a table that belongs to a day, as one text. */
const textOf = (one: DayContents): string =>
  `coalesce((SELECT string_agg('${one.table}:' || ${canonicalSql('t', one.columns)}, ''
      ORDER BY ${one.order.map((name) => `t.${name}`).join(', ')}) ${rowsOf(one)}), '')`;
const business = dayContents.map(
  (one) => `EXISTS (SELECT ${rowsOf(one)}${one.table === 'cash_move' ? ` AND t.kind <> 'opening'` : ''})`,
);

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

  /** SHA-256 over what was done at a desk on a day, as it was when the day was closed (F-01). */
  async contents(deskId: string, day: string): Promise<string> {
    const [row] = await this.read<{ digest: string }>(
      `SELECT encode(sha256(convert_to(${dayContents.map(textOf).join(' || ')}, 'UTF8')), 'hex') AS digest`,
      [deskId, day],
    );
    return row!.digest;
  }

  /** Whether anything was done at the desk on that day. */
  async hasBusiness(deskId: string, day: string): Promise<boolean> {
    const [row] = await this.read<{ done: boolean }>(`SELECT ${business.join(' OR ')} AS done`, [deskId, day]);
    return row!.done;
  }

  /** Receipts of a day that are asked to be void, by their numbers; the first few. */
  async voidsAsked(deskId: string, day: string): Promise<string[]> {
    const rows = await this.read<{ number: string }>(
      `SELECT number FROM receipt WHERE desk_id = $1 AND day = $2 AND state = 'void_asked' ORDER BY number LIMIT 10`,
      [deskId, day],
    );
    return rows.map(({ number }) => number);
  }

  page({
    cashDeskId: deskId,
    state,
    day,
    vouched,
    ...request
  }: RequestOf<typeof listCashDays>): Promise<{ items: CashDay[]; nextCursor: string | null }> {
    const query = this.select(CashDay, 'cash_day');
    keepOneOf(query, { deskId, state, day });
    if (vouched !== undefined) query.andWhere(`cash_day.voucherIds IS ${vouched ? 'NOT NULL' : 'NULL'}`);
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
