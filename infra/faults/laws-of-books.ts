/** What holds of all books, whoever wrote them: each answers a row a fault, in words. */
export const lawsOfBooks: Readonly<Record<string, string>> = {
  'journals that don’t balance (R7)': `SELECT format('journal %s comes to %s fen', journal_id, fen) AS fault
     FROM (SELECT journal_id, sum(CASE side WHEN 'debit' THEN amount_fen ELSE -amount_fen END) AS fen
             FROM entry GROUP BY 1) e WHERE fen <> 0`,
  // By account, month and side.
  'kept and summed (R7)': `SELECT format('%s of %s: %s is kept, %s is summed', account, month, t.sums, e.sums) AS fault
     FROM (SELECT account, month, (sum(debit), sum(credit))::text AS sums FROM total GROUP BY 1, 2) t
     FULL JOIN (SELECT account, to_char(day, 'YYYY-MM') AS month,
                  (coalesce(sum(amount_fen) FILTER (WHERE side = 'debit'), 0),
                   coalesce(sum(amount_fen) FILTER (WHERE side = 'credit'), 0))::text AS sums
                  FROM entry GROUP BY 1, 2) e USING (account, month) WHERE t.sums IS DISTINCT FROM e.sums`,
  'guarded and summed (R7)': `SELECT format('%s: %s is guarded, %s is summed', account, g.balance, e.sum) AS fault
     FROM guarded g LEFT JOIN (
       SELECT account, sum(CASE side WHEN 'debit' THEN coalesce(foreign_amount, amount_fen)
                                     ELSE -coalesce(foreign_amount, amount_fen) END) AS sum FROM entry GROUP BY 1) e
       USING (account) WHERE g.balance <> coalesce(e.sum, 0)`,
  // From 1, by kind and month.
  'numbers (F-07)': `SELECT format('%s of %s has %s numbers up to %s, and %s was the last', kind, month, v.count, v.max,
         n.last) AS fault
     FROM (SELECT kind, month, max(number), count(*) FROM voucher WHERE number IS NOT NULL GROUP BY 1, 2) v
     FULL JOIN voucher_number n USING (kind, month) WHERE (v.max, v.count) IS DISTINCT FROM (n.last, n.last::bigint)`,
  // But the cashier who made it signs it, too; and no hand is left out.
  'hands (F-07, P-04)': `SELECT format('%s voucher %s is %s; made by %s, checked by %s, signed by %s, posted by %s', kind, id,
         state, m, c, s, p) AS fault
     FROM (SELECT id, kind, state, made ->> 'byId' AS m, checked ->> 'byId' AS c, signed ->> 'byId' AS s,
             posted ->> 'byId' AS p FROM voucher) v
    WHERE c IN (m, s) OR p IN (m, c, s) OR (kind = 'transfer' AND s IS NOT NULL)
       OR (state = 'posted' AND (c IS NULL OR p IS NULL OR (s IS NULL AND kind <> 'transfer')))
       OR (state <> 'posted' AND p IS NOT NULL) OR (state IN ('draft', 'submitted') AND (c IS NOT NULL OR s IS NOT NULL))`,
  // What is posted has one journal, which says what the voucher says; nothing else has any.
  'vouchers and journals (F-01, F-07)': `SELECT format('voucher %s is %s, says %s, and has %s journals: %s', v.id, v.state,
         w.lines, j.count, j.lines) AS fault
     FROM voucher v CROSS JOIN LATERAL (
       SELECT count(DISTINCT j.id), string_agg(format('%s %s %s', e.account, e.side, e.amount_fen), ', '
           ORDER BY e.line) AS lines
         FROM journal j JOIN entry e ON e.journal_id = j.id WHERE j.voucher_id = v.id) j
     CROSS JOIN LATERAL (
       SELECT string_agg(format('%s %s %s', l ->> 'accountCode', l ->> 'side', l ->> 'amountFen'), ', '
           ORDER BY n) AS lines
         FROM jsonb_array_elements(v.lines) WITH ORDINALITY AS x(l, n)) w
    WHERE CASE v.state WHEN 'posted' THEN j.count <> 1 OR j.lines <> w.lines ELSE j.count <> 0 END`,
  'red (F-01)': `SELECT format('red journal %s is not what it reverses in negative amounts on the same sides', r.id) AS fault
     FROM journal r WHERE r.reverses IS NOT NULL
      AND EXISTS (SELECT FROM (SELECT line, account, side, -amount_fen AS fen FROM entry WHERE journal_id = r.id) a
        FULL JOIN (SELECT line, account, side, amount_fen AS fen FROM entry WHERE journal_id = r.reverses) b
          USING (line, account, side, fen) WHERE a.line IS NULL OR b.line IS NULL)`,
  'closed months (F-09)': `SELECT format('%s is closed, and voucher %s of it is %s', p.month, v.id, v.state) AS fault
     FROM voucher v JOIN period p ON p.month = v.month
    WHERE p.state = 'closed' AND v.state NOT IN ('posted', 'voided', 'discarded')
   UNION ALL SELECT format('%s was closed before journal %s came into it', p.month, j.id)
     FROM journal j JOIN period p ON p.month = j.month WHERE p.state = 'closed' AND j.posted_at > p.closed_at`,
  'boxes (F-04)': `SELECT format('%s of desk %s holds %s after %s moves; %s moves come to %s', b.box, b.desk_id, b.balance_fen,
         b.moves, m.count, m.sum) AS fault
     FROM cash_box b LEFT JOIN (
       SELECT desk_id, box, sum(amount_fen), count(*), max(seq), (array_agg(balance_fen ORDER BY seq DESC))[1] AS last
         FROM cash_move GROUP BY 1, 2) m USING (desk_id, box)
    WHERE b.balance_fen <> coalesce(m.sum, 0) OR b.moves <> coalesce(m.count, 0) OR m.max <> m.count
       OR m.last <> b.balance_fen`,
  // A void takes out again what came in.
  'receipts and moves (F-02)': `SELECT format('receipt %s is %s with %s fen in cash, and moved %s in %s', r.number, r.state, c.fen,
         m.sum, m.count) AS fault
     FROM receipt r CROSS JOIN LATERAL (
       SELECT coalesce(sum((p ->> 'amountFen')::bigint), 0) AS fen FROM jsonb_array_elements(r.parts) AS p
        WHERE p ->> 'method' = 'cash') c
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(amount_fen), 0) AS sum, count(*) FROM cash_move WHERE document_id = r.id) m
    WHERE (m.sum, m.count) <> (CASE r.state WHEN 'voided' THEN 0 ELSE c.fen END,
       CASE WHEN c.fen = 0 THEN 0 WHEN r.state = 'voided' THEN 2 ELSE 1 END)`,
  // From the first of each book on, as far as the next.
  'receipt numbers (F-02)': `SELECT format('%s comes next in a book of %s that has %s receipts up to %s', n.next, n.series, r.count,
         r.last) AS fault
     FROM receipt_number n JOIN receipt_book b ON b.id = n.book_id LEFT JOIN (
       SELECT book_id, count(*), max(right(number, 8)::int) AS last FROM receipt GROUP BY 1) r ON r.book_id = n.book_id
    WHERE coalesce(r.count, 0) <> n.next - b.first_number OR coalesce(r.last, b.first_number - 1) <> n.next - 1`,
  'deposits and moves (F-03)': `SELECT format('deposit %s is %s with %s fen, and moved %s', d.id, d.state, d.amount_fen, m.sum) AS fault
     FROM cash_deposit d CROSS JOIN LATERAL (
       SELECT coalesce(sum(amount_fen), 0) AS sum FROM cash_move WHERE document_id = d.id) m
    WHERE d.kind = 'cash' AND m.sum <> CASE d.state WHEN 'returned' THEN 0 ELSE -d.amount_fen END`,
};
