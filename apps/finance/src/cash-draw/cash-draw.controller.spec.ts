import {
  cashLimitPassed,
  confirmCashDraw,
  drawPettyCash,
  getCashDesk,
  getCashDraw,
  listCashDraws,
  refuseCashDraw,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let cheques = 30_000_000;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { takingsFen: 100_000 });
});
afterAll(() => rig?.close());

const draw = (given: Partial<InputOf<typeof drawPettyCash>> = {}) =>
  rig.cashier.call(drawPettyCash, {
    ...{ cashDeskId: cash.cashDeskId, from: 'bank', bankAccount: '1002', number: String((cheques += 1)) },
    ...{ amountFen: 30_000, ...given },
  });
const inBoxes = async () => (await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId })).inBoxes;

test('F-04 petty cash is drawn from the bank by a cheque that is drawn once, and confirmed by a second person', async () => {
  await cash.openDay();
  const drawn = await draw();
  expect(drawn).toMatchObject({ state: 'drawn', amountFen: 30_000, confirmed: null });
  expect(await inBoxes()).toEqual({ takingsFen: 100_000, pettyFen: 30_000 });
  const spelt = `${drawn.number.slice(0, 2)}-${drawn.number.slice(2)}`.toLowerCase();
  expect(await refusal(draw({ number: spelt }))).toMatchObject({ code: 'finance.cash_draw.number_used' });
  expect(await refusal(draw({ number: drawn.number }))).toMatchObject({
    code: 'finance.cash_draw.number_used',
    details: { bankAccount: '1002', number: drawn.number },
  });
  const open = { cashDeskId: [cash.cashDeskId], state: ['drawn' as const] };
  expect((await rig.accountant.call(listCashDraws, open)).items.map(({ id }) => id)).toEqual([drawn.id]);
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(confirmCashDraw, { cashDrawId: drawn.id }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
  const confirmed = await rig.accountant.call(confirmCashDraw, { cashDrawId: drawn.id });
  expect(confirmed).toMatchObject({ state: 'confirmed', confirmed: { byName: '孙会计' } });
  expect(await rig.accountant.call(getCashDraw, { cashDrawId: drawn.id })).toEqual(confirmed);
  expect((await rig.accountant.call(listCashDraws, open)).items).toEqual([]);
});

test.each([
  ['with enough in the box', 1_000],
  ['with too little in it', 100_000_000],
])('F-04 takings are never made petty cash, %s', async (_how, amountFen) => {
  const cashDayId = await cash.openDay();
  const asked = () => refusal(draw({ from: 'takings', amountFen }));
  expect(await asked()).toMatchObject({ code: 'finance.cash_desk.spending_from_takings' });
  await cash.count(cashDayId, 100_000, 0);
  // Also where no document would be taken.
  expect(await asked()).toMatchObject({ code: 'finance.cash_desk.spending_from_takings' });
  expect(await inBoxes()).toEqual({ takingsFen: 100_000, pettyFen: 0 });
});

test('F-04 a draw that the bank knows nothing of is taken out of the box again, on an open day and once', async () => {
  const cashDayId = await cash.openDay();
  const [{ id: cashDrawId }, other] = [await draw(), await draw()];
  await rig.accountant.call(confirmCashDraw, { cashDrawId: other.id });
  const refuse = () => rig.accountant.call(refuseCashDraw, { cashDrawId, reason: '银行无此笔' });
  const both = await outcomes([refuse(), refuse(), rig.manager.call(confirmCashDraw, { cashDrawId })]);
  expect(both.filter((one) => one === 'ok')).toHaveLength(1);
  const pettyFen = both[2] === 'ok' ? 60_000 : 30_000;
  expect(await inBoxes()).toEqual({ takingsFen: 100_000, pettyFen });
  const { id } = await draw();
  await cash.closeDay(cashDayId, 100_000, pettyFen + 30_000);
  const late = { cashDrawId: id, reason: '银行无此笔' };
  expect(await refusal(rig.accountant.call(refuseCashDraw, late))).toMatchObject({ code: 'finance.cash_day.not_open' });
  await cash.openDay();
  expect(await rig.accountant.call(refuseCashDraw, late)).toMatchObject({ state: 'refused', day: '2026-03-02' });
  expect(await inBoxes()).toMatchObject({ pettyFen });
});

test('F-04 petty cash is drawn on an open day by who holds it, from a bank, and refused by nobody alone', async () => {
  const { cashDeskId } = cash;
  const asked = { cashDeskId, from: 'bank' as const, bankAccount: '1002', number: '30888888', amountFen: 1 };
  expect(await refusal(rig.cashier.call(drawPettyCash, asked))).toMatchObject({ code: 'finance.cash_day.not_open' });
  await cash.openDay();
  expect(await refusal(rig.desk.as('cashier').call(drawPettyCash, asked))).toMatchObject({
    code: 'finance.cash_desk.not_yours',
  });
  expect(await refusal(rig.cashier.call(drawPettyCash, { ...asked, bankAccount: '1001' }))).toMatchObject({
    code: 'finance.cash_desk.bank_account_unfit',
  });
  const { id: cashDrawId } = await draw();
  const holder = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(refuseCashDraw, { cashDrawId, reason: '银行无此笔' }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
});

test('F-04 a cheque whose draw is refused may be recorded as it is', async () => {
  await cash.openDay();
  const number = '30999999';
  const { id: cashDrawId } = await draw({ number, amountFen: 3_000 });
  await rig.accountant.call(refuseCashDraw, { cashDrawId, reason: '金额录错' });
  expect(await draw({ number })).toMatchObject({ state: 'drawn', amountFen: 30_000 });
  expect(await refusal(draw({ number }))).toMatchObject({ code: 'finance.cash_draw.number_used' });
});

test('F-03 the limit is told where petty cash passes it, once, and again after some of it was paid out', async () => {
  await cash.openDay();
  const told = async () => (await rig.told(cashLimitPassed)).filter((one) => one.subject === cash.cashDeskId).length;
  await draw({ amountFen: 100_000 });
  expect(await told()).toBe(0);
  await draw({ amountFen: 1 });
  await draw();
  expect(await told()).toBe(1);
  await cash.payOut({ kind: 'wages', amountFen: 100_000 });
  expect((await rig.cashier.call(getCashDesk, { cashDeskId: cash.cashDeskId })).overLimit).toBe(false);
  await draw({ amountFen: 100_000 });
  expect(await told()).toBe(2);
});

test('F-04 a draw that the bank knows nothing of stays while its money is spent', async () => {
  await cash.openDay();
  const { id: cashDrawId } = await draw();
  await cash.payOut({ amountFen: 10_000 });
  expect(await refusal(rig.accountant.call(refuseCashDraw, { cashDrawId, reason: '银行无此笔' }))).toMatchObject({
    code: 'finance.cash_desk.not_enough',
  });
});
