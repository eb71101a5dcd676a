import { failPayment, listBankTransfers, type InputOf } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig } from '../finance.rig.ts';
import { PaymentRig } from '../payment/payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
}, 60_000);
afterAll(() => rig?.close());

const list = (given: Partial<InputOf<typeof listBankTransfers>> = {}) =>
  rig.cashier.call(listBankTransfers, { from: '2026-03-01', until: '2026-03-31', ...given });

test('F-12 the list of bank transfers has what was sent and didn’t come back, by day, with its slip', async () => {
  const paid = await payments.paid();
  const { id: back } = await payments.sent();
  await rig.accountant.call(failPayment, { paymentId: back, reason: '户名不符退汇' });
  rig.desk.clock.set('2026-03-03T10:00:00+08:00');
  const sent = await payments.sent({ amountFen: 20_000 });
  await payments.approved();
  const all = await list();
  expect(all).toMatchObject({ total: { count: 2, amountFen: 30_000 }, nextCursor: null });
  expect(all.items).toMatchObject([
    {
      ...{ paymentId: paid.id, sentDay: '2026-03-02', state: 'paid', paidDay: '2026-03-02', amountFen: 10_000 },
      ...{ bankAccount: '1002', bankName: '工商银行', slipNumber: paid.settled!.slipNumber, voucherId: null },
    },
    { paymentId: sent.id, sentDay: '2026-03-03', state: 'sent', paidDay: null, slipNumber: null },
  ]);
  for (const { accountNumber } of all.items) expect(accountNumber).toMatch(/^\*+\d{4}$/);
  const first = await list({ limit: 1 });
  const second = await list({ limit: 1, cursor: first.nextCursor! });
  expect([first, second].flatMap(({ items }) => items.map(({ paymentId }) => paymentId))).toEqual([paid.id, sent.id]);
  expect((await list({ state: ['sent'] })).items.map(({ paymentId }) => paymentId)).toEqual([sent.id]);
  expect(await list({ bankAccount: ['100201'] })).toMatchObject({ items: [], total: { count: 0, amountFen: 0 } });
  expect((await list({ from: '2026-03-03' })).total).toEqual({ count: 1, amountFen: 20_000 });
});

test('F-12 the list of bank transfers is of a year at most', async () => {
  expect(await list({ from: '2025-04-01', until: '2026-03-31' })).toMatchObject({ nextCursor: null });
  for (const range of [
    { from: '2025-03-30', until: '2026-03-31' },
    { from: '2026-03-02', until: '2026-03-01' },
  ])
    expect(await refusal(list(range))).toMatchObject({ code: 'invalid_request' });
});
