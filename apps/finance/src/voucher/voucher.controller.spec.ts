import {
  addLedgerAccount,
  amendVoucher,
  beginClosing,
  checkVoucher,
  closePeriod,
  discardVoucher,
  getJournal,
  getVoucher,
  listClosingBlockers,
  listIrregularVouchers,
  listVouchers,
  makeRedVoucher,
  makeVoucher,
  postVoucher,
  returnVoucher,
  signVoucher,
  stopClosing,
  submitVoucher,
  voidVoucher,
  type VoucherKind,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, linesOf, outcomes } from '../finance.rig.ts';
import { contentOf, fromCashToBank, VoucherRig } from './voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
let march: string;
beforeEach(async () => {
  rig = await FinanceRig.open();
  march = await rig.month('2026-03');
  vouchers = new VoucherRig(rig);
});
afterEach(() => rig?.close());

const why = { reason: '金额写错' };
const red = { day: '2026-03-02', summary: '冲销' };
const numbersOf = async (kind: VoucherKind) =>
  (await rig.manager.call(listVouchers, { kind: [kind], limit: 200 })).items
    .flatMap(({ number }) => number ?? [])
    .toSorted((one, other) => one - other);

test('F-07 a receipt goes through the hands of four people and is posted with its journal (F-01, P-04)', async () => {
  const made = await vouchers.make('receipt');
  expect(made).toMatchObject({ state: 'draft', number: null, label: null, late: false, warnings: [] });
  expect(made).toMatchObject({ made: { byName: '陈出纳' }, amountFen: 10_000, attachmentsCount: 1 });
  const voucherId = made.id;
  const submitted = await rig.cashier.call(submitVoucher, { voucherId });
  expect(submitted).toMatchObject({ state: 'submitted', number: 1, label: { zh: '收-1', en: 'receipt 1' } });
  expect(await refusal(rig.colleague.call(postVoucher, { voucherId }))).toMatchObject({ code: 'step_refused' });
  await vouchers.check(voucherId, 'receipt');
  for (const by of [rig.colleague, rig.accountant])
    expect(await refusal(by.call(postVoucher, { voucherId }))).toMatchObject({ code: 'finance.voucher.not_signed' });
  await rig.cashier.call(signVoucher, { voucherId });
  expect(await refusal(rig.accountant.call(postVoucher, { voucherId }))).toMatchObject({ code: 'finance.second_hand' });
  const { journalId } = await rig.colleague.call(postVoucher, { voucherId });
  expect(await rig.manager.call(getJournal, { journalId: journalId! })).toMatchObject({
    ...{ voucherId, day: '2026-03-02', kind: 'ordinary', postedById: rig.colleague.caller.staffId },
  });
});

test('F-07 the wrong hands are refused in words, and so is the wrong kind', async () => {
  expect(await refusal(vouchers.make('transfer', {}, rig.cashier))).toMatchObject({
    code: 'finance.voucher.maker_unfit',
  });
  const transfer = await vouchers.submitted('transfer');
  const voucherId = transfer.id;
  expect(await refusal(rig.colleague.call(checkVoucher, { voucherId }))).toMatchObject({
    code: 'finance.voucher.checker_unfit',
  });
  expect(await refusal(rig.accountant.call(checkVoucher, { voucherId }))).toMatchObject({
    code: 'finance.second_hand',
  });
  await vouchers.check(voucherId, 'transfer');
  for (const call of [
    rig.cashier.call(signVoucher, { voucherId }),
    rig.cashier.call(returnVoucher, { voucherId, ...why }),
  ])
    expect(await refusal(call)).toMatchObject({ code: 'finance.voucher.without_cashier' });
  expect(await refusal(rig.cashier.call(voidVoucher, { voucherId, ...why }))).toMatchObject({
    code: 'finance.voucher.not_yours',
  });
  const wrong = await refusal(vouchers.make('receipt', { lines: linesOf(fromCashToBank) }));
  expect(wrong).toMatchObject({ code: 'finance.voucher.kind_unfit' });
  expect(wrong.words().zh).toContain('付');
  const unbalanced = linesOf([
    ['1001', 'debit', 100],
    ['5001', 'credit', 99],
  ]);
  expect(await refusal(vouchers.make('receipt', { lines: unbalanced }))).toMatchObject({
    code: 'finance.journal.unbalanced',
  });
  expect(await refusal(vouchers.make('receipt', { day: '2026-02-01' }))).toMatchObject({
    code: 'finance.period.not_open',
  });
});

test('F-08 no refusal tells a cashier whether the cash is enough: only who posts hears of it', async () => {
  const { id: voucherId } = await vouchers.checked('payment');
  await rig.cashier.call(signVoucher, { voucherId });
  const refused = await refusal(rig.colleague.call(postVoucher, { voucherId }));
  expect(refused).toMatchObject({ code: 'finance.journal.balance_too_low' });
  // Put right by a receipt that was posted meanwhile, it is posted as it is.
  await vouchers.posted('receipt');
  expect(await rig.colleague.call(postVoucher, { voucherId })).toMatchObject({ state: 'posted', number: 1 });
  expect(await rig.cashier.call(listVouchers, {})).toMatchObject({ items: [{ kind: 'receipt' }, { kind: 'payment' }] });
  const transfer = await vouchers.make('transfer');
  expect(await refusal(rig.cashier.call(getVoucher, { voucherId: transfer.id }))).toMatchObject({
    code: 'finance.voucher.not_found',
  });
  expect((await rig.cashier.call(listVouchers, {})).items).toHaveLength(2);
});

test('F-07 what was checked is what is posted: amending it after its return voids check and signature', async () => {
  const { id: voucherId, version } = await vouchers.checked('receipt');
  await rig.cashier.call(signVoucher, { voucherId });
  await rig.colleague.call(returnVoucher, { voucherId, ...why });
  await rig.cashier.call(amendVoucher, { voucherId, ...contentOf('receipt', { summary: '收到定金' }) });
  await rig.cashier.call(submitVoucher, { voucherId });
  expect(await rig.cashier.call(getVoucher, { voucherId })).toMatchObject({
    ...{ state: 'submitted', number: 1, summary: '收到定金', checked: null, signed: null },
  });
  // Who saw it before it was amended has not seen what they would check.
  const seen = { ifMatch: version };
  expect(await refusal(rig.accountant.call(checkVoucher, { voucherId }, seen))).toMatchObject({
    code: 'version_mismatch',
  });
  for (const [given, code] of [
    [contentOf('receipt', { day: '2026-03-03' }), 'step_refused'],
    [contentOf('payment'), 'step_refused'],
  ] as const)
    expect(await refusal(rig.cashier.call(amendVoucher, { voucherId, ...given }))).toMatchObject({ code });
  await rig.accountant.call(returnVoucher, { voucherId, ...why });
  expect(await refusal(rig.cashier.call(amendVoucher, { voucherId, ...contentOf('payment') }))).toMatchObject({
    code: 'finance.voucher.numbered',
  });
  expect(await refusal(rig.accountant.call(amendVoucher, { voucherId, ...contentOf('receipt') }))).toMatchObject({
    code: 'finance.voucher.not_yours',
  });
});

test('F-07 a void keeps its number and says why, a draft that is thrown away takes none, and neither blocks the month', async () => {
  const first = await vouchers.submitted('receipt');
  const draft = await vouchers.make('receipt');
  const blockers = async () =>
    (await rig.manager.call(listClosingBlockers, { periodId: march })).items.filter(
      ({ kind }) => kind === 'unposted_vouchers',
    );
  expect(await blockers()).toMatchObject([{ kind: 'unposted_vouchers', evidence: ['收-1', draft.id] }]);
  expect(await refusal(rig.cashier.call(voidVoucher, { voucherId: draft.id, ...why }))).toMatchObject({
    code: 'finance.voucher.not_numbered',
  });
  expect(await refusal(rig.cashier.call(discardVoucher, { voucherId: first.id }))).toMatchObject({
    code: 'step_refused',
  });
  await rig.cashier.call(discardVoucher, { voucherId: draft.id });
  await rig.cashier.call(returnVoucher, { voucherId: first.id, ...why });
  expect(await refusal(rig.cashier.call(discardVoucher, { voucherId: first.id }))).toMatchObject({
    code: 'finance.voucher.numbered',
  });
  expect(await rig.accountant.call(voidVoucher, { voucherId: first.id, ...why })).toMatchObject({
    ...{ state: 'voided', number: 1, reason: why.reason },
  });
  expect(await vouchers.posted('receipt')).toMatchObject({ number: 2 });
  expect(await blockers()).toEqual([]);
  await rig.closeMonth(march);
});

test('F-07 numbers run per kind and month without gaps while eight race, invalid ones among them', async () => {
  await rig.month('2026-04');
  rig.comeTo('2026-04-01');
  const asked = Array.from({ length: 24 }, (_, index) => ({
    kind: (['receipt', 'payment', 'transfer'] as const)[index % 3]!,
    day: index % 2 === 0 ? '2026-03-02' : '2026-04-01',
  }));
  const drafts = await Promise.all(asked.map(({ kind, day }) => vouchers.make(kind, { day })));
  // Of each eight, one has been thrown away, and one is submitted by somebody else.
  const spoilt = drafts.filter((_, index) => index % 8 === 3);
  await Promise.all(spoilt.map(({ id, kind }) => vouchers.makerOf(kind).call(discardVoucher, { voucherId: id })));
  const submit = ({ id: voucherId, kind }: (typeof drafts)[number], index: number) => {
    const by = index % 8 === 5 ? rig.colleague : vouchers.makerOf(kind);
    return by.call(submitVoucher, { voucherId });
  };
  const queue = drafts.map((draft, index) => () => submit(draft, index));
  const ends: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) ends.push(...(await outcomes([next()])));
    }),
  );
  expect(ends.filter((end) => end !== 'ok').toSorted()).toEqual([
    ...Array.from({ length: 3 }, () => 'finance.voucher.not_yours'),
    ...Array.from({ length: 3 }, () => 'step_refused'),
  ]);
  const { items } = await rig.manager.call(listVouchers, { limit: 200 });
  const numbers = new Map<string, number[]>();
  for (const { kind, month, number } of items)
    if (number !== null) numbers.set(`${kind} ${month}`, [...(numbers.get(`${kind} ${month}`) ?? []), number]);
  expect([...numbers.values()].flat()).toHaveLength(18);
  for (const taken of numbers.values())
    expect(taken.toSorted((one, other) => one - other)).toEqual(taken.map((_, index) => index + 1));
});

test('F-07 two who check or post one voucher at once do it once', async () => {
  const { id: voucherId } = await vouchers.submitted('transfer');
  await vouchers.check(voucherId, 'transfer');
  const ends = await outcomes([
    rig.colleague.call(postVoucher, { voucherId }),
    rig.colleague.call(postVoucher, { voucherId }),
  ]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  const journals = await rig.desk.sql('finance', 'SELECT id FROM journal WHERE voucher_id = $1', [voucherId]);
  expect(journals).toHaveLength(1);
});

test('F-07 a voucher and the closing of its month race: what has a number is posted, or keeps the month open (F-09)', async () => {
  const [made, closed] = await outcomes([
    vouchers.submitted('receipt'),
    rig.accountant
      .call(beginClosing, { periodId: march })
      .then(() => rig.manager.call(closePeriod, { periodId: march })),
  ]);
  const waiting = await rig.desk.sql(
    'finance',
    `SELECT v.id FROM voucher v JOIN period p ON p.month = v.month
      WHERE p.state = 'closed' AND v.state NOT IN ('posted', 'voided', 'discarded')`,
  );
  expect(['ok', 'finance.period.not_open']).toContain(made);
  expect(['ok', 'finance.period.not_closeable']).toContain(closed);
  expect(waiting).toEqual([]);
});

test('F-07 what is late, out of order or waits too long is listed, and warned of', async () => {
  const late = await vouchers.submitted('receipt', { day: '2026-03-02' });
  rig.desk.clock.set('2026-03-09T10:00:00+08:00');
  const older = await vouchers.submitted('receipt', { day: '2026-03-01' });
  expect(older).toMatchObject({ late: true, warnings: [{ zh: expect.stringContaining('工作日') }] });
  const usual = await vouchers.posted('receipt', { day: '2026-03-09' });
  const { items } = await rig.manager.call(listIrregularVouchers, { month: '2026-03' });
  expect(items.map(({ id, late: isLate, outOfOrder, waitingDays }) => [id, isLate, outOfOrder, waitingDays])).toEqual([
    [late.id, false, false, 7],
    [older.id, true, true, null],
  ]);
  const lateOnes = await rig.manager.call(listVouchers, { late: true, month: ['2026-03'] });
  expect(lateOnes.items.map(({ id }) => id)).toEqual([older.id]);
  const byNumber = await rig.manager.call(listVouchers, { kind: ['receipt'], numberFrom: 2, numberTo: 3 });
  expect(byNumber.items.map(({ id }) => id)).toEqual([usual.id, older.id]);
  const first = await rig.manager.call(listIrregularVouchers, { month: '2026-03', limit: 1 });
  const second = await rig.manager.call(listIrregularVouchers, { month: '2026-03', cursor: first.nextCursor! });
  expect([...first.items, ...second.items]).toEqual(items);
});

test('F-07 a red voucher undoes a posted one, once, through the same hands, and the journal is reversed whole (F-01)', async () => {
  const { id: voucherId, journalId } = await vouchers.posted('receipt');
  const given = { voucherId, day: '2026-03-02', summary: '冲销重复的收款' };
  const red = await rig.cashier.call(makeRedVoucher, given);
  expect(red).toMatchObject({ redOfId: voucherId, purpose: 'reversal', amountFen: -10_000 });
  expect(await refusal(rig.cashier.call(makeRedVoucher, given))).toMatchObject({ code: 'finance.voucher.red_already' });
  expect(await refusal(rig.cashier.call(amendVoucher, { voucherId: red.id, ...contentOf('receipt') }))).toMatchObject({
    code: 'finance.voucher.not_amended',
  });
  // Thrown away, it makes room for another.
  await rig.cashier.call(discardVoucher, { voucherId: red.id });
  const ends = await outcomes([rig.cashier.call(makeRedVoucher, given), rig.cashier.call(makeRedVoucher, given)]);
  expect(ends.toSorted()).toEqual(['finance.voucher.red_already', 'ok']);
  const { items } = await rig.manager.call(listVouchers, { state: ['draft'] });
  await rig.cashier.call(submitVoucher, { voucherId: items[0]!.id });
  const posted = await vouchers.throughHands(items[0]!.id, 'receipt');
  expect(await rig.manager.call(getJournal, { journalId: posted.journalId! })).toMatchObject({
    ...{ kind: 'reversal', reversesId: journalId },
    lines: [{ side: 'debit', amountFen: -10_000 }, { side: 'credit' }],
  });
  const again = { ...given, voucherId: posted.id };
  expect(await refusal(rig.cashier.call(makeRedVoucher, again))).toMatchObject({ code: 'finance.voucher.red_of_red' });
  const { summed, kept } = await rig.balances();
  expect(kept).toEqual(summed);
  expect(await numbersOf('receipt')).toEqual([1, 2]);
});

test('F-07 a red voucher of a journal that was reversed otherwise is refused when it is posted', async () => {
  const { id: voucherId, journalId } = await vouchers.posted('receipt');
  const red = await rig.cashier.call(makeRedVoucher, { voucherId, day: '2026-03-02', summary: '冲销' });
  await rig.cashier.call(submitVoucher, { voucherId: red.id });
  await rig.reverse(journalId!);
  expect(await refusal(vouchers.throughHands(red.id, 'receipt'))).toMatchObject({
    code: 'finance.journal.reversed_already',
  });
});

test('F-07 what can never be posted is refused as soon as it is said', async () => {
  const { id: voucherId } = await vouchers.make('receipt');
  const content = contentOf('receipt');
  const nowhere = { lines: content.lines.map((line) => ({ ...line, accountCode: '9999' })) };
  const unbalanced = { lines: content.lines.map((line, index) => ({ ...line, amountFen: 100 + index })) };
  const most = 9_999_999_999_999;
  const huge = linesOf([
    ['1001', 'debit', most],
    ['1001', 'debit', 1],
    ['2203', 'credit', most],
    ['2203', 'credit', 1],
  ]);
  const cases = [
    [{ day: '2026-02-27' }, 'finance.period.not_open'],
    [{ day: '2026-03-03' }, 'finance.voucher.day_ahead'],
    [nowhere, 'finance.journal.line_unfit'],
    [unbalanced, 'finance.journal.unbalanced'],
    [{ lines: huge }, 'finance.journal.too_large'],
    [{ lines: linesOf(fromCashToBank) }, 'finance.voucher.kind_unfit'],
    [{ kind: 'transfer' }, 'finance.voucher.maker_unfit'],
  ] as const;
  for (const [given, code] of cases) {
    expect(await refusal(vouchers.make('receipt', given))).toMatchObject({ code });
    expect(await refusal(rig.cashier.call(amendVoucher, { voucherId, ...content, ...given }))).toMatchObject({ code });
  }
  expect(await rig.cashier.call(getVoucher, { voucherId })).toMatchObject({ version: 1, state: 'draft' });
});

test('F-07 what was fit when it was made is refused where the books have changed: accounts got parts, the month is being closed', async () => {
  const { id: draft } = await vouchers.make('transfer');
  const { id: ready } = await vouchers.checked('transfer');
  const submit = () => rig.accountant.call(submitVoucher, { voucherId: draft });
  const post = () => rig.colleague.call(postVoucher, { voucherId: ready });
  const posted = await vouchers.posted('receipt');
  await rig.accountant.call(beginClosing, { periodId: march });
  for (const call of [submit, post, () => rig.cashier.call(makeRedVoucher, { voucherId: posted.id, ...red })])
    expect(await refusal(call())).toMatchObject({ code: 'finance.period.not_open' });
  await rig.accountant.call(stopClosing, { periodId: march, ...why });
  const part = { code: '112201', title: '应收充值款', reason: '分户核算' };
  await rig.accountant.call(addLedgerAccount, part);
  for (const call of [submit, post])
    expect(await refusal(call())).toMatchObject({ code: 'finance.journal.line_unfit' });
});

test('F-07 who has the roles of two hands still has one (P-04)', async () => {
  const { id: voucherId } = await vouchers.submitted('receipt');
  const both = rig.desk.as(['accountant', 'cashier'], { staffId: rig.colleague.caller.staffId, name: '周会计' });
  await both.call(checkVoucher, { voucherId });
  expect(await refusal(both.call(signVoucher, { voucherId }))).toMatchObject({ code: 'finance.second_hand' });
  const draft = await vouchers.make('receipt');
  expect(await refusal(rig.accountant.call(discardVoucher, { voucherId: draft.id }))).toMatchObject({
    code: 'finance.voucher.not_yours',
  });
  expect(await rig.manager.call(discardVoucher, { voucherId: draft.id })).toMatchObject({ state: 'discarded' });
  const transfer = await vouchers.posted('transfer');
  expect(await refusal(rig.cashier.call(makeRedVoucher, { voucherId: transfer.id, ...red }))).toMatchObject({
    code: 'finance.voucher.maker_unfit',
  });
});

test('F-07 a voucher needs a source document, and says how many sheets are attached', async () => {
  for (const given of [{ documents: [] }, { attachmentsCount: -1 }, { lines: [] }, { attachmentsCount: 1_000 }])
    expect(await refusal(rig.cashier.call(makeVoucher, { ...contentOf('receipt'), ...given }))).toMatchObject({
      code: 'invalid_request',
    });
});
