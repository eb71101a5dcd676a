import {
  amendPayment,
  checkVoucher,
  failPayment,
  getVoucher,
  listLoanMoves,
  listLoans,
  loanChanged,
  loanLeftBehind,
  loanOverdue,
  makePaymentVoucher,
  sendPayment,
  settlePayment,
  showAccountStatement,
  submitVoucher,
  postVoucher,
  withdrawPayment,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { paperNumber } from '../payment/payment.rig.ts';
import { LoanRig } from './loan.rig.ts';

let rig: FinanceRig;
let loans: LoanRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  loans = new LoanRig(rig);
  await rig.post([
    ['1002', 'debit', 100_000_000],
    ['3001', 'credit', 100_000_000],
  ]);
});
afterAll(() => rig?.close());

const openAlready = { code: 'finance.loan.open_already' };

test('F-05 a loan is opened when its payment is paid, and is owed until then by nobody', async () => {
  const person = await loans.person();
  const { id: paymentId, amountFen } = await loans.payments.sent(loans.lent(person));
  expect(await loans.openOf(person)).toEqual([]);
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen };
  const { loanId } = await rig.colleague.call(settlePayment, { paymentId, ...slip });
  expect(await loans.get(loanId!)).toMatchObject({
    ...{ state: 'open', paymentId, borrowerId: person.caller.staffId, borrowerName: person.caller.name },
    ...{ amountFen: 100_000, settledFen: 0, openFen: 100_000, accountCode: '1221', borrowerGone: false },
    ...{ paidDay: '2026-03-02', dueDay: '2026-04-01', ageDays: 0, overdue: false },
  });
  expect(await loans.moves(loanId!)).toEqual([]);
});

test('F-05 whoever owes a loan, or has asked for one, gets none before it is settled or withdrawn', async () => {
  const { person, loan } = await loans.debtor();
  const { payments } = loans;
  expect(await refusal(payments.request(loans.lent(person)))).toMatchObject({
    ...openAlready,
    details: { borrower: person.caller.name },
  });
  // Nor by amending what asks for something else.
  const other = await payments.request({ kind: 'expense', payee: loans.lent(person).payee! });
  const { kind, way, payee, amountFen, summary, documents } = { ...other, ...loans.lent(person, { way: 'cash' }) };
  const lent = { kind, way, payee, amountFen, summary, documents };
  expect(await refusal(payments.requester.call(amendPayment, { paymentId: other.id, ...lent }))).toMatchObject(
    openAlready,
  );
  const { id } = await payments.approved(loans.claimed(person, { amountFen: 100_000 }));
  await loans.setOff(id);
  expect(await loans.get(loan.id)).toMatchObject({ state: 'settled', openFen: 0, ageDays: null });
  const { id: paymentId } = await payments.request(loans.lent(person));
  expect(await refusal(payments.request(loans.lent(person)))).toMatchObject(openAlready);
  await payments.requester.call(withdrawPayment, { paymentId, reason: '不再需要' });
  const next = await payments.request(loans.lent(person));
  // What came to be owed behind it is seen as it is signed.
  await rig.desk.asOwner('finance', `UPDATE loan SET state = 'open', settled_fen = 0 WHERE id = '${loan.id}'`);
  expect(await refusal(payments.sign(next.id, rig.manager))).toMatchObject(openAlready);
});

test('F-05 of two requests for one person at once one is refused, and so is a second loan in the database', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const person = await loans.person();
    const both = await outcomes([1, 2].map(() => loans.payments.request(loans.lent(person))));
    expect(both.toSorted()).toEqual(['finance.loan.open_already', 'ok']);
  }
  const { loan } = await loans.debtor();
  const second = `INSERT INTO loan SELECT (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(),
     'payment_id', gen_random_uuid()))).* FROM loan l WHERE id = '${loan.id}'`;
  await expect(rig.desk.asOwner('finance', second)).rejects.toThrow('loan_open');
  for (const more of ['settled_fen = amount_fen + 1', 'settled_fen = -1', `state = 'settled'`])
    await expect(rig.desk.sql('finance', `UPDATE loan SET ${more} WHERE id = $1`, [loan.id])).rejects.toThrow('loan_');
});

test('F-05 what the bank sent back is lent by no one', async () => {
  const person = await loans.person();
  const { id: paymentId } = await loans.payments.sent(loans.lent(person));
  await rig.accountant.call(failPayment, { paymentId, reason: '户名不符退汇' });
  expect(await loans.openOf(person)).toEqual([]);
});

test('F-05 a loan needs a slip, somebody of the staff, and no other party', async () => {
  const person = await loans.person();
  const { payee } = loans.lent(person);
  for (const given of [
    loans.lent(person, { documents: [{ kind: 'expense_claim', number: 'BX1' }] }),
    loans.lent(person, { payee: { kind: 'person', payeeName: '外人' } }),
    loans.lent(person, { payee: { ...payee!, party: 'customer:1' } }),
    loans.claimed(person, { kind: 'supplier' }),
    loans.claimed(person, { payee: { kind: 'person', payeeName: '外人' } }),
  ])
    expect(await refusal(loans.payments.request(given))).toMatchObject({ code: 'invalid_request' });
});

test('F-05 an expense is set off against what is owed, never for more, by who neither asked nor signed nor is paid', async () => {
  const { person, loan } = await loans.debtor();
  const { id, loanId } = await loans.payments.approved(loans.claimed(person, { amountFen: 150_000 }));
  expect(loanId).toBeNull();
  // Two have signed it.
  expect(await refusal(loans.setOff(id, rig.accountant))).toMatchObject({ code: 'finance.second_hand' });
  expect(await refusal(loans.setOff(id))).toMatchObject({
    ...{ code: 'finance.loan.too_much' },
    details: { borrower: person.caller.name, openFen: 100_000, amountFen: 150_000 },
  });
  const fitting = await loans.payments.approved(loans.claimed(person));
  const payee = rig.desk.as('accountant', { staffId: person.caller.staffId });
  expect(await refusal(loans.setOff(fitting.id, payee))).toMatchObject({ code: 'finance.second_hand' });
  expect(await refusal(rig.cashier.call(sendPayment, { paymentId: fitting.id, bankAccount: '1002' }))).toMatchObject({
    code: 'finance.payment.other_way',
  });
  expect(await loans.setOff(fitting.id)).toMatchObject({ state: 'paid', loanId: loan.id, paidDay: '2026-03-02' });
  expect(await refusal(loans.setOff(fitting.id))).toMatchObject({ code: 'step_refused' });
  expect(await loans.get(loan.id)).toMatchObject({ state: 'open', settledFen: 30_000, openFen: 70_000 });
  expect(await loans.moves(loan.id)).toEqual([['offset', 30_000, 30_000]]);
  for (const change of ['UPDATE loan_move SET amount_fen = 1', 'DELETE FROM loan_move', 'TRUNCATE loan_move'])
    await expect(rig.desk.asOwner('finance', change)).rejects.toThrow(/append-only/);
  const cash = await loans.payments.approved();
  expect(await refusal(loans.setOff(cash.id))).toMatchObject({ code: 'finance.payment.other_way' });
  const without = await loans.payments.approved(loans.claimed(await loans.person()));
  expect(await refusal(loans.setOff(without.id))).toMatchObject({ code: 'finance.loan.none_open' });
  const altered = await loans.payments.approved(loans.claimed(person));
  await rig.desk.sql('finance', 'UPDATE payment SET amount_fen = 1 WHERE id = $1', [altered.id]);
  expect(await refusal(loans.setOff(altered.id))).toMatchObject({ code: 'finance.payment.altered' });
});

test('F-05 of two expenses for the last of a loan one is set off', async () => {
  const { person, loan } = await loans.debtor({ amountFen: 30_000 });
  const both: string[] = [];
  for (let one = 0; one < 2; one += 1) both.push((await loans.payments.approved(loans.claimed(person))).id);
  const held = 'SELECT FROM loan WHERE id = $1 FOR UPDATE';
  const ends = await rig.inLine(
    held,
    [loan.id],
    both.map((id) => () => loans.setOff(id)),
  );
  expect(ends.toSorted()).toEqual(['ok', 'step_refused']);
  expect(await loans.get(loan.id)).toMatchObject({ state: 'settled', settledFen: 30_000 });
});

test('F-05 what is set off is a transfer voucher that an accountant makes, on the account and party of the loan', async () => {
  const { person, loan } = await loans.debtor();
  const { id: paymentId } = await loans.payments.approved(loans.claimed(person));
  await loans.setOff(paymentId);
  expect(await refusal(rig.cashier.call(makePaymentVoucher, { paymentId }))).toMatchObject({
    code: 'finance.voucher.maker_unfit',
  });
  const { voucherId } = await rig.colleague.call(makePaymentVoucher, { paymentId });
  expect(await rig.colleague.call(makePaymentVoucher, { paymentId })).toMatchObject({ voucherId });
  const party = `staff:${person.caller.staffId}`;
  expect(await rig.accountant.call(getVoucher, { voucherId: voucherId! })).toMatchObject({
    ...{ kind: 'transfer', day: '2026-03-02', documents: [{ kind: 'expense_claim' }] },
    lines: [
      { accountCode: '5602', side: 'debit', amountFen: 30_000, party },
      { accountCode: '1221', side: 'credit', amountFen: 30_000, party },
    ],
  });
  const { voucherId: given } = await rig.cashier.call(makePaymentVoucher, { paymentId: loan.paymentId });
  expect(await rig.accountant.call(getVoucher, { voucherId: given! })).toMatchObject({
    lines: [
      { accountCode: '1221', side: 'debit', amountFen: 100_000, party },
      { accountCode: '1002', side: 'credit', amountFen: 100_000 },
    ],
  });
  await rig.colleague.call(submitVoucher, { voucherId: voucherId! });
  await rig.manager.call(checkVoucher, { voucherId: voucherId! });
  await rig.accountant.call(postVoucher, { voucherId: voucherId! });
  const statement = { accountCode: '1221', from: '2026-03-02', until: '2026-03-31' };
  const { items } = await rig.accountant.call(showAccountStatement, statement);
  expect(items).toMatchObject([{ side: 'credit', amountFen: 30_000, party }]);
});

test('F-05 whoever leaves with an open loan is told of once, also where it is paid after they have left', async () => {
  const { person, loan } = await loans.debtor();
  const told = async (loanId: string) => (await rig.told(loanLeftBehind)).filter(({ subject }) => subject === loanId);
  await loans.isHere(person, false, 2);
  await loans.isHere(person, false, 3);
  expect(await told(loan.id)).toHaveLength(1);
  expect(await loans.get(loan.id)).toMatchObject({ borrowerGone: true, state: 'open' });
  const { items } = await rig.accountant.call(listLoans, { borrowerGone: true });
  expect(items.map(({ id }) => id)).toEqual([loan.id]);
  await loans.isHere(person, true, 4);
  expect(await loans.get(loan.id)).toMatchObject({ borrowerGone: false });
  const late = await loans.person();
  const { id: paymentId, amountFen } = await loans.payments.sent(loans.lent(late));
  await loans.isHere(late, false, 2);
  const slip = { number: paperNumber('HD'), day: '2026-03-02', amountFen };
  const { loanId } = await rig.colleague.call(settlePayment, { paymentId, ...slip });
  expect(await told(loanId!)).toHaveLength(1);
  expect(await loans.get(loanId!)).toMatchObject({ borrowerGone: true });
});

test('P-05 whoever isn’t of finance reads their own loans, and events name no sum', async () => {
  const { person, loan } = await loans.debtor();
  const { loan: other } = await loans.debtor();
  expect(await loans.get(loan.id, person)).toMatchObject({ openFen: 100_000 });
  expect((await person.call(listLoans, {})).items.map(({ id }) => id)).toEqual([loan.id]);
  for (const call of [loans.get(other.id, person), person.call(listLoanMoves, { loanId: other.id })])
    expect(await refusal(call)).toMatchObject({ code: 'finance.loan.not_found' });
  const told = (await rig.told(loanChanged)).filter(({ subject }) => subject === loan.id);
  expect(JSON.stringify(told)).not.toMatch(/100000|员工/);
});

test('F-05 loans are listed with their age, and what is overdue is told once', async () => {
  const { person, loan } = await loans.debtor();
  const { person: other, loan: settled } = await loans.debtor({ amountFen: 30_000 });
  await loans.setOff((await loans.payments.approved(loans.claimed(other))).id);
  rig.desk.clock.set('2026-04-01T12:00:00+08:00');
  await rig.desk.sweep();
  const told = async (loanId: string) =>
    (await rig.told(loanOverdue)).filter(({ subject }) => subject === loanId).map(({ data }) => data);
  expect(await told(loan.id)).toEqual([]);
  rig.desk.clock.set('2026-04-02T00:30:00+08:00');
  for (let turn = 0; turn < 2; turn += 1) await rig.desk.sweep();
  expect(await told(loan.id)).toEqual([{ loanId: loan.id, borrowerId: person.caller.staffId, dueDay: '2026-04-01' }]);
  expect(await told(settled.id)).toEqual([]);
  expect(await loans.get(loan.id)).toMatchObject({ ageDays: 31, overdue: true });
  const listed = async (given: object) =>
    (await rig.cashier.call(listLoans, { limit: 200, ...given })).items.map(({ id }) => id);
  expect(await listed({ overdue: true })).toContain(loan.id);
  expect(await listed({ overdue: true })).not.toContain(settled.id);
  expect(await listed({ overdue: false })).toContain(settled.id);
  // What is settled late is told of no more.
  const id = (await loans.payments.approved(loans.claimed(person))).id;
  await loans.setOff(id);
  await rig.desk.sweep();
  expect(await told(loan.id)).toHaveLength(1);
});
