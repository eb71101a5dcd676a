import { cashCheque, chequeRunOut, chequeUncashed, getPayment } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig } from '../finance.rig.ts';
import { paperNumber } from '../payment/payment.rig.ts';
import { ChequeRig } from './cheque.rig.ts';

let rig: FinanceRig;
let cheques: ChequeRig;
beforeEach(async () => {
  rig = await FinanceRig.open('2026-03');
  cheques = await ChequeRig.open(rig);
});
afterEach(() => rig?.close());

const at = async (day: string) => {
  rig.comeTo(day);
  await rig.desk.sweep();
};
const tellings = async () => {
  const [near, over] = [await rig.told(chequeUncashed), await rig.told(chequeRunOut)];
  return { near: near.map(({ subject }) => subject), over: over.map(({ subject }) => subject) };
};

test('F-11 a cheque that is not cashed is chased once before its last day, and told of once as it expires', async () => {
  const out = await cheques.out();
  const kept = await cheques.signed();
  const cashed = await cheques.out();
  await cheques.cash(cashed);
  await at('2026-03-08');
  expect(await tellings()).toEqual({ near: [], over: [] });
  for (const day of ['2026-03-09', '2026-03-10']) await at(day);
  expect(await tellings()).toEqual({ near: [out.id], over: [] });
  await at('2026-03-12');
  expect((await tellings()).over).toEqual([]);
  for (const day of ['2026-03-13', '2026-03-14']) await at(day);
  const { near, over } = await tellings();
  expect([near, over.toSorted()]).toEqual([[out.id], [out.id, kept.id].toSorted()]);
});

test('F-11 an expired cheque is neither signed nor handed out, and is made void; its payment takes another one', async () => {
  const [drawn, signed, out] = [await cheques.drawn(), await cheques.signed(), await cheques.out()];
  await at('2026-03-13');
  for (const call of [() => cheques.sign(drawn.id), () => cheques.handOut(signed.id)])
    expect(await refusal(call())).toMatchObject({
      code: 'finance.cheque.expired',
      details: { goodUntil: '2026-03-12' },
    });
  const slip = { number: paperNumber('ZP'), amountFen: out.amountFen! };
  const late = { chequeId: out.id, ...slip, day: '2026-03-13' };
  expect(await refusal(rig.colleague.call(cashCheque, late))).toMatchObject({ code: 'finance.cheque.slip_differs' });
  const paymentId = out.paymentId!;
  expect(await cheques.void(out.id)).toMatchObject({ state: 'voided' });
  expect(await rig.cashier.call(getPayment, { paymentId })).toMatchObject({ state: 'approved', chequeId: null });
  const again = await cheques.draw(paymentId);
  expect(again).toMatchObject({ day: '2026-03-13', goodUntil: '2026-03-23' });
});

test('F-11 what the bank paid in time is recorded however late its slip comes', async () => {
  const out = await cheques.out();
  await at('2026-03-20');
  expect(await cheques.cash(out, '2026-03-12')).toMatchObject({ state: 'cashed', cashed: { slipDay: '2026-03-12' } });
});
