import {
  acceptCustodyItem,
  addLedgerAccount,
  chequeBookChanged,
  getChequeBook,
  giveCustodyItem,
  listChequeBooks,
  registerCashDesk,
  registerChequeBook,
  registerCustodyItem,
  retireCustodyItem,
  returnChequeBook,
  type CustodyItemKind,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { accountsFor, hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
  for (const person of [rig.cashier, rig.colleague]) await hire(rig, person);
});
afterAll(() => rig?.close());

const held = async (kind: CustodyItemKind = 'cheque_book', { caller } = rig.cashier) =>
  (await rig.manager.call(registerCustodyItem, { kind, itemName: '工行支票', holderId: caller.staffId })).id;
let series = 0;
const numbersOf = (custodyItemId: string) => ({
  ...{ custodyItemId, bankAccount: '1002', series: `C${(series += 1)}` },
  ...{ firstNumber: 1, lastNumber: 25 },
});
const register = async (given: Partial<InputOf<typeof registerChequeBook>> = {}, client = rig.accountant) =>
  client.call(registerChequeBook, { ...numbersOf(given.custodyItemId ?? (await held())), ...given });
const returned = (chequeBookId: string, client = rig.accountant) =>
  client.call(returnChequeBook, { chequeBookId, reason: '换新支票簿' });

test('F-11 a cheque book is registered for what somebody holds, and what is left is cancelled as it is taken back', async () => {
  const custodyItemId = await held();
  const { id: chequeBookId, ...book } = await register({ custodyItemId });
  expect(book).toMatchObject({
    ...{ custodyItemId, bankAccount: '1002', state: 'in_use', nextNumber: 1, takenBack: null },
    ...{ takenById: rig.cashier.caller.staffId, takenByName: '陈出纳', registeredByName: '孙会计' },
  });
  expect(await returned(chequeBookId, rig.manager)).toMatchObject({
    ...{ state: 'returned', nextNumber: null, cancelledCount: 25, reason: '换新支票簿' },
    takenBack: { byName: '吴经理' },
  });
  expect(await refusal(returned(chequeBookId))).toMatchObject({ code: 'step_refused' });
  expect(await rig.cashier.call(getChequeBook, { chequeBookId })).toMatchObject({ takenByName: '陈出纳' });
  const { items } = await rig.cashier.call(listChequeBooks, { custodyItemId: [custodyItemId], state: ['returned'] });
  expect(items.map(({ id }) => id)).toEqual([chequeBookId]);
  const told = (await rig.told(chequeBookChanged)).filter(({ subject }) => subject === chequeBookId);
  expect(told.map(({ data }) => (data as { state: string }).state)).toEqual(['in_use', 'returned']);
});

test('F-11 only a cheque book that is held has numbers, and one set of them', async () => {
  const custodyItemId = await held();
  await register({ custodyItemId });
  const retired = await held();
  await rig.manager.call(retireCustodyItem, { custodyItemId: retired, reason: '退回银行' });
  const cases: [string, string][] = [
    [await held('safe_key'), 'other_kind'],
    [retired, 'retired'],
    [custodyItemId, 'has_book'],
  ];
  for (const [item, why] of cases)
    expect(await refusal(register({ custodyItemId: item }))).toMatchObject({
      code: 'finance.cheque_book.item_unfit',
      details: { why },
    });
  const unknown = rig.accountant.caller.staffId;
  expect(await refusal(register({ custodyItemId: unknown }))).toMatchObject({ code: 'finance.custody_item.not_found' });
});

test('F-11 a book whose numbers are in use is not given up', async () => {
  const custodyItemId = await held();
  const { id: chequeBookId } = await register({ custodyItemId });
  const givenUp = { custodyItemId, reason: '用完' };
  expect(await refusal(rig.manager.call(retireCustodyItem, givenUp))).toMatchObject({
    code: 'finance.custody_item.book_in_use',
  });
  await returned(chequeBookId);
  expect((await rig.manager.call(retireCustodyItem, givenUp)).state).toBe('retired');
});

test('F-11 P-04 whoever holds a book neither registers nor takes it back, whatever roles they come to have', async () => {
  const custodyItemId = await held('cheque_book', rig.colleague);
  expect(await refusal(register({ custodyItemId }, rig.colleague))).toMatchObject({ code: 'finance.second_hand' });
  const { id: chequeBookId } = await register({ custodyItemId });
  expect(await refusal(returned(chequeBookId, rig.colleague))).toMatchObject({ code: 'finance.second_hand' });
  await rig.colleague.call(giveCustodyItem, { custodyItemId, receiverId: rig.cashier.caller.staffId });
  await rig.cashier.call(acceptCustodyItem, { custodyItemId });
  expect((await returned(chequeBookId, rig.colleague)).state).toBe('returned');
});

test('F-11 a number of an account is registered once, also when two do it at once', async () => {
  const numbers = { series: 'ONCE', firstNumber: 101, lastNumber: 150 };
  const items = [await held(), await held(), await held()];
  const calls = items.slice(0, 2).map((custodyItemId) => register({ custodyItemId, ...numbers }));
  expect((await outcomes(calls)).toSorted()).toEqual(['finance.cheque_book.overlaps', 'ok']);
  const custodyItemId = items[2]!;
  expect(await refusal(register({ custodyItemId, ...numbers, firstNumber: 150, lastNumber: 160 }))).toMatchObject({
    code: 'finance.cheque_book.overlaps',
  });
  // Numbers of another bank's account are others.
  await rig.accountant.call(addLedgerAccount, { code: '101201', title: '建设银行', reason: '新开账户' });
  await register({ custodyItemId, ...numbers, bankAccount: '101201' });
});

test('F-11 two who register one book at once register it once', async () => {
  const custodyItemId = await held();
  const calls = [1, 2].map(() => register({ custodyItemId }));
  expect((await outcomes(calls)).toSorted()).toEqual(['finance.cheque_book.item_unfit', 'ok']);
});

test('F-11 a book is of an account at a bank, and of no box', async () => {
  const [takingsAccount, pettyAccount] = await accountsFor(rig, 1);
  const custodianId = rig.cashier.caller.staffId;
  await rig.manager.call(registerCashDesk, { deskName: '收银台', custodianId, takingsAccount, pettyAccount });
  await rig.accountant.call(addLedgerAccount, { code: '100109', title: '现金', reason: '设立收银台' });
  for (const bankAccount of ['1122', '9999', takingsAccount, '100109'])
    expect(await refusal(register({ bankAccount }))).toMatchObject({ code: 'finance.cash_desk.bank_account_unfit' });
});
