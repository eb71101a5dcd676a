import { attachToVoucher, startVerification, submitVoucher } from '@bumen/contracts';
import { pdf } from '@bumen/testing/files';
import { FinanceRig } from '../finance.rig.ts';
import { VoucherRig } from '../voucher/voucher.rig.ts';

const tables = ['voucher', 'attachment', 'attachment_content'];
/** How often it was changed stands in its trail of events. */
const notSealed = ['voucher.version'];

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  const vouchers = new VoucherRig(rig);
  const { id: voucherId } = await vouchers.make('receipt');
  const file = { type: 'application/pdf' as const, bytes: pdf('a paper') };
  await rig.cashier.call(attachToVoucher, { voucherId, fileName: '发票.pdf', file });
  await rig.cashier.call(submitVoucher, { voucherId });
  await vouchers.throughHands(voucherId, 'receipt');
  // As somebody who owns the database: nothing of it refuses anything any more.
  for (const table of tables)
    await owner(`ALTER TABLE ${table} DISABLE TRIGGER USER; CREATE TABLE saved_${table} AS TABLE ${table}`);
  await owner(`ALTER TABLE attachment DROP CONSTRAINT attachment_whole, DROP CONSTRAINT attachment_content_fkey;
    ALTER TABLE attachment_content DROP CONSTRAINT attachment_content_hash, DROP CONSTRAINT attachment_content_size`);
});
afterAll(() => rig?.close());

const owner = (text: string) => rig.desk.asOwner('finance', text);
const whole = () => rig.verify({ scope: 'whole' });
async function restore(): Promise<void> {
  for (const table of tables) await owner(`DELETE FROM ${table}; INSERT INTO ${table} TABLE saved_${table}`);
}
/** Another value of a column. */
const altered = (column: string, type: string): string =>
  ({
    uuid: 'gen_random_uuid()',
    date: `${column} + 1`,
    'timestamp with time zone': `${column} + interval '1 microsecond'`,
    jsonb: `CASE jsonb_typeof(${column}) WHEN 'array' THEN ${column} || '[1]' ELSE ${column} || '{"x": 1}' END`,
    boolean: `NOT ${column}`,
    text: `coalesce(${column}, '') || 'x'`,
  })[type] ?? `${column} + 1`;

test('F-01 F-07 any column of a posted voucher that is altered by the owner of the database is found', async () => {
  expect(await whole()).toMatchObject({ state: 'sound', journals: 1 });
  const columns = await rig.desk.sql<{ column: string; type: string }>(
    'finance',
    `SELECT column_name AS column, data_type AS type FROM information_schema.columns WHERE table_name = 'voucher'`,
  );
  const missed: string[] = [];
  for (const { column, type } of columns) {
    if (notSealed.includes(`voucher.${column}`)) continue;
    await owner(`UPDATE voucher SET ${column} = ${column === 'red_of_id' ? 'id' : altered(column, type)}`);
    if ((await whole()).state !== 'broken') missed.push(column);
    await restore();
  }
  expect(columns.length).toBeGreaterThan(20);
  expect(missed).toEqual([]);
  expect(await whole()).toMatchObject({ state: 'sound' });
}, 120_000);

test('F-01 F-07 a posted voucher that is gone, or its paper, or of which the paper has other bytes, is found', async () => {
  for (const text of [
    'DELETE FROM voucher',
    'UPDATE attachment_content SET bytes = set_byte(bytes, 12, 65)',
    `UPDATE attachment SET sha256 = repeat('a', 64)`,
    'DELETE FROM attachment_content',
    'DELETE FROM attachment',
  ]) {
    await owner(text);
    const { state, finding } = await whole();
    expect([text, state]).toEqual([text, 'broken']);
    expect(finding!.why.zh).toContain('或其附件与记账时不同');
    await restore();
  }
  // A voucher that calls itself posted, and was never.
  await owner(`INSERT INTO voucher SELECT (jsonb_populate_record(v, '{"id": "019c0000-0000-7000-8000-0000000000ff",
    "journal_id": "019c0000-0000-7000-8000-0000000000fe", "number": 2}')).* FROM voucher v`);
  expect((await whole()).finding!.why.en).toContain('is posted and has no journal');
  await restore();
});

test('F-01 after books were found altered all of them are looked at until they are sound, whatever was asked', async () => {
  await owner(`UPDATE voucher SET summary = 'x'`);
  expect(await whole()).toMatchObject({ state: 'broken' });
  expect(await rig.accountant.call(startVerification, { scope: 'new' })).toMatchObject({
    ...{ scope: 'whole', state: 'broken' },
  });
  await restore();
  expect(await rig.accountant.call(startVerification, { scope: 'new' })).toMatchObject({
    ...{ scope: 'whole', state: 'sound' },
  });
  expect(await rig.accountant.call(startVerification, { scope: 'new' })).toMatchObject({ scope: 'new' });
});

test('F-01 what an auditor has found by heads kept outside is cleared by no bookkeeper', async () => {
  const auditor = rig.desk.as('auditor');
  const witnessed = [{ seq: 1, hash: 'a'.repeat(64) }];
  expect(await auditor.call(startVerification, { witnessed })).toMatchObject({ state: 'broken' });
  for (const scope of ['new', 'whole'] as const)
    expect(await rig.accountant.call(startVerification, { scope })).toMatchObject({ state: 'broken' });
  // The head was written down wrongly: the auditor says so by the right ones.
  expect(await auditor.call(startVerification, {})).toMatchObject({ scope: 'whole', state: 'sound' });
  expect(await rig.accountant.call(startVerification, {})).toMatchObject({ scope: 'new', state: 'sound' });
});
