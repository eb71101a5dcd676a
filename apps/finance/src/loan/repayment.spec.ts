import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  approveReceiptVoid,
  beginCashHandover,
  closeCashDay,
  countCash,
  getReceipt,
  getVoucher,
  makeDayVouchers,
  sendPayment,
  settlePayment,
  voidReceipt,
  withdrawPayment,
  type InputOf,
  type issueReceipt,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CashRig, hire, piecesOf } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { paperNumber } from '../payment/payment.rig.ts';
import { LoanRig } from './loan.rig.ts';

let rig: FinanceRig;
let loans: LoanRig;
let cash: CashRig;
let cashDayId: string;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  loans = new LoanRig(rig);
  await rig.post([
    ['1002', 'debit', 100_000_000],
    ['3001', 'credit', 100_000_000],
  ]);
  cash = await CashRig.open(rig);
  cashDayId = await cash.openDay();
});
afterEach(async () => expect(await broken()).toEqual([]));
afterAll(() => rig?.close());

/** Loans that aren't what their moves add up to, one after the other, and people who owe several. */
const broken = () =>
  rig.desk.sql<{ id: string }>(
    'finance',
    `SELECT l.id FROM loan l LEFT JOIN LATERAL (SELECT count(*) AS moves, coalesce(max(seq), 0) AS last,
         coalesce(sum(amount_fen), 0) AS settled FROM loan_move m WHERE m.loan_id = l.id) m ON true
      WHERE m.moves <> l.moves OR m.last <> l.moves OR m.settled <> l.settled_fen
         OR l.settled_fen NOT BETWEEN 0 AND l.amount_fen
      UNION ALL SELECT borrower_id FROM loan WHERE state = 'open' GROUP BY 1 HAVING count(*) > 1`,
  );
type Parts = InputOf<typeof issueReceipt>['parts'];
const inCash = (amountFen: number): Parts => [{ method: 'cash', amountFen }];
const byBank = (amountFen: number): Parts => [{ method: 'transfer', amountFen, reference: paperNumber('HK') }];
const repay = (loanId: string, parts: Parts) => cash.issue({ kind: 'repayment', loanId, parts });
const makeVoid = (receiptId: string) =>
  rig.cashier.call(voidReceipt, { receiptId, reason: '金额写错', copiesBack: true });
const held = 'SELECT FROM loan WHERE id = $1 FOR UPDATE';

test('F-05 a receipt that names a loan settles it, never for more than is owed, and gives it back when it is void', async () => {
  const { person, loan } = await loans.debtor();
  const first = await repay(loan.id, inCash(40_000));
  expect(first).toMatchObject({ loanId: loan.id, kind: 'repayment' });
  expect(await refusal(repay(loan.id, inCash(60_001)))).toMatchObject({
    ...{ code: 'finance.loan.too_much' },
    details: { borrower: person.caller.name, openFen: 60_000, amountFen: 60_001 },
  });
  const second = await repay(loan.id, [...inCash(10_000), ...byBank(50_000)]);
  expect(await loans.get(loan.id)).toMatchObject({ state: 'settled', openFen: 0 });
  expect(await refusal(repay(loan.id, inCash(1)))).toMatchObject({ code: 'step_refused' });
  await makeVoid(second.id);
  expect(await loans.get(loan.id)).toMatchObject({ state: 'settled' });
  await rig.accountant.call(approveReceiptVoid, { receiptId: second.id });
  expect(await loans.get(loan.id)).toMatchObject({ state: 'open', settledFen: 40_000 });
  const third = await repay(loan.id, byBank(60_000));
  await makeVoid(third.id);
  expect(await loans.moves(loan.id)).toEqual([
    ['repayment', 40_000, 40_000],
    ['repayment', 60_000, 100_000],
    ['repayment_void', -60_000, 40_000],
    ['repayment', 60_000, 100_000],
    ['repayment_void', -60_000, 40_000],
  ]);
});

test('F-05 what names no loan, is no repayment or is paid by cheque settles none, and nobody takes what they owe themselves', async () => {
  const { loan } = await loans.debtor();
  const cheque: Parts = [{ method: 'cheque', amountFen: 1_000, reference: '30108919' }];
  for (const given of [{ kind: 'deposit' as const }, { kind: 'repayment' as const, parts: cheque }])
    expect(await refusal(cash.issue({ loanId: loan.id, ...given }))).toMatchObject({ code: 'invalid_request' });
  const unknown = cash.issue({ kind: 'repayment', loanId: cash.cashDeskId });
  expect(await refusal(unknown)).toMatchObject({ code: 'finance.loan.not_found' });
  expect(await cash.issue({ kind: 'repayment', parts: byBank(1_000) })).toMatchObject({ loanId: null });
  const { id: paymentId, amountFen } = await loans.payments.approved(loans.lent(rig.cashier));
  const other = rig.desk.as('cashier', { staffId: randomUUID(), name: '赵出纳' });
  await other.call(sendPayment, { paymentId, bankAccount: '1002' });
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen };
  const { loanId } = await rig.colleague.call(settlePayment, { paymentId, ...slip });
  expect(await refusal(repay(loanId!, byBank(1_000)))).toMatchObject({ code: 'finance.second_hand' });
  // Whoever takes the desk over sees what its holder owes (F-16).
  await hire(rig, other);
  const { cashDeskId } = await CashRig.open(rig);
  const handover = { cashDeskId, receiverId: other.caller.staffId, reason: '岗位轮换' };
  const { list } = await rig.cashier.call(beginCashHandover, handover);
  expect(list.loans).toEqual([{ loanId, paidDay: '2026-03-02', openFen: 100_000 }]);
});

test('F-05 a void is refused where they have borrowed, or asked for, another one meanwhile', async () => {
  const { person, loan } = await loans.debtor();
  const { id: receiptId } = await repay(loan.id, inCash(100_000));
  await makeVoid(receiptId);
  const { id: paymentId } = await loans.payments.request(loans.lent(person));
  const approve = () => rig.accountant.call(approveReceiptVoid, { receiptId });
  expect(await refusal(approve())).toMatchObject({ code: 'finance.loan.open_already' });
  await loans.payments.requester.call(withdrawPayment, { paymentId, reason: '不再需要' });
  await loans.open(person);
  expect(await refusal(approve())).toMatchObject({ code: 'finance.loan.open_already' });
  expect(await rig.cashier.call(getReceipt, { receiptId })).toMatchObject({ state: 'void_asked' });
  const { person: other, loan: paid } = await loans.debtor();
  const byTransfer = await repay(paid.id, byBank(100_000));
  await loans.payments.request(loans.lent(other));
  expect(await refusal(makeVoid(byTransfer.id))).toMatchObject({ code: 'finance.loan.open_already' });
  await rig.desk.sql('finance', `UPDATE receipt SET state = 'issued', void_asked = NULL WHERE id = $1`, [receiptId]);
});

test('F-05 of a void and a new request at once one is refused', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const { person, loan } = await loans.debtor();
    const { id: receiptId } = await repay(loan.id, byBank(100_000));
    const ends = await outcomes([makeVoid(receiptId), loans.payments.request(loans.lent(person))]);
    expect(ends.toSorted()).toEqual(['finance.loan.open_already', 'ok']);
  }
});

test('F-05 of what is set off and what is paid back at once only what is owed counts', async () => {
  const { person, loan } = await loans.debtor({ amountFen: 50_000 });
  const { id } = await loans.payments.approved(loans.claimed(person));
  const calls = [() => loans.setOff(id), () => repay(loan.id, byBank(50_000))];
  const ends = await rig.inLine(held, [loan.id], calls);
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  const { settledFen } = await loans.get(loan.id);
  expect(settledFen).toBe(ends[0] === 'ok' ? 30_000 : 50_000);
});

test('F-05 whatever is set off, paid back and made void, a loan is what its moves add up to, and one is open at most', async () => {
  const person = await loans.person();
  const step = fc.record({
    what: fc.constantFrom('lend', 'set_off', 'repay', 'repay', 'void'),
    which: fc.nat(9),
    fen: fc.integer({ min: 1, max: 60_000 }),
  });
  const receipts: string[] = [];
  const loanIds: string[] = [];
  const done = async ({ what, which, fen }: { what: string; which: number; fen: number }) => {
    const loanId = loanIds[which % Math.max(1, loanIds.length)];
    switch (what) {
      case 'lend':
        return loanIds.push((await loans.open(person)).id);
      case 'set_off':
        return loans.setOff((await loans.payments.approved(loans.claimed(person, { amountFen: fen }))).id);
      case 'repay':
        return loanId && receipts.push((await repay(loanId, byBank(fen))).id);
      default: {
        const [receiptId] = receipts.splice(which % Math.max(1, receipts.length), 1);
        return receiptId && makeVoid(receiptId);
      }
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      // Two at a time.
      for (let at = 0; at < steps.length; at += 2)
        for (const end of await outcomes(steps.slice(at, at + 2).map(done)))
          expect(end).toMatch(/^(ok|step_refused|finance\.loan\.\w+|finance\.receipt_book\.missing|write_conflict)$/);
      expect(await broken()).toEqual([]);
    }),
    { numRuns: 5 },
  );
}, 120_000);

test('F-07 what is paid back is booked on the account and party of the loan', async () => {
  const { person, loan } = await loans.debtor();
  const { number } = await repay(loan.id, byBank(25_000));
  const sums = await rig.desk.sql<{ box: string; fen: string }>(
    'finance',
    'SELECT box, balance_fen AS fen FROM cash_box WHERE desk_id = $1',
    [cash.cashDeskId],
  );
  const piecesIn = (wanted: string) => piecesOf(Number(sums.find(({ box }) => box === wanted)!.fen));
  await rig.cashier.call(countCash, { cashDayId, takings: piecesIn('takings'), petty: piecesIn('petty') });
  await rig.cashier.call(closeCashDay, { cashDayId });
  const { voucherIds } = await rig.cashier.call(makeDayVouchers, { cashDayId });
  const vouchers = await Promise.all(
    (voucherIds ?? []).map((voucherId) => rig.accountant.call(getVoucher, { voucherId })),
  );
  const party = `staff:${person.caller.staffId}`;
  expect(vouchers.flatMap(({ lines }) => lines).filter((line) => line.reference === number)).toMatchObject([
    { accountCode: '1221', side: 'credit', amountFen: 25_000, party },
  ]);
});
