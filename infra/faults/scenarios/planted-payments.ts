import { soundBooks } from './planted-books.ts';
import type { Plant } from './planted.ts';

/** One payment of the load that was paid and has its voucher; what was there before is kept, changed, and put back. */
const changed =
  (change: string): Plant['tryOut'] =>
  async (trial) => {
    const { desk } = trial;
    const job = await soundBooks(trial);
    const [found] = await desk.sql<{ id: string }>(
      'finance',
      `SELECT id FROM payment WHERE summary LIKE $1 AND state = 'paid' ORDER BY id LIMIT 1`,
      [`${job.options.tag}-p%`],
    );
    const { id } = found!;
    await desk.sql('finance', `CREATE TABLE witness.kept AS SELECT * FROM payment WHERE id = '${id}'`);
    await desk.sql('finance', `UPDATE payment SET ${change} WHERE id = '${id}'`);
    const verdict = await trial.examine(job);
    await desk.sql(
      'finance',
      `DELETE FROM payment WHERE id = '${id}'; INSERT INTO payment TABLE witness.kept; DROP TABLE witness.kept`,
    );
    return verdict;
  };

/** An event that nobody raises, since it is paid once. */
const toldAgain = (like: string) => `
  INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
    SELECT stream, subject, gen_random_uuid(), aggregate_id, aggregate_version + one.more,
        jsonb_set(envelope::jsonb, '{data,state}', to_jsonb(one.state))::text, occurred_at
      FROM outbox, (VALUES (1, 'sent'), (2, 'paid')) AS one(more, state)
     WHERE (stream, aggregate_id, aggregate_version) = (
       SELECT o.stream, o.aggregate_id, max(o.aggregate_version) FROM outbox o JOIN payment p ON p.id::text = o.aggregate_id
        WHERE p.summary LIKE '${like}' AND p.state = 'paid' GROUP BY 1, 2 ORDER BY 2 LIMIT 1)`;

export const paymentPlants: readonly Plant[] = [
  {
    row: 'planted: a payment is sent and paid twice',
    mustSay: /^done twice.*: (send|settle) payment /,
    async tryOut(trial) {
      const { desk } = trial;
      const job = await soundBooks(trial);
      const [{ last }] = (await desk.sql<{ last: string }>('finance', 'SELECT max(id) AS last FROM outbox')) as [
        { last: string },
      ];
      await desk.sql('finance', toldAgain(`${job.options.tag}-p%`));
      const verdict = await trial.examine(job);
      await desk.sql(
        'finance',
        `DELETE FROM outbox WHERE id > ${last} AND aggregate_id IN (SELECT id::text FROM payment)
            AND aggregate_version > (SELECT version FROM payment WHERE id::text = aggregate_id)`,
      );
      return verdict;
    },
  },
  {
    row: 'planted: an acknowledged payment is not paid',
    mustSay: /^payments \(F-06\)/,
    tryOut: changed(`state = 'sent', settled = NULL, slip_key = NULL, paid_day = NULL, budget = NULL`),
  },
  {
    row: 'planted: a payment of another sum than its voucher',
    mustSay: /^payments and vouchers/,
    tryOut: changed('amount_fen = amount_fen + 1'),
  },
  { row: 'planted: a payment that no budget knows of', mustSay: /^budgets/, tryOut: changed('budget = NULL') },
  {
    row: 'planted: a payment that was not signed',
    mustSay: /^payments and slips/,
    tryOut: changed(`signatures = '[]'`),
  },
  {
    row: 'planted: a payment whose sender signed it',
    mustSay: /^hands of payments/,
    tryOut: changed(`sent = jsonb_set(sent, '{byId}', signatures -> 0 -> 'byId')`),
  },
  {
    row: 'planted: an invoice of a payment that was refused',
    mustSay: /^invoices/,
    tryOut: changed(`state = 'refused', budget = NULL`),
  },
];
