import { chainExtended, getChain, getVerification, startVerification, type DataOf } from '@bumen/contracts';
import { until } from '@bumen/testing';
import { draftOf, FinanceRig, type Line } from '../finance.rig.ts';
import { canonicalSql, digestSql, entryColumns, journalColumns } from '../ledger/digest.ts';

let rig: FinanceRig;
beforeEach(async () => {
  rig = await FinanceRig.open('2026-03');
});
afterEach(() => rig?.close());

const sale: readonly Line[] = [
  ['1001', 'debit', 100],
  ['5001', 'credit', 100],
];
const placeOf = async (journalId: string) => {
  const [row] = await rig.desk.sql<{ seq: number }>('finance', 'SELECT seq FROM chain_place WHERE journal_id = $1', [
    journalId,
  ]);
  return row?.seq;
};
const blocks = () =>
  rig.desk.sql<{ seq: number; prev: string; hash: string; count: number }>(
    'finance',
    'SELECT seq, prev, hash, count FROM chain_block ORDER BY seq',
  );

test('F-01 what is posted gets its place after the commit, each block follows the one before, and departments are told', async () => {
  for (let round = 0; round < 3; round += 1) {
    await rig.post(sale);
    await rig.desk.sweep();
  }
  const all = await blocks();
  expect(all.map(({ prev }) => prev)).toEqual(['0'.repeat(64), ...all.slice(0, -1).map(({ hash }) => hash)]);
  expect(await rig.manager.call(getChain, {})).toMatchObject({ seq: all.length, hash: all.at(-1)!.hash, waiting: 0 });
  const told = await rig.desk.sql<{ envelope: string }>(
    'finance',
    "SELECT envelope FROM outbox WHERE stream = 'finance-departments' AND subject LIKE '%chain%' ORDER BY id",
  );
  const heads = told.map(({ envelope }) => (JSON.parse(envelope) as { data: DataOf<typeof chainExtended> }).data);
  expect(heads.map(({ seq, hash }) => ({ seq, hash }))).toEqual(all.map(({ seq, hash }) => ({ seq, hash })));
});

test('F-01 who commits late is not passed over: the chain takes what is there, not what is beyond the last one', async () => {
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = rig.inLedger(async (ledger) => {
    const posted = await ledger.post(
      draftOf(sale.map(([code, side, fen]) => [code === '1001' ? '1122' : code, side, fen])),
    );
    begun.resolve();
    await end.promise;
    return posted;
  });
  await begun.promise;
  const { journalId: early } = await rig.post(sale);
  await rig.desk.sweep();
  const seqOfEarly = await placeOf(early);
  end.resolve();
  const { journalId } = await late;
  await rig.desk.sweep();
  expect(journalId < early).toBe(true);
  expect(await placeOf(journalId)).toBe(seqOfEarly! + 1);
  expect(await rig.verify()).toMatchObject({ state: 'sound', journals: 2 });
});

test('F-01 a journal that is altered in the second before it is chained is found, though it fits by itself', async () => {
  const { journalId } = await rig.desk.holding('finance', 'SELECT id FROM chain FOR UPDATE', [], async () => {
    const posted = await rig.post(sale);
    await rig.desk.asOwner(
      'finance',
      `ALTER TABLE journal DISABLE TRIGGER USER;
       UPDATE journal SET summary = '别的' WHERE id = '${posted.journalId}';
       UPDATE journal j SET digest = (SELECT ${digestSql(canonicalSql('j', journalColumns), 'e.text')} FROM (
         SELECT string_agg(${canonicalSql('e', entryColumns)}, '' ORDER BY e.line) AS text
           FROM entry e WHERE e.journal_id = j.id) e) WHERE id = '${posted.journalId}'`,
    );
    return posted;
  });
  await rig.desk.sweep();
  expect(await placeOf(journalId)).toBe(1);
  expect(await rig.verify()).toMatchObject({ state: 'broken', finding: { seq: 1 } });
});

const tooLong = { finding: { why: { en: expect.stringContaining('waits for its place for too long') as string } } };

test('F-01 a journal that is kept out of the chain for more than a minute is found', async () => {
  await rig.desk.holding('finance', 'SELECT id FROM chain FOR UPDATE', [], async () => {
    await rig.post(sale);
    expect(await rig.accountant.call(startVerification, {})).toMatchObject({ state: 'sound' });
    rig.desk.clock.advance({ seconds: 61 });
    // Perhaps it has only just been able to; so it is looked at again.
    const { id: verificationId, state } = await rig.accountant.call(startVerification, {});
    expect(state).toBe('running');
    const now = () => rig.manager.call(getVerification, { verificationId });
    await until('it is found', async () => {
      rig.desk.clock.advance({ seconds: 1 });
      return (await now()).state !== 'running';
    });
    expect(await now()).toMatchObject({ state: 'broken', ...tooLong });
  });
});

test('F-01 a journal that others have passed by in the chain is found', async () => {
  const { journalId } = await rig.post(sale);
  // As if somebody had kept it back: what waits is out of the sequencer's sight until the others have their place.
  await rig.desk.asOwner('finance', `CREATE TABLE kept_back AS TABLE journal_unchained; DELETE FROM journal_unchained`);
  rig.desk.clock.advance({ seconds: 90 });
  await rig.post(sale);
  await rig.desk.sweep();
  await rig.desk.holding('finance', 'SELECT id FROM chain FOR UPDATE', [], async () => {
    await rig.desk.asOwner('finance', 'INSERT INTO journal_unchained TABLE kept_back');
    const one = await rig.accountant.call(startVerification, {});
    expect(one.state).toBe('running');
    const now = () => rig.manager.call(getVerification, { verificationId: one.id });
    await until('it is found', async () => {
      rig.desk.clock.advance({ seconds: 1 });
      return (await now()).state !== 'running';
    });
    expect(await now()).toMatchObject({ state: 'broken', finding: { journalId, ...tooLong.finding } });
  });
});

test('F-01 who comes back after an outage gives places before anybody is suspected', async () => {
  await rig.post(sale);
  await rig.desk.sweep();
  await rig.desk.holding('finance', 'SELECT id FROM chain FOR UPDATE', [], async () => {
    await rig.post(sale);
    await rig.desk.stopService('finance');
  });
  rig.desk.clock.advance({ seconds: 600 });
  await rig.desk.startInstance('finance');
  const { id: verificationId } = await rig.accountant.call(startVerification, {});
  await until('it is over', async () => {
    rig.desk.clock.advance({ seconds: 1 });
    return (await rig.manager.call(getVerification, { verificationId })).state !== 'running';
  });
  expect(await rig.manager.call(getVerification, { verificationId })).toMatchObject({ state: 'sound', finding: null });
});

test('F-01 two instances chain each journal once', async () => {
  await rig.desk.startInstance('finance');
  await Promise.all(Array.from({ length: 12 }, () => rig.post(sale)));
  await Promise.all([rig.desk.sweep(), rig.desk.sweep()]);
  await until('everything is chained', async () => (await rig.manager.call(getChain, {})).waiting === 0);
  const all = await blocks();
  expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(12);
  expect(await rig.verify()).toMatchObject({ state: 'sound', journals: 12 });
});

test('F-01 a verification that is not over goes on by itself, where it stopped', async () => {
  await rig.post(sale);
  const { id: verificationId } = await rig.verify();
  await rig.desk.sql(
    'finance',
    `UPDATE verification SET state = 'running', stage = 'blocks', finished_at = NULL, blocks = 0, journals = 0,
       last_hash = from_hash, next_deadline_at = started_at WHERE id = $1`,
    [verificationId],
  );
  await rig.desk.sweep();
  const ended = async () => rig.manager.call(getVerification, { verificationId });
  await until('it is over', async () => (await ended()).state !== 'running');
  expect(await ended()).toMatchObject({ state: 'sound', blocks: 1, journals: 1 });
});
