import { Injectable } from '@nestjs/common';
import type {
  showAccountStatement,
  showGeneralLedger,
  showTrialBalance,
  RequestOf,
  ResponseOf,
} from '@bumen/contracts';
import { PageKey, pageOf, Repository } from '@bumen/service-kit';

type Balance = ResponseOf<typeof showTrialBalance>['items'][number];
type Sums = ResponseOf<typeof showTrialBalance>['total'];
type Line = ResponseOf<typeof showAccountStatement>['items'][number];
type Month = ResponseOf<typeof showGeneralLedger>['items'][number];

/** Codes are made of digits. */
const pagedByCode = new PageKey('finance.report.trial_balance', ['large']);
const pagedByDay = new PageKey('finance.report.account_statement', ['day', 'uuid', 'whole']);

/** Names of sums, and how they are made of totals of the months from $1 up to $2. */
const sumsBy: Readonly<Record<keyof Sums, string>> = {
  openingFen: 'sum(debit - credit) FILTER (WHERE month < $1)',
  debitFen: 'sum(debit) FILTER (WHERE month >= $1)',
  creditFen: 'sum(credit) FILTER (WHERE month >= $1)',
  closingFen: 'sum(debit - credit)',
  yearDebitFen: "sum(debit) FILTER (WHERE month >= left($2, 4) || '-01')",
  yearCreditFen: "sum(credit) FILTER (WHERE month >= left($2, 4) || '-01')",
};
const names = Object.keys(sumsBy) as (keyof Sums)[];
const summed = `SELECT account, ${names.map((name) => `${sumsBy[name]} AS "${name}"`).join(', ')}
  FROM total WHERE month <= $2 GROUP BY account`;
const added = names.map((name) => `coalesce(sum(s."${name}"), 0)::text AS "${name}"`).join(', ');

/** Something stands on it, or moved. */
const standing = `(${names.map((name) => `coalesce(sum(s."${name}"), 0) <> 0`).join(' OR ')})`;

type Texts<Row> = { readonly [K in keyof Row]: K extends keyof Sums ? string : Row[K] };
/** Sums come as texts; no books reach beyond what a number holds exactly. */
const inNumbers = <Row extends object>(row: Texts<Row>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Object.hasOwn(sumsBy, name) ? whole(value as string) : value]),
  ) as Row;
function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${text} fen are more than can be told exactly`);
  return value;
}

/** What is read of the books; everything of balances comes from the totals that are kept with them. */
@Injectable()
export class ReportRepository extends Repository {
  async balances({ from, until, cursor, limit }: RequestOf<typeof showTrialBalance>) {
    const after = cursor === undefined ? '' : pagedByCode.opened(cursor)[0];
    const rows = await this.read<Texts<Balance>>(
      `WITH s AS (${summed})
       SELECT a.code, a.title, a.titled_by AS "titledById", a.side, (length(a.code) - 2) / 2 AS level, ${added}
         FROM account a LEFT JOIN s ON left(s.account, length(a.code)) = a.code
        WHERE a.code > $3 GROUP BY a.code HAVING NOT a.closed OR ${standing} ORDER BY a.code LIMIT $4`,
      [from, until, after, limit + 1],
    );
    return pageOf(rows.map(inNumbers<Balance>), limit, pagedByCode, ({ code }) => [code]);
  }

  async total({ from, until }: { readonly from: string; readonly until: string }): Promise<Sums> {
    const [row] = await this.read<Texts<Sums>>(`WITH s AS (${summed}) SELECT ${added} FROM s`, [from, until]);
    return inNumbers<Sums>(row!);
  }

  /** Of an account and all below it; each month that was opened. */
  async months({ accountCode, from, until }: RequestOf<typeof showGeneralLedger>): Promise<Month[]> {
    const rows = await this.read<Texts<Month>>(
      `WITH kept AS (
         SELECT month, sum(debit) AS debit, sum(credit) AS credit FROM total
          WHERE left(account, length($1)) = $1 AND month <= $3 GROUP BY month),
       run AS (
         SELECT p.month, coalesce(k.debit, 0) AS debit, coalesce(k.credit, 0) AS credit,
           sum(coalesce(k.debit - k.credit, 0)) OVER (ORDER BY p.month) AS closing,
           sum(coalesce(k.debit, 0)) OVER y AS year_debit, sum(coalesce(k.credit, 0)) OVER y AS year_credit
         FROM period p LEFT JOIN kept k ON k.month = p.month
        WINDOW y AS (PARTITION BY left(p.month, 4) ORDER BY p.month))
       SELECT month, (closing - debit + credit)::text AS "openingFen", debit::text AS "debitFen",
         credit::text AS "creditFen", closing::text AS "closingFen", year_debit::text AS "yearDebitFen",
         year_credit::text AS "yearCreditFen"
       FROM run WHERE month >= $2 AND month <= $3 ORDER BY month LIMIT 1200`,
      [accountCode, from, until],
    );
    return rows.map(inNumbers<Month>);
  }

  /**
   * A page of an account's lines with the balance after each. What came before the page is the totals of the months
   * before, and what was posted in this month before it: so it is right whatever is posted meanwhile.
   */
  async statement({ accountCode, from, until, cursor, limit }: RequestOf<typeof showAccountStatement>) {
    const [day, journalId, line] = cursor === undefined ? [from, nil, 0] : pagedByDay.opened(cursor);
    const [before] = await this.read<{ fen: string; foreign: string }>(
      `SELECT (t.fen + e.fen)::text AS fen, (t.foreign + e.foreign)::text AS foreign
         FROM (SELECT coalesce(sum(debit - credit), 0) AS fen,
                 coalesce(sum(foreign_debit - foreign_credit), 0) AS foreign
                 FROM total WHERE account = $1 AND month < left($2, 7)) t,
              (SELECT coalesce(sum(${signed('amount_fen')}), 0) AS fen,
                 coalesce(sum(${signed('foreign_amount')}), 0) AS foreign FROM entry
                WHERE account = $1 AND day >= date_trunc('month', $2::date) AND day <= $2::date
                  AND (day, journal_id, line) <= ($2::date, $3::uuid, $4::int)) e`,
      [accountCode, day, journalId, line],
    );
    const rows = await this.read<
      Omit<Line, 'balanceFen' | 'foreignBalance' | 'amountFen'> & { amountFen: string; foreign: string | null }
    >(
      `SELECT e.journal_id AS "journalId", e.line, to_char(e.day, 'YYYY-MM-DD') AS day, j.kind,
         j.voucher_id AS "voucherId", j.summary, j.posted_by AS "postedById", e.side, e.amount_fen AS "amountFen",
         e.currency, e.foreign_amount AS "foreign", e.party, e.reference,
         ARRAY(SELECT DISTINCT o.account FROM entry o WHERE o.journal_id = e.journal_id AND o.side <> e.side
                ORDER BY 1 LIMIT 20) AS "otherAccounts"
       FROM entry e JOIN journal j ON j.id = e.journal_id
      WHERE e.account = $1 AND e.day <= $5::date AND (e.day, e.journal_id, e.line) > ($2::date, $3::uuid, $4::int)
      ORDER BY e.day, e.journal_id, e.line LIMIT $6`,
      [accountCode, day, journalId, line, until, limit + 1],
    );
    const openingFen = whole(before!.fen);
    let [balanceFen, foreignBalance] = [openingFen, whole(before!.foreign)];
    const lines = rows.map(({ foreign, ...row }): Line => {
      const amountFen = whole(row.amountFen);
      const foreignAmount = foreign === null ? null : whole(foreign);
      const sign = row.side === 'debit' ? 1 : -1;
      balanceFen += sign * amountFen;
      foreignBalance += sign * (foreignAmount ?? 0);
      return { ...row, amountFen, foreignAmount, balanceFen, foreignBalance: foreign === null ? null : foreignBalance };
    });
    const page = pageOf(lines, limit, pagedByDay, (last) => [last.day, last.journalId, last.line]);
    return { ...page, openingFen };
  }
}

/** Before every journal of a day. */
const nil = '00000000-0000-0000-0000-000000000000';
const signed = (column: string) => `CASE side WHEN 'debit' THEN ${column} ELSE -${column} END`;
