import { randomUUID } from 'node:crypto';
import {
  acceptCustodyItem,
  amendPayment,
  attachToPayment,
  cashCheque,
  chequeChanged,
  detachFromPayment,
  failPayment,
  getCheque,
  getPayment,
  getVoucher,
  giveCustodyItem,
  handOutCheque,
  listChequeNumbers,
  listCheques,
  makePaymentVoucher,
  refusePayment,
  returnChequeBook,
  sendPayment,
  settlePayment,
  signCheque,
  spoilCheque,
  takeBackCheque,
  withdrawPayment,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig } from '../finance.rig.ts';
import { paperNumber } from '../payment/payment.rig.ts';
import { ChequeRig } from './cheque.rig.ts';

let rig: FinanceRig;
let cheques: ChequeRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  cheques = await ChequeRig.open(rig, { fen: 100_000_000 });
});
afterAll(() => rig?.close());

const paymentOf = (paymentId: string) => rig.cashier.call(getPayment, { paymentId });
const spoil = (chequeBookId: string) => rig.cashier.call(spoilCheque, { chequeBookId, reason: '写错作废' });

test('F-11 a cheque is drawn, signed, handed out and cashed, each by somebody else, and has one voucher', async () => {
  const { id: paymentId } = await cheques.approved({ amountFen: 120_000 });
  const drawn = await cheques.draw(paymentId);
  const { id: chequeId } = drawn;
  expect(drawn).toMatchObject({
    ...{ state: 'drawn', number: `${cheques.series}-00000001`, paymentId, amountFen: 120_000, signature: null },
    ...{ day: '2026-03-02', dayWords: '贰零贰陆年叁月零贰日', amountWords: '壹仟贰佰元整', goodUntil: '2026-03-12' },
  });
  expect(await refusal(cheques.handOut(chequeId))).toMatchObject({ code: 'step_refused' });
  expect(await cheques.sign(chequeId)).toMatchObject({ state: 'signed', signature: { byName: '郑总' } });
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'approved', chequeId });
  expect(await cheques.handOut(chequeId)).toMatchObject({
    ...{ state: 'handed_out', handedOut: { receiver: '林先生', handedDay: '2026-03-02' } },
  });
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'sent', sent: { bankAccount: cheques.bankAccount } });
  const slip = { number: paperNumber('ZP'), day: '2026-03-02', amountFen: 120_000 };
  const own = rig.desk.as('accountant', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(own.call(cashCheque, { chequeId, ...slip }))).toMatchObject({ code: 'finance.second_hand' });
  expect(await rig.colleague.call(cashCheque, { chequeId, ...slip })).toMatchObject({
    ...{ state: 'cashed', cashed: { slipNumber: slip.number, slipDay: '2026-03-02' } },
  });
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'paid', paidDay: '2026-03-02' });
  const { voucherId } = await rig.cashier.call(makePaymentVoucher, { paymentId });
  expect(await rig.accountant.call(getVoucher, { voucherId: voucherId! })).toMatchObject({
    lines: [
      { accountCode: '5602', side: 'debit', amountFen: 120_000 },
      { accountCode: cheques.bankAccount, side: 'credit', amountFen: 120_000 },
    ],
  });
  const told = (await rig.told(chequeChanged)).filter(({ subject }) => subject === chequeId);
  expect(told.map(({ data }) => (data as { state: string }).state)).toEqual([
    ...['drawn', 'signed', 'handed_out', 'cashed'],
  ]);
});

test('F-11 only who holds the book draws on it, and who comes to hold it draws then', async () => {
  const book = await ChequeRig.open(rig);
  const { id: paymentId } = await book.approved();
  const { custodyItemId } = book;
  expect(await refusal(book.draw(paymentId, rig.colleague))).toMatchObject({ code: 'finance.cheque.not_in_your_hand' });
  await rig.cashier.call(giveCustodyItem, { custodyItemId, receiverId: rig.colleague.caller.staffId });
  const spoiled = await spoil(book.chequeBookId);
  expect(spoiled).toMatchObject({ state: 'voided', paymentId: null, amountFen: null, dayWords: null });
  await rig.colleague.call(acceptCustodyItem, { custodyItemId });
  for (const call of [() => book.draw(paymentId), () => spoil(book.chequeBookId)])
    expect(await refusal(call())).toMatchObject({ code: 'finance.cheque.not_in_your_hand' });
  const drawn = await book.draw(paymentId, rig.colleague);
  expect(drawn.number).toBe(`${book.series}-00000002`);
  await book.sign(drawn.id);
  expect(await refusal(book.handOut(drawn.id))).toMatchObject({ code: 'finance.cheque.not_in_your_hand' });
  await book.handOut(drawn.id, rig.colleague);
  const back = { chequeId: drawn.id, reason: '客户退回' };
  expect(await refusal(rig.cashier.call(takeBackCheque, back))).toMatchObject({
    code: 'finance.cheque.not_in_your_hand',
  });
});

test('F-11 nothing is drawn for what is not signed, is paid otherwise, or has a cheque', async () => {
  const asked = await cheques.payments.request({ way: 'cheque' });
  expect(await refusal(cheques.draw(asked.id))).toMatchObject({ code: 'step_refused' });
  const transfer = await cheques.payments.approved({ way: 'transfer' });
  expect(await refusal(cheques.draw(transfer.id))).toMatchObject({ code: 'finance.payment.other_way' });
  const { paymentId } = await cheques.drawn();
  expect(await refusal(cheques.draw(paymentId!))).toMatchObject({ code: 'finance.payment.cheque_stands' });
  const own = await cheques.payments.request({ way: 'cheque' }, rig.cashier);
  await cheques.payments.sign(own.id, rig.manager);
  expect(await refusal(cheques.draw(own.id))).toMatchObject({ code: 'finance.second_hand' });
  expect(await refusal(cheques.draw(randomUUID()))).toMatchObject({ code: 'finance.payment.not_found' });
  const unknown = { ...cheques, chequeBookId: randomUUID() };
  const { id } = await cheques.approved();
  expect(await refusal(ChequeRig.prototype.draw.call(unknown, id))).toMatchObject({
    code: 'finance.cheque_book.not_found',
  });
});

test('F-06 F-11 a cheque is signed on what was seen, and by nobody who has a hand in it', async () => {
  const [director, cashier] = [rig.director, rig.cashier];
  const { id: chequeId } = await cheques.drawn();
  await director.call(getCheque, { chequeId });
  const other = { chequeId, digest: '0'.repeat(64) };
  expect(await refusal(director.call(signCheque, other))).toMatchObject({ code: 'finance.cheque.differs' });
  const as = (staffId: string) => rig.desk.as('general_manager', { staffId });
  const requester = cheques.payments.requester.caller.staffId;
  for (const staffId of [cashier.caller.staffId, requester])
    expect(await refusal(cheques.sign(chequeId, as(staffId)))).toMatchObject({ code: 'finance.second_hand' });
  await rig.desk.sql('finance', 'UPDATE cheque SET amount_fen = 99999 WHERE id = $1', [chequeId]);
  expect(await refusal(cheques.sign(chequeId))).toMatchObject({ code: 'finance.cheque.altered' });
  const paid = await cheques.drawn({
    payee: { kind: 'person', payeeName: '孙会计', staffId: rig.accountant.caller.staffId },
  });
  expect(await refusal(cheques.sign(paid.id, as(rig.accountant.caller.staffId)))).toMatchObject({
    code: 'finance.second_hand',
  });
});

test('F-11 whoever holds the book by now does not sign, whoever drew it', async () => {
  const book = await ChequeRig.open(rig);
  const { custodyItemId } = book;
  const { id: chequeId } = await book.drawn();
  await rig.cashier.call(giveCustodyItem, { custodyItemId, receiverId: rig.manager.caller.staffId });
  await rig.manager.call(acceptCustodyItem, { custodyItemId });
  const holder = rig.desk.as('general_manager', { staffId: rig.manager.caller.staffId });
  expect(await refusal(book.sign(chequeId, holder))).toMatchObject({ code: 'finance.second_hand' });
  await book.sign(chequeId);
  // They signed for the payment.
  expect(await refusal(book.handOut(chequeId, rig.manager))).toMatchObject({ code: 'finance.second_hand' });
  const keeper = rig.desk.as('finance_manager', { staffId: rig.manager.caller.staffId });
  expect(await refusal(book.void(chequeId, keeper))).toMatchObject({ code: 'finance.second_hand' });
});

test('F-11 what was altered behind the signature is neither handed out nor cashed', async () => {
  const signed = await cheques.signed();
  await rig.desk.sql('finance', `UPDATE cheque SET payee_name = '别人' WHERE id = $1`, [signed.id]);
  expect(await refusal(cheques.handOut(signed.id))).toMatchObject({ code: 'finance.cheque.altered' });
  const out = await cheques.out();
  await rig.desk.sql('finance', 'UPDATE cheque SET amount_fen = 1 WHERE id = $1', [out.id]);
  expect(await refusal(cheques.cash(out))).toMatchObject({ code: 'finance.cheque.altered' });
  const paper = await cheques.signed();
  await rig.desk.sql('finance', `UPDATE payment SET summary = '别的' WHERE id = $1`, [paper.paymentId]);
  expect(await refusal(cheques.handOut(paper.id))).toMatchObject({ code: 'finance.payment.altered' });
});

test('F-11 what a cheque is drawn for stays as it is until the cheque is void, and takes another one then', async () => {
  const { id: chequeId, paymentId: bound } = await cheques.signed();
  const paymentId = bound!;
  const { requester } = cheques.payments;
  const file = { type: 'application/pdf' as const, bytes: Buffer.from('%PDF-1.4 %%EOF') };
  const { kind, way, payee, amountFen, documents } = await requester.call(getPayment, { paymentId });
  const content = { kind, way, payee: { ...payee, party: null }, amountFen, documents, summary: '改一改' } as const;
  for (const call of [
    () => requester.call(withdrawPayment, { paymentId, reason: '不用了' }),
    () => requester.call(amendPayment, { paymentId, ...content }),
    () => rig.manager.call(refusePayment, { paymentId, reason: '不同意' }),
    () => requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file }),
    () => requester.call(detachFromPayment, { paymentId, attachmentId: randomUUID(), reason: '不是附件' }),
  ])
    expect(await refusal(call())).toMatchObject({ code: 'finance.payment.cheque_stands' });
  expect(await refusal(cheques.void(chequeId, rig.cashier))).toMatchObject({ code: 'finance.second_hand' });
  expect(await cheques.void(chequeId)).toMatchObject({
    state: 'voided',
    reason: '填写有误',
    voided: { byName: '孙会计' },
  });
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'approved', chequeId: null });
  const second = await cheques.draw(paymentId);
  await cheques.void(second.id, rig.cashier);
  await requester.call(getPayment, { paymentId });
  expect(await requester.call(withdrawPayment, { paymentId, reason: '不用了' })).toMatchObject({ state: 'withdrawn' });
});

test('F-11 a cheque that somebody has is taken back before it is void, and is neither sent nor settled otherwise', async () => {
  const out = await cheques.out();
  const { id: chequeId, paymentId: bound } = out;
  const paymentId = bound!;
  expect(await refusal(cheques.void(chequeId))).toMatchObject({ code: 'finance.cheque.still_out' });
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen: out.amountFen! };
  for (const call of [
    () => rig.colleague.call(settlePayment, { paymentId, ...slip }),
    () => rig.colleague.call(failPayment, { paymentId, reason: '退汇' }),
  ])
    expect(await refusal(call())).toMatchObject({ code: 'finance.payment.other_way' });
  const back = { chequeId, reason: '客户退回' };
  expect(await rig.cashier.call(takeBackCheque, back)).toMatchObject({ state: 'signed', handedOut: null });
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'approved', sent: null, chequeId });
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId, bankAccount: cheques.bankAccount }))).toMatchObject({
    code: 'finance.payment.other_way',
  });
  await cheques.handOut(chequeId);
  await cheques.cash(out);
  expect(await paymentOf(paymentId)).toMatchObject({ state: 'paid' });
});

test('F-11 a slip that says something else, or stands with another payment, is refused', async () => {
  const out = await cheques.out();
  const { id: chequeId } = out;
  const cash = (given: { amountFen?: number; day?: string; number?: string }) =>
    refusal(
      rig.accountant.call(cashCheque, {
        ...{ chequeId, number: paperNumber('ZP'), day: '2026-03-02', amountFen: out.amountFen! },
        ...given,
      }),
    );
  for (const given of [{ amountFen: out.amountFen! + 1 }, { day: '2026-03-01' }])
    expect(await cash(given)).toMatchObject({ code: 'finance.cheque.slip_differs' });
  const first = await cheques.out();
  const { cashed } = await cheques.cash(first);
  expect(await cash({ number: cashed!.slipNumber })).toMatchObject({ code: 'finance.payment.slip_known' });
});

test('F-11 the register says what became of each number, and a book that is used up gives none', async () => {
  const book = await ChequeRig.open(rig, { cheques: 4 });
  const { chequeBookId, bankAccount } = book;
  await spoil(chequeBookId);
  await book.cash(await book.out());
  const last = await book.drawn();
  const numbers = async () => {
    const answer = await rig.cashier.call(listChequeNumbers, { chequeBookId });
    return answer.numbers.map(({ number, use }) => [Number(number.slice(-8)), use]);
  };
  expect(await numbers()).toEqual([
    [1, 'voided'],
    [2, 'used'],
    [3, 'outstanding'],
    [4, 'left'],
  ]);
  await rig.accountant.call(returnChequeBook, { chequeBookId, reason: '换新' });
  expect((await numbers()).at(-1)).toEqual([4, 'cancelled']);
  const { id: paymentId } = await book.approved();
  for (const call of [() => book.draw(paymentId), () => spoil(chequeBookId)])
    expect(await refusal(call())).toMatchObject({ code: 'finance.cheque.book_used_up' });
  // What was drawn goes on.
  await book.sign(last.id);
  const { items } = await rig.cashier.call(listCheques, { bankAccount: [bankAccount], state: ['signed'] });
  expect(items.map(({ id }) => id)).toEqual([last.id]);
  const unknown = randomUUID();
  expect(await refusal(rig.cashier.call(listChequeNumbers, { chequeBookId: unknown }))).toMatchObject({
    code: 'finance.cheque_book.not_found',
  });
  expect(await refusal(rig.cashier.call(spoilCheque, { chequeBookId: unknown, reason: '写错' }))).toMatchObject({
    code: 'finance.cheque_book.not_found',
  });
  for (const call of [
    () => rig.cashier.call(getCheque, { chequeId: unknown }),
    () => rig.cashier.call(handOutCheque, { chequeId: unknown, receiver: '林先生' }),
  ])
    expect(await refusal(call())).toMatchObject({ code: 'finance.cheque.not_found' });
});
