import {
  acceptCustodyItem,
  getPayment,
  giveCustodyItem,
  listChequeNumbers,
  makePaymentVoucher,
  sendPayment,
  settlePayment,
  spoilCheque,
  takeBackCheque,
  submitVoucher,
  checkVoucher,
  signVoucher,
  postVoucher,
  withdrawPayment,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { paperNumber } from '../payment/payment.rig.ts';
import { ChequeRig } from './cheque.rig.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
});
afterAll(() => rig?.close());

const tooLow = 'finance.payment.bank_too_low';
const held = (chequeId: string) => ['SELECT id FROM cheque WHERE id = $1 FOR UPDATE', [chequeId]] as const;
const heldPayment = (id: string) => ['SELECT id FROM payment WHERE id = $1 FOR UPDATE', [id]] as const;

test('F-11 two cheques on the last of what is at the bank: one is signed', async () => {
  const book = await ChequeRig.open(rig, { fen: 15_000 });
  const both = [await book.drawn({ amountFen: 10_000 }), await book.drawn({ amountFen: 10_000 })];
  const ends = await rig.inLine(
    ...(['SELECT account FROM guarded WHERE account = $1 FOR UPDATE', [book.bankAccount]] as const),
    both.map(
      ({ id }) =>
        () =>
          book.sign(id),
    ),
  );
  expect(ends).toEqual(['ok', tooLow]);
});

test('F-11 a cheque and a transfer rest on the same money once, until what was paid is booked', async () => {
  const book = await ChequeRig.open(rig, { fen: 20_000 });
  const { bankAccount } = book;
  const { id: paymentId, amountFen } = await book.payments.approved({ way: 'transfer', amountFen: 15_000 });
  const cheque = await book.drawn({ amountFen: 10_000 });
  const send = () => rig.cashier.call(sendPayment, { paymentId, bankAccount });
  const ends = await outcomes([send(), book.sign(cheque.id)]);
  expect(ends.toSorted()).toEqual(['ok', tooLow].toSorted());
  if (ends[0] !== 'ok') {
    await book.void(cheque.id);
    await send();
  }
  const more = await book.payments.approved({ way: 'transfer', amountFen: 5_001 });
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId: more.id, bankAccount }))).toMatchObject({
    code: tooLow,
  });
  const small = await book.drawn({ amountFen: 5_001 });
  expect(await refusal(book.sign(small.id))).toMatchObject({ code: tooLow, details: { accountCode: bankAccount } });
  await rig.colleague.call(settlePayment, { paymentId, number: paperNumber('HD'), day: '2026-03-02', amountFen });
  expect(await refusal(book.sign(small.id))).toMatchObject({ code: tooLow });
  const voucherId = (await rig.cashier.call(makePaymentVoucher, { paymentId })).voucherId!;
  expect(await refusal(book.sign(small.id))).toMatchObject({ code: tooLow });
  await rig.cashier.call(submitVoucher, { voucherId });
  await rig.accountant.call(checkVoucher, { voucherId });
  await rig.cashier.call(signVoucher, { voucherId });
  await rig.colleague.call(postVoucher, { voucherId });
  // 5,000 are left, and counted once.
  expect(await refusal(book.sign(small.id))).toMatchObject({ code: tooLow });
  const fits = await book.drawn({ amountFen: 5_000 });
  expect(await book.sign(fits.id)).toMatchObject({ state: 'signed' });
});

test('F-11 a cheque counts while it is signed, out, and cashed without being booked, and no more when it is void', async () => {
  const book = await ChequeRig.open(rig, { fen: 10_000 });
  const first = await book.signed({ amountFen: 6_000 });
  const second = await book.drawn({ amountFen: 6_000 });
  const refused = async () => expect(await refusal(book.sign(second.id))).toMatchObject({ code: tooLow });
  await refused();
  await book.handOut(first.id);
  await refused();
  await rig.cashier.call(takeBackCheque, { chequeId: first.id, reason: '客户退回' });
  await refused();
  await book.void(first.id);
  await book.sign(second.id);
  const third = await book.drawn({ amountFen: 6_000 });
  await book.cash(await book.handOut(second.id));
  expect(await refusal(book.sign(third.id))).toMatchObject({ code: tooLow });
});

test('F-11 two who draw for one payment draw one cheque', async () => {
  const book = await ChequeRig.open(rig);
  const { id } = await book.approved();
  const ends = await rig.inLine(...heldPayment(id), [() => book.draw(id), () => book.draw(id)]);
  expect(ends).toEqual(['ok', 'finance.payment.cheque_stands']);
  const { numbers } = await rig.cashier.call(listChequeNumbers, { chequeBookId: book.chequeBookId });
  expect(numbers.filter(({ use }) => use !== 'left')).toHaveLength(1);
});

test('F-11 what is drawn and withdrawn at once is one of both', async () => {
  const book = await ChequeRig.open(rig);
  const { id: paymentId } = await book.approved();
  const ends = await outcomes([
    book.draw(paymentId),
    book.payments.requester.call(withdrawPayment, { paymentId, reason: '不用了' }),
  ]);
  const { state, chequeId } = await rig.cashier.call(getPayment, { paymentId });
  expect([ends.filter((end) => end === 'ok').length, state === 'withdrawn' ? chequeId : state]).toEqual(
    state === 'withdrawn' ? [1, null] : [1, 'approved'],
  );
});

test('F-11 signed or void, handed out or void, cashed or taken back: one of both', async () => {
  const book = await ChequeRig.open(rig, { fen: 1_000_000 });
  const drawn = await book.drawn();
  const signing = await rig.inLine(...held(drawn.id), [() => book.sign(drawn.id), () => book.void(drawn.id)]);
  expect(signing).toEqual(['ok', 'version_mismatch']);
  const other = await book.drawn();
  const voiding = await rig.inLine(...held(other.id), [() => book.void(other.id), () => book.sign(other.id)]);
  expect(voiding[0]).toBe('ok');
  expect(['step_refused', 'version_mismatch']).toContain(voiding[1]);
  const signed = await book.signed();
  const handing = await rig.inLine(...heldPayment(signed.paymentId!), [
    () => book.void(signed.id),
    () => book.handOut(signed.id),
  ]);
  expect(handing).toEqual(['ok', 'step_refused']);
  const out = await book.out();
  const cashing = await rig.inLine(...heldPayment(out.paymentId!), [
    () => rig.cashier.call(takeBackCheque, { chequeId: out.id, reason: '客户退回' }),
    () => book.cash(out),
  ]);
  expect(cashing).toEqual(['ok', 'step_refused']);
});

test('F-11 an expired cheque is cashed or made void, and its payment paid or free: one of both', async () => {
  const book = await ChequeRig.open(rig);
  const out = await book.out();
  rig.comeTo('2026-03-16');
  const ends = await rig.inLine(...heldPayment(out.paymentId!), [
    () => book.cash(out, '2026-03-12'),
    () => book.void(out.id),
  ]);
  expect(ends[0]).toBe('ok');
  expect(['step_refused', 'version_mismatch']).toContain(ends[1]);
  expect(await rig.cashier.call(getPayment, { paymentId: out.paymentId! })).toMatchObject({ state: 'paid' });
});

test('F-11 many who take numbers of a book take each once, and leave no gap', async () => {
  const book = await ChequeRig.open(rig, { cheques: 6 });
  const { chequeBookId } = book;
  const payments = await Promise.all([1, 2, 3, 4].map(() => book.approved()));
  const ends = await outcomes([
    ...payments.map(({ id }) => book.draw(id)),
    ...[1, 2, 3, 4].map(() => rig.cashier.call(spoilCheque, { chequeBookId, reason: '写错作废' })),
  ]);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(6);
  expect(new Set(ends)).toEqual(new Set(['ok', 'finance.cheque.book_used_up']));
  const rows = await rig.desk.sql<{ place: number }>(
    'finance',
    'SELECT place FROM cheque WHERE book_id = $1 ORDER BY place',
    [chequeBookId],
  );
  expect(rows.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('F-11 F-16 a book that is handed over while its holder draws is drawn on by one of both hands', async () => {
  const book = await ChequeRig.open(rig);
  const { custodyItemId } = book;
  const { id } = await book.approved();
  await rig.cashier.call(giveCustodyItem, { custodyItemId, receiverId: rig.colleague.caller.staffId });
  const ends = await outcomes([book.draw(id), rig.colleague.call(acceptCustodyItem, { custodyItemId })]);
  expect(ends[1]).toBe('ok');
  expect(['ok', 'finance.cheque.not_in_your_hand']).toContain(ends[0]);
});
