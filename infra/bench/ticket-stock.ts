import pg from 'pg';
import { bucketOf, tokenOf, tokensOf } from '../../apps/tickets/src/ticket/words.ts';
import { withDatabase } from '../local/databases.ts';
import { particular, phrase, phraseCount } from './contacts.ts';

const batch = 10_000;
/** Of a thousand tickets, the newest so many are still open. */
const openOfThousand = 20;
const customersOfThousand = 350;

const customerId = (n: string) =>
  `overlay(overlay(md5('customer ' || ${n}) PLACING '4' FROM 13) PLACING 'a' FROM 17)::uuid`;

// Opened evenly over two years. A customer has a few tickets and some have many; who is new to the list wrote lately.
const insertBatch = `
  WITH given AS (
    SELECT serial, question, serial > $4::int - greatest(1000, $4::int / 1000 * ${openOfThousand})
      AND serial % 12 > 0 AS open, hashint4(serial)::int8 & 2147483647 AS chance
      FROM unnest($1::int[], $2::text[]) AS t(serial, question)),
  agents AS (SELECT array_agg(ARRAY[id, team_id] ORDER BY id) AS list, array_agg(name
    ORDER BY id) AS names, count(*) AS count FROM staff_member WHERE active AND team_id IS NOT NULL
      AND 'agent' = ANY(roles)),
  shaped AS (
    SELECT g.*, now() - ($4::int - serial) * interval '700 days' / $4::int AS opened_at,
      1 + (chance % a.count)::int AS agent, a.list, a.names,
        CASE WHEN NOT open THEN CASE WHEN chance % 40 = 0 THEN 'withdrawn' ELSE 'closed' END
             ELSE (ARRAY['queued', 'assigned', 'in_progress', 'in_progress', 'awaiting_customer', 'with_department',
               'resolved', 'resolved', 'confirmed'])[1 + chance / 7 % 9] END AS state
      FROM given g, agents a)
  , words AS (INSERT INTO ticket_words (serial, tokens) SELECT serial, tokens::bigint[]
    FROM unnest($1::int[], $3::text[]) AS t(serial, tokens))
  INSERT INTO ticket (id, version, serial, customer_id, nature, priority, channel, state, question, skills, team_id,
    assignee_id, assignee_name, handler_ids, opened_at, first_response, escalation, promises,
      resolution, feedback, round, reopenings, callback_done, closed_at, due_key, reckoned_by)
    SELECT uuidv7(opened_at - now()), 6,
      serial, ${customerId('floor($5::int * power(chance / 2147483648.0, 1.5))::int')},
      CASE WHEN state = 'queued' THEN 'dispute' ELSE (ARRAY['consult', 'consult', 'consult', 'order', 'order',
        'technical_fault', 'dispute', 'repair', 'suggestion'])[1 + chance / 11 % 9] END,
      (ARRAY['normal', 'normal', 'normal', 'normal', 'high', 'low', 'urgent'])[1 + chance / 13 % 7],
      (ARRAY['chat', 'chat', 'phone', 'phone', 'web_form', 'email', 'social', 'on_site'])[1 + chance / 17 % 8],
      state, question, '{}', CASE WHEN state = 'queued' THEN NULL ELSE list[agent][2] END, CASE WHEN state = 'queued'
        THEN NULL ELSE list[agent][1] END,
      CASE WHEN state = 'queued' THEN NULL ELSE names[agent] END,
      CASE WHEN state = 'queued' THEN '{}'::uuid[] ELSE ARRAY[list[agent][1]] END, opened_at,
      jsonb_build_object('limitS', 14400, 'usedMs', 95000, 'runningSince', NULL, 'respondedAt',
        to_char(opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'breachedAt', NULL),
      'none', '[]',
      CASE WHEN state IN ('closed', 'resolved', 'confirmed') THEN jsonb_build_object('cause', '客户不了解规则', 'remedy',
        '已逐条说明并发送了操作步骤', 'by', list[agent][1], 'at',
        to_char(opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'round', 1) END,
      CASE WHEN state IN ('closed', 'confirmed') THEN jsonb_build_object('content', true, 'words', '满意', 'channel',
        'phone', 'recordedBy', list[agent][1], 'at', to_char(opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'cause',
          NULL, 'improvement', NULL) END,
      1, 0, state = 'closed', CASE WHEN NOT open THEN opened_at + interval '2 days' END,
      CASE WHEN open AND chance % 3 = 0 THEN now() + (chance % 30) * interval '1 day' ELSE '9999-12-31T00:00:00Z' END, 0
      FROM shaped`;
const insertCustomers = `WITH made AS (
  INSERT INTO customer (id, version, name, phone, phone_e164, other_phones, other_emails, member,
    preferences, keys, created_at)
  SELECT ${customerId('n')}, 1, (ARRAY['李女士', '王先生', '陈女士', '刘先生', '张女士', '赵先生'])[1 + n % 6], '1' || 5000000000 + n,
    '+861' || 5000000000 + n, '[]', '[]', n % 4 = 0,
    '{"doNotCall": false, "quietHours": null, "companyHoursToo": false, "consent": null}', ARRAY['phone +861' || 5000000000 + n],
    now() - interval '700 days'
      FROM generate_series(0, $1::int) AS n RETURNING id, keys)
  INSERT INTO customer_key (key, customer_id) SELECT keys[1], id FROM made`;

/**
 * Puts so many tickets in place of all that there are, by SQL and with nothing due. Their tokens are the product's own,
 * so that the search finds them. Indexes are made at the end, as a restored database has them. The service must not run
 * meanwhile.
 */
export async function stockTickets(adminUrl: string, count: number): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = '/tickets';
  const pool = new pg.Pool({
    connectionString: url.href,
    max: 2,
    options: '-c synchronous_commit=off -c maintenance_work_mem=512MB -c max_parallel_maintenance_workers=1',
  });
  try {
    const indexes = await pool.query<{ name: string; definition: string }>(
      `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
        WHERE i.indrelid IN ('ticket'::regclass, 'ticket_words'::regclass, 'customer'::regclass)
          AND NOT i.indisprimary`,
    );
    await pool.query('TRUNCATE ticket, ticket_message, ticket_words, customer, customer_key');
    for (const { name } of indexes.rows) await pool.query(`DROP INDEX ${name}`);
    const customers = Math.ceil((count / 1_000) * customersOfThousand);
    await pool.query(insertCustomers, [customers]);
    await insertTickets(pool, count, customers);
    const rest = indexes.rows.map(({ definition }) => definition);
    await Promise.all(
      [0, 1].map(async () => {
        for (let definition = rest.pop(); definition !== undefined; definition = rest.pop())
          await pool.query(definition);
      }),
    );
    await pool.query(`SELECT setval('ticket_serial', $1)`, [count]);
    for (const table of ['ticket', 'ticket_words', 'customer']) await pool.query(`VACUUM (ANALYZE) ${table}`);
    await pool.query('CHECKPOINT');
  } finally {
    await pool.end();
  }
}

async function insertTickets(pool: pg.Pool, count: number, customers: number): Promise<void> {
  const grams = new Map(Array.from({ length: phraseCount }, (_, index) => [index, gramsIn(phrase(index))]));
  let next = 1;
  const one = async () => {
    while (next <= count) {
      const first = next;
      next = Math.min(next + batch, count + 1);
      const serials = Array.from({ length: next - first }, (_, index) => first + index);
      const questions: string[] = [];
      const tokens: string[] = [];
      for (const serial of serials) {
        const which = Math.imul(serial, 0x9e3779b1) >>> 3;
        const [common, own] = [which % phraseCount, particular(serial)];
        questions.push(phrase(common) + own);
        const bucket = bucketOf(serial);
        tokens.push(
          `{${[...new Set([...grams.get(common)!, ...gramsIn(own)])].map((gram) => tokenOf(bucket, gram)).join()}}`,
        );
      }
      refuseUnlike(questions[0]!, serials[0]!, tokens[0]!);
      await pool.query({ name: 'insert', text: insertBatch, values: [serials, questions, tokens, count, customers] });
    }
  };
  await Promise.all([one(), one()]);
}

/** Grams of a text that stands between others, as its tokens in the first bucket are. */
const gramsIn = (text: string): number[] => tokensOf(text, 0);

/** Put together from parts to save time, they must be what the product itself would store. */
function refuseUnlike(question: string, serial: number, tokens: string): void {
  const told = tokensOf(question, serial)
    .toSorted((a, b) => a - b)
    .join();
  if (
    tokens
      .slice(1, -1)
      .split(',')
      .map(Number)
      .toSorted((a, b) => a - b)
      .join() !== told
  )
    throw new Error(`the tokens of “${question}” are not the product's`);
}

/** Tickets and customers to ask for, chosen evenly over all of them. */
export async function chosen(adminUrl: string, count: number): Promise<{ tickets: string[]; customers: string[] }> {
  const url = new URL(adminUrl);
  url.pathname = '/tickets';
  return withDatabase(url.href, async (client) => {
    const { rows } = await client.query<{ id: string; customer_id: string }>(
      'SELECT id, customer_id FROM ticket WHERE serial IN (SELECT 1 + (random() * ((SELECT max(serial) FROM ticket) - 1))::int FROM generate_series(1, $1))',
      [count],
    );
    return { tickets: rows.map((row) => row.id), customers: rows.map((row) => row.customer_id) };
  });
}
