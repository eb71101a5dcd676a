/** What holds of all payments, whoever asks for them and pays them: each answers a row a fault, in words. */
export const lawsOfPayments: Readonly<Record<string, string>> = {
  // Who asks, who signs, who sends and who records the slip are different persons, and nobody signs twice.
  'hands of payments (F-06, P-04)': `SELECT format('payment %s is %s; prepared by %s, signed by %s, sent by %s, settled by %s', id,
         state, preparer_ids, signers, sender, settler) AS fault
     FROM (SELECT id, state, preparer_ids, sent ->> 'byId' AS sender, settled ->> 'byId' AS settler,
             ARRAY(SELECT s ->> 'byId' FROM jsonb_array_elements(signatures) s) AS signers FROM payment) p
    WHERE signers && preparer_ids::text[] OR sender = ANY(signers) OR sender = ANY(preparer_ids::text[]) OR sender = settler
       OR (SELECT count(*) <> count(DISTINCT one) FROM unnest(signers) AS one)`,
  // What is signed stands; what isn't paid has no slip.
  'payments and slips (F-06)': `SELECT format('payment %s is %s, with %s of %s signatures, sent %s, settled %s, paid on %s', id, state,
         jsonb_array_length(signatures), jsonb_array_length(signers), sent, settled, paid_day) AS fault
     FROM payment
    WHERE way IN ('transfer', 'wallet')
      AND ((state IN ('approved', 'sent', 'paid')) <> (jsonb_array_length(signatures) >= jsonb_array_length(signers))
             AND state NOT IN ('refused', 'withdrawn')
        OR (state IN ('sent', 'paid')) <> (sent IS NOT NULL) OR (state = 'paid') <> (settled IS NOT NULL)
        OR (state = 'paid') <> (paid_day IS NOT NULL))`,
  'payments and vouchers (F-06, F-07)': `SELECT format('payment %s of %s fen is %s; its voucher: %s', p.id, p.amount_fen, p.state, v.lines) AS fault
     FROM payment p JOIN voucher v ON v.id = p.voucher_id
    WHERE p.state <> 'paid' OR v.state NOT IN ('voided', 'discarded') AND EXISTS (
      SELECT FROM jsonb_array_elements(v.lines) l WHERE (l ->> 'amountFen')::bigint <> p.amount_fen)
   UNION ALL SELECT format('voucher %s stands with %s payments', voucher_id, count(*)) FROM payment
     WHERE voucher_id IS NOT NULL GROUP BY voucher_id HAVING count(*) > 1`,
  // What is reserved and used of a budget is what its moves come to, and what its payments say.
  'budgets (F-17)': `SELECT format('budget %s has %s reserved and %s used of %s; its moves: %s and %s; its payments: %s and %s', b.id,
         b.reserved_fen, b.used_fen, b.amount_fen, m.reserved, m.used, p.reserved, p.used) AS fault
     FROM budget b LEFT JOIN LATERAL (
       SELECT coalesce(sum(CASE kind WHEN 'reserve' THEN amount_fen WHEN 'unuse' THEN amount_fen ELSE -amount_fen END), 0) AS reserved,
           coalesce(sum(CASE kind WHEN 'use' THEN amount_fen WHEN 'unuse' THEN -amount_fen ELSE 0 END), 0) AS used
         FROM budget_move WHERE budget_id = b.id) m ON true
     LEFT JOIN LATERAL (
       SELECT coalesce(sum(amount_fen) FILTER (WHERE state IN ('approved', 'sent')), 0) AS reserved,
           coalesce(sum(amount_fen) FILTER (WHERE state = 'paid'), 0) AS used
         FROM payment WHERE (budget ->> 'budgetId')::uuid = b.id) p ON true
    WHERE b.reserved_fen + b.used_fen > b.amount_fen OR (m.reserved, m.used) <> (b.reserved_fen, b.used_fen)
       OR (p.reserved, p.used) <> (b.reserved_fen, b.used_fen)`,
  'invoices (F-20)': `SELECT format('invoice %s stands with payment %s, which is %s', i.invoice, i.payment_id, p.state) AS fault
     FROM payment_invoice i LEFT JOIN payment p ON p.id = i.payment_id
    WHERE p.state IS NULL OR p.state IN ('refused', 'withdrawn')`,
};
