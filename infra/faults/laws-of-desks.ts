import { dayContents, type DayContents } from '../../apps/finance/src/cash-day/day-contents.ts';
import { canonicalSql } from '../../apps/finance/src/ledger/digest.ts';

/** What one table adds to the digest of each day, as the service has it for one. */
const partOf = ({ table, day, columns, order, having }: DayContents, number: number): string =>
  `LEFT JOIN (SELECT t.desk_id, t.${day} AS day, string_agg('${table}:' || ${canonicalSql('t', columns)}, ''
       ORDER BY ${order.map((name) => `t.${name}`).join(', ')}) AS text FROM ${table} t
     ${having === undefined ? '' : `WHERE t.${having} IS NOT NULL`} GROUP BY 1, 2) p${number}
   ON p${number}.desk_id = y.desk_id AND p${number}.day = y.day`;
const contents = dayContents.map((_, number) => `coalesce(p${number}.text, '')`).join(' || ');
const sha256 = (text: string) => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;

/** What holds of all cash desks, whoever works at them: each answers a row a fault, in words. */
export const lawsOfDesks: Readonly<Record<string, string>> = {
  // None is skipped, none opens before the last is closed, and each begins as that one ended.
  'days in order (F-08)': `SELECT format('%s of desk %s is %s, and began with %s; %s is %s and ended with %s', day, desk_id, state,
         opening, before, state_before, ended) AS fault
     FROM (SELECT *, lag(day) OVER w AS before, lag(closing) OVER w AS ended, lag(state) OVER w AS state_before
             FROM cash_day WINDOW w AS (PARTITION BY desk_id ORDER BY day)) y
    WHERE (before IS NOT NULL AND (before + 1 <> day OR state_before <> 'closed' OR ended IS DISTINCT FROM opening))
       OR (state = 'closed') <> (closing IS NOT NULL) OR (state = 'closed') <> (digest IS NOT NULL)
       OR (state = 'closed' AND NOT quiet) <> (closed IS NOT NULL)`,
  'desks and days (F-08)': `SELECT format('desk %s is at %s (%s) after %s; its days: %s (%s) after %s', d.id, d.day, d.day_id,
         d.last_day, y.going, y.going_id, y.last) AS fault
     FROM cash_desk d LEFT JOIN (
       SELECT desk_id, max(day) FILTER (WHERE state = 'closed') AS last, count(*) FILTER (WHERE state <> 'closed') AS count,
           max(day) FILTER (WHERE state <> 'closed') AS going, bool_or(state = 'counted') AS counted,
           max(id::text) FILTER (WHERE state <> 'closed') AS going_id
         FROM cash_day GROUP BY 1) y ON y.desk_id = d.id
    WHERE (d.last_day, d.day, d.day_id::text) IS DISTINCT FROM (y.last, y.going, y.going_id) OR y.count > 1
       OR d.counted <> coalesce(y.counted, false)`,
  // By box: what was off stands in the count, in the moves and by itself.
  'days and moves (F-08)': `SELECT format('%s of desk %s: %s began with %s, moved %s and ended with %s; it was off by %s as counted, %s in its moves, %s as kept',
         y.day, y.desk_id, b.box, b.opening, m.fen, b.closing, b.off, m.off, f.fen) AS fault
     FROM cash_day y CROSS JOIN LATERAL (
       SELECT box, (y.opening ->> (box || 'Fen'))::bigint AS opening, (y.closing ->> (box || 'Fen'))::bigint AS closing,
           coalesce((y.counts -> -1 -> box ->> 'differenceFen')::bigint, 0) AS off
         FROM unnest('{takings, petty}'::text[]) AS box) b
     LEFT JOIN (
       SELECT desk_id, day, box, sum(amount_fen) AS fen, sum(amount_fen) FILTER (WHERE kind = 'difference') AS off
         FROM cash_move WHERE kind <> 'opening' GROUP BY 1, 2, 3) m USING (desk_id, day, box)
     LEFT JOIN (SELECT cash_day_id, box, sum(amount_fen) AS fen FROM cash_difference GROUP BY 1, 2) f
       ON f.cash_day_id = y.id AND f.box = b.box
    WHERE y.state = 'closed' AND (b.opening + coalesce(m.fen, 0) <> b.closing OR b.off <> coalesce(m.off, 0)
       OR b.off <> coalesce(f.fen, 0))`,
  // Of the day before and all that was done, reckoned anew: nothing of a day that is closed has changed since.
  'digests of days (F-01, F-08)': `SELECT format('%s of desk %s was closed with %s, and comes to %s', day, desk_id, digest, found) AS fault
     FROM (SELECT y.day, y.desk_id, y.digest, ${sha256(`concat_ws(E'\\n', coalesce(y.before, ''), y.desk_id, y.day,
         y.closing ->> 'takingsFen', y.closing ->> 'pettyFen', ${sha256(contents)})`)} AS found
       FROM (SELECT *, lag(digest) OVER (PARTITION BY desk_id ORDER BY day) AS before FROM cash_day) y
       ${dayContents.map(partOf).join('\n       ')}
      WHERE y.state = 'closed') y WHERE digest IS DISTINCT FROM found`,
  // From one handover to the next.
  'custody (F-16)': `SELECT format('%s of desk %s was held by %s, and was given to %s', y.day, d.id, y.custodian, h.holder) AS fault
     FROM cash_desk d JOIN (
       SELECT desk_id, day::text AS day, custodian_id AS custodian, day AS till FROM cash_day UNION ALL
       SELECT id, 'the end', custodian_id, 'infinity' FROM cash_desk) y ON y.desk_id = d.id
     CROSS JOIN LATERAL (
       SELECT coalesce((SELECT receiver_id FROM cash_handover WHERE desk_id = d.id AND state = 'completed'
             AND coalesce(after_day, '-infinity') < y.till ORDER BY id DESC LIMIT 1),
           (SELECT giver_id FROM cash_handover WHERE desk_id = d.id AND state = 'completed' ORDER BY id LIMIT 1),
           d.custodian_id) AS holder) h
    WHERE y.custodian <> h.holder`,
  // Of three persons, all of them or none; and a desk is handed over once at a time.
  'signatures (F-16)': `SELECT format('handover %s of %s to %s is %s; begun by %s, received by %s, witnessed by %s', h.id, giver_id,
         receiver_id, h.state, b, r, w) AS fault
     FROM (SELECT *, begun ->> 'byId' AS b, received ->> 'byId' AS r, witness ->> 'byId' AS w FROM cash_handover) h
     JOIN cash_desk d ON d.id = h.desk_id
    WHERE (r IS NULL AND h.state IN ('received', 'completed')) OR (r IS NOT NULL AND h.state = 'begun')
       OR (h.state = 'completed') <> (w IS NOT NULL) OR r <> receiver_id::text OR b = receiver_id::text
       OR w IN (b, r, giver_id::text) OR (h.state IN ('begun', 'received')) <> (d.handover_id IS NOT DISTINCT FROM h.id)`,
  // As long as none of them was made void or thrown away, they come to what went in and out of each box.
  'vouchers of days (F-07, F-08)': `SELECT format('%s of desk %s: its %s vouchers come to %s in takings and %s in petty cash, its boxes went from %s to %s',
         y.day, d.id, v.count, v.takings, v.petty, y.opening, y.closing) AS fault
     FROM cash_day y JOIN cash_desk d ON d.id = y.desk_id CROSS JOIN LATERAL (
       SELECT count(DISTINCT v.id), bool_or(v.state IN ('voided', 'discarded')) AS gone,
           coalesce(sum(l.fen) FILTER (WHERE l.account = d.takings_account), 0) AS takings,
           coalesce(sum(l.fen) FILTER (WHERE l.account = d.petty_account), 0) AS petty
         FROM voucher v CROSS JOIN LATERAL (
           SELECT l ->> 'accountCode' AS account, (l ->> 'amountFen')::bigint
               * CASE l ->> 'side' WHEN 'debit' THEN 1 ELSE -1 END AS fen FROM jsonb_array_elements(v.lines) AS l) l
        WHERE v.id::text IN (SELECT jsonb_array_elements_text(y.voucher_ids))) v
    WHERE y.voucher_ids IS NOT NULL AND v.gone IS NOT TRUE AND (jsonb_array_length(y.voucher_ids) <> v.count
       OR (y.closing ->> 'takingsFen')::bigint - (y.opening ->> 'takingsFen')::bigint <> v.takings
       OR (y.closing ->> 'pettyFen')::bigint - (y.opening ->> 'pettyFen')::bigint <> v.petty)`,
  'receipts on vouchers (F-07)': `SELECT format('receipt %s stands on %s vouchers', r.number, count(*)) AS fault
     FROM voucher v CROSS JOIN LATERAL jsonb_array_elements(v.documents) AS d JOIN receipt r ON r.number = d ->> 'number'
    WHERE d ->> 'kind' = 'receipt' AND v.red_of_id IS NULL AND v.state NOT IN ('voided', 'discarded')
    GROUP BY r.number HAVING count(*) > 1`,
};
