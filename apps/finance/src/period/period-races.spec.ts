import {
  askReopening,
  beginClosing,
  closePeriod,
  getPeriod,
  makeRedVoucher,
  postVoucher,
  refuseReopening,
  reopenPeriod,
  stopClosing,
  submitVoucher,
} from '@bumen/contracts';
import { faultsOfBooks } from '@bumen/testing/books';
import { FinanceRig, linesOf, type Line } from '../finance.rig.ts';
import { VoucherRig } from '../voucher/voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
let february: string;
let march: string;
beforeEach(async () => {
  rig = await FinanceRig.open();
  // Both months are over.
  rig.desk.clock.set('2026-04-01T10:00:00+08:00');
  february = await rig.month('2026-02');
  march = await rig.month('2026-03');
  rig.comeTo('2026-03-31');
  vouchers = new VoucherRig(rig);
});
afterEach(async () => {
  expect(await faultsOfBooks(rig.desk)).toEqual([]);
  await rig.close();
});

const why = { reason: '更正分录' };
/** None of income or expenses, so that a month needs nothing else to be closed. */
const sale: readonly Line[] = [
  ['1122', 'debit', 100],
  ['2203', 'credit', 100],
];
const begin = (periodId: string) => () => rig.accountant.call(beginClosing, { periodId });
const close =
  (periodId: string, by = rig.manager) =>
  () =>
    by.call(closePeriod, { periodId });
const reopen = (periodId: string) => () => rig.director.call(reopenPeriod, { periodId, ...why });
const stateOf = async (periodId: string) => (await rig.manager.call(getPeriod, { periodId })).state;
/** They ask at the same moment, and have their turns in this order. */
const inLine = (periodId: string, ...calls: (() => Promise<unknown>)[]) =>
  rig.inLine('SELECT FROM period WHERE id = $1 FOR UPDATE', [periodId], calls);
const notOpen = 'finance.period.not_open';

test('F-09 a voucher that is posted as its month begins to be closed is in the books before that, or refused (F-07)', async () => {
  const lines = linesOf(sale);
  const { id: ready } = await vouchers.checked('transfer', { lines });
  const post = () => rig.colleague.call(postVoucher, { voucherId: ready });
  expect(await inLine(march, begin(march), post, post)).toEqual(['ok', notOpen, notOpen]);
  await rig.accountant.call(stopClosing, { periodId: march, ...why });
  const { id: draft } = await vouchers.make('transfer', { lines });
  const submit = () => rig.accountant.call(submitVoucher, { voucherId: draft });
  expect(await inLine(march, begin(march), submit)).toEqual(['ok', notOpen]);
  await rig.accountant.call(stopClosing, { periodId: march, ...why });
  // Those who only keep the month from being closed don't wait for each other.
  expect(await inLine(march, post, submit, begin(march))).toEqual(['ok', 'ok', 'ok']);
  // What has a number and is not posted yet keeps the month from being closed.
  await rig.verify({ scope: 'new' });
  expect(await inLine(march, close(march))).toEqual(['finance.period.not_closeable']);
});

test('F-09 a red voucher is not made into a month that begins to be closed (F-01)', async () => {
  const { id: voucherId } = await vouchers.posted('transfer', { lines: linesOf(sale) });
  const undo = () => rig.accountant.call(makeRedVoucher, { voucherId, day: '2026-03-02', summary: '冲销' });
  expect(await inLine(march, begin(march), undo)).toEqual(['ok', notOpen]);
});

test('F-09 what is carried forward as the month is closed is in its figures, or too late', async () => {
  for (const [index, month] of [february, march].entries()) {
    const day = index === 0 ? '2026-02-28' : '2026-03-31';
    await rig.accountant.call(beginClosing, { periodId: month });
    const carry = () => rig.post(sale, { day, kind: 'closing' });
    if (index === 0) expect(await inLine(month, close(month), carry)).toEqual(['ok', notOpen]);
    else {
      // Nobody has verified what has only just come.
      expect(await inLine(month, carry, close(month))).toEqual(['ok', 'finance.period.not_closeable']);
      await rig.verify({ scope: 'new' });
      expect(await inLine(month, close(month), carry)).toEqual(['ok', notOpen]);
    }
  }
  const rows = await rig.desk.sql('finance', 'SELECT month, count(*)::int AS count FROM journal GROUP BY 1');
  expect(rows).toEqual([{ month: '2026-03', count: 1 }]);
});

test('F-09 a month that two close is closed by one, and one that is no longer being closed is not (P-04)', async () => {
  await rig.accountant.call(beginClosing, { periodId: february });
  const ends = await inLine(february, close(february), close(february, rig.director), close(february));
  expect(ends).toEqual(['ok', 'step_refused', 'step_refused']);
  expect(await rig.manager.call(getPeriod, { periodId: february })).toMatchObject({
    closedById: rig.manager.caller.staffId,
  });
  await rig.accountant.call(beginClosing, { periodId: march });
  const stop = () => rig.accountant.call(stopClosing, { periodId: march, ...why });
  expect(await inLine(march, stop, close(march))).toEqual(['ok', 'step_refused']);
  await rig.accountant.call(beginClosing, { periodId: march });
  expect(await inLine(march, close(march), stop)).toEqual(['ok', 'step_refused']);
  expect(await stateOf(march)).toBe('closed');
});

test('F-09 a month is reopened or the next one closed, and never both (P-04)', async () => {
  await rig.closeMonth(february);
  for (const [first, second, code] of [
    [close(march), reopen(february), 'finance.period.not_last'],
    [reopen(february), close(march), 'finance.period.not_closeable'],
  ] as const) {
    await rig.manager.call(askReopening, { periodId: february, ...why });
    await rig.accountant.call(beginClosing, { periodId: march });
    expect(await inLine(february, first, second)).toEqual(['ok', code]);
    const states = [await stateOf(february), await stateOf(march)];
    expect(states).toEqual(code === 'finance.period.not_last' ? ['closed', 'closed'] : ['open', 'closing']);
    if (code !== 'finance.period.not_last') continue;
    await rig.manager.call(askReopening, { periodId: march, ...why });
    await reopen(march)();
    await rig.director.call(refuseReopening, { periodId: february, ...why });
  }
});

test('F-09 a month is reopened while the next one is posted to, and what goes into either is in its figures', async () => {
  const intoMarch = () => rig.post(sale, { day: '2026-03-02' });
  const intoFebruary = () => rig.post(sale, { day: '2026-02-27' });
  for (const first of ['reopen', 'post'] as const) {
    await rig.closeMonth(february);
    await rig.manager.call(askReopening, { periodId: february, ...why });
    const calls = [reopen(february), intoMarch];
    expect(await inLine(march, ...(first === 'reopen' ? calls : calls.toReversed()))).toEqual(['ok', 'ok']);
    expect(await stateOf(february)).toBe('open');
  }
  await rig.closeMonth(february);
  await rig.manager.call(askReopening, { periodId: february, ...why });
  expect(await inLine(february, intoFebruary, reopen(february), intoFebruary)).toEqual([notOpen, 'ok', 'ok']);
  const rows = await rig.desk.sql('finance', 'SELECT month, count(*)::int AS count FROM journal GROUP BY 1 ORDER BY 1');
  expect(rows).toEqual([
    { month: '2026-02', count: 1 },
    { month: '2026-03', count: 2 },
  ]);
});

test('F-09 what is asked for is decided once: reopened or refused (P-04)', async () => {
  const refuse = () => rig.director.call(refuseReopening, { periodId: february, ...why });
  for (const first of ['reopen', 'refuse'] as const) {
    await rig.closeMonth(february);
    await rig.manager.call(askReopening, { periodId: february, ...why });
    const calls = [reopen(february), refuse];
    const ends = await inLine(february, ...(first === 'reopen' ? calls : calls.toReversed()));
    expect(ends).toEqual(['ok', first === 'reopen' ? 'step_refused' : 'finance.period.reopening_not_asked']);
  }
  await rig.manager.call(askReopening, { periodId: february, ...why });
  expect(await inLine(february, reopen(february), reopen(february))).toEqual(['ok', 'step_refused']);
});
