import { randomUUID } from 'node:crypto';
import {
  allowOverLimit,
  beginCashHandover,
  cancelCashHandover,
  cashDeskLeftBehind,
  closeCashDay,
  closeCashDayInStead,
  getCashDayReport,
  getCashDesk,
  getCashHandover,
  listCashDifferences,
  listCashHandovers,
  makeDayVouchers,
  openCashDay,
  receiveCashHandover,
  refuseReceiptVoid,
  registerCustodyItem,
  registerReceiptBook,
  retireCashDesk,
  staffChanged,
  voidReceipt,
  witnessCashHandover,
  type Role,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { CashRig, hire, piecesOf } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
let cash: CashRig;
let successor: Client;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  successor = rig.desk.as('cashier', { staffId: randomUUID(), name: '赵出纳' });
  await hire(rig, successor);
});
beforeEach(async () => {
  cash = await CashRig.open(rig, { pettyFen: 50_000 });
});
afterAll(() => rig?.close());

const begin = (client = rig.cashier, receiver = successor) =>
  client.call(beginCashHandover, {
    ...{ cashDeskId: cash.cashDeskId, receiverId: receiver.caller.staffId, reason: '岗位轮换' },
  });
const receive = (cashHandoverId: string, client = successor) => client.call(receiveCashHandover, { cashHandoverId });
const witness = (cashHandoverId: string, client = rig.accountant) =>
  client.call(witnessCashHandover, { cashHandoverId });
const deskNow = () => rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
const open = (client: Client) => client.call(openCashDay, { cashDeskId: cash.cashDeskId });
/** hr tells that somebody left, or is back. */
async function staff(client: Client, active: boolean, version: number, roles = client.caller.roles): Promise<void> {
  const { staffId, name } = client.caller;
  const told = { staffId, number: 'A001', name, active, teamId: null, departmentId: null, profile: null, skills: [] };
  await rig.desk.publish(staffChanged, { ...told, roles: roles as Role[] }, { subject: staffId, version });
  await rig.desk.settle();
}

test('F-16 a desk is listed, signed by who gives it, who takes it and a witness, and is theirs with the last signature', async () => {
  const item = { kind: 'safe_key' as const, itemName: '保险柜甲', holderId: rig.cashier.caller.staffId };
  const { id: custodyItemId } = await rig.manager.call(registerCustodyItem, item);
  const day = await cash.openDay();
  await cash.issue();
  const cheque = { method: 'cheque' as const, amountFen: 70_000, reference: '30108915' };
  const { id: receiptId } = await cash.issue({ parts: [cheque] });
  await cash.count(day, 99_000, 50_000);
  await rig.cashier.call(closeCashDay, { cashDayId: day, explanations: { takings: '少收一张' } });
  const begun = await begin();
  expect(begun).toMatchObject({
    ...{ state: 'begun', giverName: '陈出纳', receiverName: '赵出纳', afterDay: '2026-03-02', received: null },
    list: {
      cash: { takingsFen: 99_000, pettyFen: 50_000 },
      cheques: [{ receiptId, number: cash.number(2), amountFen: 70_000 }],
      receiptBooks: [{ series: cash.series, nextNumber: 3 }],
      deposits: [],
      custodyItems: [{ custodyItemId, kind: 'safe_key', itemName: '保险柜甲' }],
      differences: [{ day: '2026-03-02', box: 'takings', amountFen: -1_000 }],
      loans: [],
      more: false,
    },
  });
  expect((await receive(begun.id)).received).toMatchObject({ byName: '赵出纳' });
  expect((await deskNow()).custodianName).toBe('陈出纳');
  expect(await witness(begun.id)).toMatchObject({ state: 'completed', witness: { byName: '孙会计' } });
  expect(await deskNow()).toMatchObject({ custodianName: '赵出纳', custodianId: successor.caller.staffId });
  expect(await rig.cashier.call(getCashHandover, { cashHandoverId: begun.id })).toMatchObject({ digest: begun.digest });
  expect((await rig.manager.call(listCashHandovers, { cashDeskId: [cash.cashDeskId] })).items).toHaveLength(1);
  // What was short stays the giver's, and who has the desk now may make the vouchers of the days before.
  const { items } = await rig.manager.call(listCashDifferences, { cashDeskId: [cash.cashDeskId] });
  expect(items).toMatchObject([{ custodianName: '陈出纳' }]);
  expect((await successor.call(makeDayVouchers, { cashDayId: day })).voucherIds).toHaveLength(2);
  rig.comeTo('2026-03-03');
  expect(await refusal(open(rig.cashier))).toMatchObject({ code: 'finance.cash_desk.not_yours' });
  expect(await open(successor)).toMatchObject({ state: 'open', opened: { byName: '赵出纳' } });
  // The day has begun with what the list says, so neither of them is told that any more.
  const cashTo = async (client: Client) => (await client.call(getCashHandover, { cashHandoverId: begun.id })).list.cash;
  expect(await Promise.all([rig.cashier, successor, rig.manager].map(cashTo))).toEqual([null, null, begun.list.cash]);
});

test('F-16 it is begun by who holds the cash, between two days, for a cashier who keeps no books', async () => {
  expect(await refusal(begin(rig.desk.as('cashier')))).toMatchObject({ code: 'finance.cash_desk.not_yours' });
  // Who holds the cash works here, so nobody stands in for them.
  expect(await refusal(begin(rig.manager))).toMatchObject({ code: 'finance.cash_desk.not_yours' });
  await hire(rig, rig.accountant);
  for (const unfit of [rig.cashier, rig.accountant, rig.desk.as('cashier', { staffId: randomUUID() })])
    expect(await refusal(begin(rig.cashier, unfit))).toMatchObject({ code: 'finance.cash_desk.custodian_unfit' });
  const cashDayId = await cash.openDay();
  expect(await refusal(begin())).toMatchObject({ code: 'finance.cash_day.unclosed' });
  await cash.closeDay(cashDayId, 0, 50_000);
  expect((await begin()).state).toBe('begun');
});

test('F-16 each signs for themselves, and the witness is a third person', async () => {
  const { id } = await begin();
  expect(await refusal(receive(id, rig.cashier))).toMatchObject({ code: 'finance.cash_handover.not_yours' });
  expect(await refusal(witness(id))).toMatchObject({ code: 'step_refused' });
  await receive(id);
  for (const one of [rig.cashier, successor])
    expect(await refusal(witness(id, rig.desk.as('accountant', { staffId: one.caller.staffId })))).toMatchObject({
      code: 'finance.cash_handover.second_hand',
    });
  expect(await refusal(rig.desk.as('cashier').call(cancelCashHandover, { cashHandoverId: id }))).toMatchObject({
    code: 'finance.cash_handover.not_yours',
  });
  expect((await rig.manager.call(cancelCashHandover, { cashHandoverId: id })).state).toBe('cancelled');
  expect((await begin()).state).toBe('begun');
});

test('F-16 what was signed is what is handed over: where it changed meanwhile nobody signs, and it is begun anew', async () => {
  const { id } = await begin();
  const { cashDeskId } = cash;
  await rig.accountant.call(registerReceiptBook, {
    cashDeskId,
    series: `X${cash.series}`,
    firstNumber: 1,
    lastNumber: 9,
  });
  expect(await refusal(receive(id))).toMatchObject({ code: 'finance.cash_handover.changed' });
  await rig.cashier.call(cancelCashHandover, { cashHandoverId: id });
  const again = await begin();
  await receive(again.id);
  await rig.accountant.call(registerReceiptBook, {
    cashDeskId,
    series: `Y${cash.series}`,
    firstNumber: 1,
    lastNumber: 9,
  });
  expect(await refusal(witness(again.id))).toMatchObject({ code: 'finance.cash_handover.changed' });
  expect((await deskNow()).custodianName).toBe('陈出纳');
});

test('F-16 while it goes on no day opens and the desk is not closed down', async () => {
  const { id: cashHandoverId } = await begin();
  for (const call of [open(rig.cashier), begin()])
    expect(await refusal(call)).toMatchObject({ code: 'finance.cash_handover.under_way' });
  const retired = { cashDeskId: cash.cashDeskId, reason: '门店关闭' };
  expect(await refusal(rig.manager.call(retireCashDesk, retired))).toMatchObject({
    code: 'finance.cash_handover.under_way',
  });
  await rig.cashier.call(cancelCashHandover, { cashHandoverId });
  expect((await open(rig.cashier)).state).toBe('open');
});

test('F-16 a handover and a day, two handovers, or two last signatures: of what is done at once one wins', async () => {
  const other = rig.desk.as('cashier', { staffId: randomUUID(), name: '钱出纳' });
  await hire(rig, other);
  const held = 'SELECT FROM cash_desk WHERE id = $1 FOR UPDATE';
  const ends = await rig.inLine(held, [cash.cashDeskId], [() => begin(), () => open(rig.cashier)]);
  expect(ends).toEqual(['ok', 'finance.cash_handover.under_way']);
  const { id } = (await rig.manager.call(listCashHandovers, { cashDeskId: [cash.cashDeskId] })).items[0]!;
  await receive(id);
  const last = await rig.inLine(held, [cash.cashDeskId], [() => witness(id), () => witness(id, rig.colleague)]);
  expect(last[0]).toBe('ok');
  expect(last[1]).not.toBe('ok');
  cash = await CashRig.open(rig);
  const opened = await rig.inLine(held, [cash.cashDeskId], [() => open(rig.cashier), () => begin()]);
  expect(opened).toEqual(['ok', 'finance.cash_day.unclosed']);
  cash = await CashRig.open(rig);
  const both = await outcomes([begin(), begin(rig.cashier, other)]);
  expect(both.toSorted()).toEqual(['finance.cash_handover.under_way', 'ok']);
});

test('F-16 of who is gone a finance manager counts, closes and hands over, and is no witness of it', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue();
  const inStead = (given: object = {}) =>
    rig.manager.call(closeCashDayInStead, {
      ...{ cashDayId, takings: piecesOf(95_000), petty: piecesOf(50_000) },
      ...given,
    });
  expect(await refusal(inStead())).toMatchObject({
    code: 'finance.cash_day.custodian_not_gone',
    details: { custodian: '陈出纳' },
  });
  await staff(rig.cashier, false, 2);
  const holder = rig.desk.as('finance_manager', { staffId: rig.cashier.caller.staffId });
  expect(await refusal(holder.call(closeCashDayInStead, { cashDayId, takings: [], petty: [] }))).toMatchObject({
    code: 'finance.cash_desk.custodian_alone',
  });
  expect(await refusal(inStead())).toMatchObject({ code: 'finance.cash_day.difference_unexplained' });
  const explanations = { takings: '保管人离职未交' };
  const odd = [{ denominationFen: 123, pieces: 1 }];
  expect(await refusal(inStead({ takings: odd }))).toMatchObject({ code: 'finance.cash_day.denomination_unknown' });
  const much = { takings: piecesOf(500_000), explanations };
  expect(await refusal(inStead(much))).toMatchObject({ code: 'finance.cash_day.over_limit' });
  await rig.manager.call(allowOverLimit, { cashDayId, reason: '待移交' });
  expect(await inStead({ explanations })).toMatchObject({
    ...{ state: 'closed', closing: { takingsFen: 95_000, pettyFen: 50_000 }, closed: { byName: '吴经理' } },
    counts: [{ countedByName: '吴经理', takings: { differenceFen: -5_000 } }],
  });
  const { items } = await rig.accountant.call(listCashDifferences, { cashDeskId: [cash.cashDeskId] });
  expect(items).toMatchObject([{ custodianId: rig.cashier.caller.staffId, amountFen: -5_000 }]);
  const { id } = await begin(rig.manager);
  await receive(id);
  expect(await refusal(witness(id, rig.manager))).toMatchObject({ code: 'finance.cash_handover.second_hand' });
  expect((await witness(id)).begun.byName).toBe('吴经理');
  expect((await deskNow()).custodianName).toBe('赵出纳');
  expect((await rig.manager.call(getCashDayReport, { cashDayId })).custodianName).toBe('陈出纳');
  await staff(rig.cashier, true, 3);
});

test('F-16 who left before they signed takes no desk', async () => {
  const leaving = rig.desk.as('cashier', { staffId: randomUUID(), name: '李出纳' });
  await hire(rig, leaving);
  const { id } = await begin(rig.cashier, leaving);
  await staff(leaving, false, 2);
  expect(await refusal(receive(id, leaving))).toMatchObject({ code: 'finance.cash_desk.custodian_unfit' });
});

test('F-16 who left before the last signature takes no desk', async () => {
  const leaving = rig.desk.as('cashier', { staffId: randomUUID(), name: '孙出纳' });
  await hire(rig, leaving);
  const { id } = await begin(rig.cashier, leaving);
  await receive(id, leaving);
  await staff(leaving, false, 2);
  expect(await refusal(witness(id))).toMatchObject({ code: 'finance.cash_desk.custodian_unfit' });
  expect((await deskNow()).custodianName).toBe('陈出纳');
});

test('F-16 who holds a desk and is a cashier no more is told of, and it is counted and handed over in their stead', async () => {
  const cashDayId = await cash.openDay();
  const { id: receiptId } = await cash.issue();
  await rig.cashier.call(voidReceipt, { receiptId, reason: '写错', copiesBack: true });
  const inStead = () =>
    rig.manager.call(closeCashDayInStead, { cashDayId, takings: piecesOf(100_000), petty: piecesOf(50_000) });
  expect(await refusal(inStead())).toMatchObject({ code: 'finance.cash_day.custodian_not_gone' });
  const told = async () =>
    (await rig.told(cashDeskLeftBehind)).filter(({ subject }) => subject === cash.cashDeskId).length;
  const before = await told();
  await staff(rig.cashier, true, 4, ['agent']);
  expect(await told()).toBe(before + 1);
  // Whatever else becomes of them, it is told once; of who was back it is told anew.
  await staff(rig.cashier, false, 5, ['agent']);
  expect(await told()).toBe(before + 1);
  await staff(rig.cashier, true, 6);
  await staff(rig.cashier, false, 7);
  expect(await told()).toBe(before + 2);
  expect(await refusal(inStead())).toMatchObject({ code: 'finance.cash_day.voids_undecided' });
  await rig.manager.call(refuseReceiptVoid, { receiptId, reason: '无人同意' });
  expect((await inStead()).state).toBe('closed');
  const { id } = await begin(rig.manager);
  await receive(id);
  await witness(id);
  expect((await deskNow()).custodianName).toBe('赵出纳');
  await staff(rig.cashier, true, 8);
});

test('F-16 no day begins between the signatures, also where one ends above the limit meanwhile', async () => {
  const cashDayId = await cash.openDay();
  await cash.issue({ parts: [{ method: 'cash', amountFen: 200_000 }] });
  await cash.count(cashDayId, 200_000, 50_000);
  await rig.manager.call(allowOverLimit, { cashDayId, reason: '待移交' });
  await rig.cashier.call(closeCashDay, { cashDayId });
  const { id } = await begin();
  const { lastDay } = await deskNow();
  rig.desk.clock.set(new Date(Date.parse(`${lastDay}T09:00:00+08:00`) + 3 * 86_400_000));
  await rig.desk.sweep();
  expect(await deskNow()).toMatchObject({ today: null, lastDay });
  await receive(id);
  await witness(id);
  await rig.desk.sweep();
  expect(await deskNow()).toMatchObject({ custodianName: '赵出纳', today: { state: 'open' } });
});
