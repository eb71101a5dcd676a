import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { closedLoop } from '../load.ts';
import { drawn, type Drawn } from './drafts.ts';
import { answerParent, type Doings } from './worker.ts';

// The floor: what a plain program needs to post the same rows under the same locks in the same tables, each connection
// with its statements prepared. No digest, no rules, no checks but those of the tables.

const [month] = (JSON.parse(process.env['MONTHS']!) as string[]).slice(-1) as [string];
const connections = await Promise.all(
  Array.from({ length: 8 }, async () => {
    const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
    await client.connect();
    return client;
  }),
);

const hold = 'SELECT state FROM period WHERE month = $1 FOR KEY SHARE';
const move = `UPDATE guarded SET balance = balance + $2, version = version + 1
   WHERE account = $1 AND balance + $2 >= 0 RETURNING balance, version`;
const write = `WITH p AS (INSERT INTO posting (id, version, journals) VALUES ($1, 1, 1)),
  j AS (INSERT INTO journal (id, posting_id, month, day, kind, voucher_id, summary, lines, posted_by, posted_at,
    correlation_id, digest) VALUES ($2, $1, $3, $4, 'ordinary', $5, $6, 2, $7, now(), $8, $9)),
  e AS (INSERT INTO entry (journal_id, line, day, account, side, amount_fen, currency) VALUES
    ($2, 1, $4, $10, 'debit', $12, 'CNY'), ($2, 2, $4, $11, 'credit', $12, 'CNY')),
  u AS (INSERT INTO journal_unchained (journal_id) VALUES ($2)),
  t AS (INSERT INTO total (account, month, slot, debit, credit, foreign_debit, foreign_credit)
    SELECT account, $3, pg_backend_pid() % 16, debit, credit, 0, 0
      FROM (VALUES ($10, $12::bigint, 0), ($11, 0, $12)) AS v(account, debit, credit) ORDER BY account
    ON CONFLICT (account, month, slot) DO UPDATE SET debit = total.debit + excluded.debit,
      credit = total.credit + excluded.credit),
  told AS (INSERT INTO outbox (stream, subject, event_id, aggregate_id, aggregate_version, envelope, occurred_at)
    VALUES ('EVENTS_finance', 'event.finance.posting.posted', $13, $1::text, 1, $14, now()) RETURNING id, stream),
  w AS (INSERT INTO outbox_waiting (stream, id) SELECT stream, id FROM told)`;
const audit = `INSERT INTO audit_entry (at, actor, actor_name, action, aggregate, aggregate_id, version, before, after,
  reveal, in_passing, correlation_id) VALUES (now(), $7, '孙会计', 'finance.voucher.post', 'posting', $1::text, 1, '{}',
    '{"journals": 1, "version": 1}', false, false, $8)`;
const moved = `, m AS (INSERT INTO guarded_move (account, version, journal_id, amount, balance_after)
  VALUES ($15, $16, $2, $17, $18))`;

const actor = randomUUID();
const digest = '0'.repeat(64);

async function post(client: pg.Client, one: Drawn): Promise<void> {
  const [postingId, journalId, eventId, voucherId, correlationId] = Array.from({ length: 5 }, () => randomUUID());
  await client.query('BEGIN');
  await client.query({ name: 'hold', text: hold, values: [month] });
  const values: unknown[] = [
    postingId,
    journalId,
    month,
    one.day,
    voucherId,
    one.summary,
    actor,
    correlationId,
    digest,
  ];
  values.push(one.debit, one.credit, one.amountFen, eventId);
  const journals = [{ journalId, month, kind: 'ordinary', voucherId, digest }];
  const envelope = { specversion: '1.0', id: eventId, type: 'finance.posting.posted', source: '/finance/posting' };
  values.push(JSON.stringify({ ...envelope, subject: postingId, actor, correlationId, data: { postingId, journals } }));
  if (one.move === null) await client.query({ name: 'write', text: `${write} ${audit}`, values });
  else {
    const { account, amount } = one.move;
    const { rows } = await client.query<{ balance: string; version: number }>({
      name: 'move',
      text: move,
      values: [account, amount],
    });
    values.push(account, rows[0]!.version, amount, rows[0]!.balance);
    await client.query({ name: 'write moved', text: `${write}${moved} ${audit}`, values });
  }
  await client.query('COMMIT');
}

answerParent<Doings>({
  post({ clients, first, count }) {
    const free = connections.slice(0, clients);
    return closedLoop(clients, count, async (index) => {
      const client = free.pop()!;
      await post(client, drawn(first + index, [month]));
      free.push(client);
      return true;
    });
  },
});
