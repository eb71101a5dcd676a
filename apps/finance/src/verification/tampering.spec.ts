import { randomUUID } from 'node:crypto';
import { chainExtended, getChain, getVerification, listVerifications, startVerification } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { hashOf, rootOf } from '../chain/block-hash.ts';
import { FinanceRig, type Line } from '../finance.rig.ts';
import { canonicalSql, digestSql, entryColumns, journalColumns } from '../ledger/digest.ts';

const sale: readonly Line[] = [
  ['1001', 'debit', 10_000],
  ['5001', 'credit', 10_000],
];
const change: readonly Line[] = [
  ['1012', 'debit', 100],
  ['1001', 'credit', 100],
];
/** What is posted, and what is kept of it. */
const tables = [
  'journal',
  'entry',
  'posting',
  'guarded',
  'guarded_move',
  'total',
  'chain_block',
  'chain_place',
  'chain',
];
/** Of a sum in sixteen parts it doesn't matter which part it is; when the chain grew stands in its blocks. */
const notKept = ['total.slot', 'chain.extended_at', 'chain.id'];

let rig: FinanceRig;
let columns: readonly { readonly table: string; readonly column: string; readonly type: string }[];
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  const { journalId } = await rig.post(sale);
  await rig.post(change);
  await rig.desk.sweep();
  for (let round = 0; round < 3; round += 1) await rig.post(sale);
  await rig.reverse(journalId);
  await rig.desk.sweep();
  // As somebody who owns the database: nothing of it refuses anything any more.
  for (const table of tables)
    await owner(`ALTER TABLE ${table} DISABLE TRIGGER USER; CREATE TABLE saved_${table} AS TABLE ${table}`);
  await owner(`ALTER TABLE entry DROP CONSTRAINT entry_side, DROP CONSTRAINT entry_foreign, DROP CONSTRAINT entry_amount;
    ALTER TABLE chain_place DROP CONSTRAINT chain_place_key; ALTER TABLE chain_block DROP CONSTRAINT chain_block_pkey;
    ALTER TABLE entry DROP CONSTRAINT entry_pkey; ALTER TABLE guarded_move DROP CONSTRAINT guarded_move_pkey;
    CREATE TABLE saved_outbox AS TABLE outbox`);
  columns = await rig.desk.sql(
    'finance',
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
      WHERE table_name = ANY($1) ORDER BY table_name, ordinal_position`,
    [tables],
  );
});
afterAll(() => rig?.close());

const owner = (text: string) => rig.desk.asOwner('finance', text);
const whole = (witnessed: { seq: number; hash: string }[] = []) => rig.verify({ scope: 'whole', witnessed });
async function restore(): Promise<void> {
  for (const table of tables) await owner(`DELETE FROM ${table}; INSERT INTO ${table} TABLE saved_${table}`);
  await owner(
    'DELETE FROM outbox WHERE aggregate_id IN (SELECT aggregate_id FROM saved_outbox); INSERT INTO outbox TABLE saved_outbox ON CONFLICT DO NOTHING',
  );
}
/** Another value of a column. */
const altered = (column: string, type: string): string =>
  ({
    uuid: 'gen_random_uuid()',
    date: `coalesce(${column} + 1, '2026-03-09')`,
    'timestamp with time zone': `${column} + interval '1 microsecond'`,
    text: `CASE ${column} WHEN 'debit' THEN 'credit' WHEN 'credit' THEN 'debit' ELSE coalesce(${column}, '') || 'x' END`,
  })[type] ?? `coalesce(${column}, 0) + 1`;
const only = (table: string) => `ctid = (SELECT ctid FROM ${table} ORDER BY ctid LIMIT 1)`;

test('F-01 books that nobody altered are sound, whole and since the last time, and a small verification is done at once', async () => {
  const one = await whole();
  expect(one).toMatchObject({ state: 'sound', finding: null, fromSeq: 0, blocks: 2, journals: 6 });
  const next = await rig.accountant.call(startVerification, {});
  expect(next).toMatchObject({ scope: 'new', state: 'sound', fromSeq: 2, blocks: 0 });
  expect(await rig.manager.call(getVerification, { verificationId: next.id })).toEqual(next);
  const { items } = await rig.manager.call(listVerifications, { limit: 2 });
  expect(items.map(({ id }) => id).toSorted()).toEqual([one.id, next.id].toSorted());
  expect(await refusal(rig.manager.call(getVerification, { verificationId: randomUUID() }))).toMatchObject({
    code: 'finance.verification.not_found',
  });
});

test('F-01 any column of any row that is altered by the owner of the database is found', async () => {
  const missed: string[] = [];
  for (const { table, column, type } of columns) {
    if (notKept.includes(`${table}.${column}`)) continue;
    await owner(`UPDATE ${table} SET ${column} = ${altered(column, type)} WHERE ${only(table)}`);
    const { state } = await whole();
    if (state !== 'broken') missed.push(`${table}.${column}`);
    await restore();
  }
  expect(columns.length).toBeGreaterThan(50);
  expect(missed).toEqual([]);
  expect(await whole()).toMatchObject({ state: 'sound' });
}, 300_000);

test('F-01 a row that is gone, of whatever table, is found', async () => {
  const missed: string[] = [];
  for (const table of tables) {
    await owner(`DELETE FROM ${table} WHERE ${only(table)}`);
    const state = await whole().then(
      (one) => one.state,
      () => 'broken',
    );
    if (state !== 'broken') missed.push(table);
    await restore();
  }
  expect(missed).toEqual([]);
}, 300_000);

test('F-01 the first broken place is named in words', async () => {
  const [place] = await rig.desk.sql<{ journal_id: string }>(
    'finance',
    'SELECT journal_id FROM chain_place WHERE seq = 2 AND place = 3',
  );
  await owner(`UPDATE entry SET amount_fen = amount_fen + 1 WHERE journal_id = '${place!.journal_id}'`);
  const { finding } = await whole();
  await restore();
  expect(finding).toMatchObject({ seq: 2, place: 3, journalId: place!.journal_id });
  expect(finding!.why).toEqual({
    zh: '第 2 个区块第 3 笔分录与记账时不同',
    en: 'block 2, place 3: the journal is not what was posted',
  });
});

test.each([
  ['two journals that change places', 'UPDATE chain_place SET place = 3 - place WHERE seq = 1'],
  ['two blocks that change numbers', 'UPDATE chain_block SET seq = 3 - seq'],
  ['journals that move to another block', 'UPDATE chain_place SET seq = 1, place = place + 2 WHERE seq = 2'],
])('F-01 %s are found', async (_what, text) => {
  await owner(text);
  const { state } = await whole();
  await restore();
  expect(state).toBe('broken');
});

/** Takes the last block away with all that it has, so that nothing inside of the books tells of it. */
async function cutTail(): Promise<void> {
  await owner(`
    CREATE TEMP TABLE cut AS SELECT journal_id FROM chain_place WHERE seq = 2;
    DELETE FROM guarded_move WHERE journal_id IN (SELECT journal_id FROM cut);
    DELETE FROM entry WHERE journal_id IN (SELECT journal_id FROM cut);
    DELETE FROM posting WHERE id IN (SELECT posting_id FROM journal WHERE id IN (SELECT journal_id FROM cut));
    DELETE FROM journal WHERE id IN (SELECT journal_id FROM cut);
    DELETE FROM chain_place WHERE seq = 2; DELETE FROM chain_block WHERE seq = 2;
    UPDATE chain SET version = 1, hash = (SELECT hash FROM chain_block WHERE seq = 1);
    DELETE FROM total;
    INSERT INTO total SELECT account, '2026-03', 0, coalesce(sum(amount_fen) FILTER (WHERE side = 'debit'), 0),
      coalesce(sum(amount_fen) FILTER (WHERE side = 'credit'), 0), 0, 0 FROM entry GROUP BY account;
    UPDATE guarded g SET (version, balance) = (SELECT count(*), coalesce(sum(amount), 0) FROM guarded_move m
      WHERE m.account = g.account)`);
}

test('F-01 a tail that is cut off with all that tells of it is found by the heads that were told', async () => {
  await cutTail();
  const { finding } = await whole();
  expect(finding).toMatchObject({
    seq: 2,
    why: { en: 'block 2: the block is not the head that departments were told' },
  });
  await restore();
});

test('F-01 also where the heads in the database are gone: by one that somebody outside has kept', async () => {
  const { seq, hash } = await rig.manager.call(getChain, {});
  await cutTail();
  await owner(`DELETE FROM outbox WHERE subject = 'event.${chainExtended.name}' AND aggregate_version = 2`);
  await owner("DELETE FROM verification WHERE state = 'sound'");
  const [alone, witnessed] = [await whole(), await whole([{ seq, hash }])];
  await restore();
  expect(alone.state).toBe('sound');
  expect(witnessed.finding).toMatchObject({ seq: 2 });
});

test('F-01 a chain that is made anew from the altered journal on is found by the heads that were told', async () => {
  await owner("UPDATE journal SET summary = '别的'");
  const journals = await rig.desk.sql<{ id: string; found: string }>(
    'finance',
    `SELECT j.id, ${digestSql(canonicalSql('j', journalColumns), 'e.text')} AS found
       FROM journal j CROSS JOIN LATERAL (SELECT string_agg(${canonicalSql('e', entryColumns)}, '' ORDER BY e.line) AS text
         FROM entry e WHERE e.journal_id = j.id) e`,
  );
  for (const { id, found } of journals) await owner(`UPDATE journal SET digest = '${found}' WHERE id = '${id}'`);
  const digests = new Map(journals.map(({ id, found }) => [id, found]));
  let prev = '0'.repeat(64);
  for (const seq of [1, 2]) {
    const [block] = await rig.desk.sql<{ ids: string[]; at: string }>(
      'finance',
      `SELECT array_agg(p.journal_id::text ORDER BY p.place) AS ids,
         (SELECT (extract(epoch FROM b.at) * 1000000)::bigint::text FROM chain_block b WHERE b.seq = $1) AS at
       FROM chain_place p WHERE p.seq = $1`,
      [seq],
    );
    const root = rootOf(block!.ids.map((id) => digests.get(id)!));
    const hash = hashOf({ seq, prev, count: block!.ids.length, root, atMicros: block!.at });
    await owner(`UPDATE chain_block SET prev = '${prev}', root = '${root}', hash = '${hash}' WHERE seq = ${seq};
      UPDATE chain SET hash = '${hash}'`);
    prev = hash;
  }
  const { finding } = await whole();
  await restore();
  expect(finding).toMatchObject({
    seq: 1,
    why: { en: 'block 1: the block is not the head that departments were told' },
  });
});
