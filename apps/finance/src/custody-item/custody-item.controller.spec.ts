import { randomUUID } from 'node:crypto';
import {
  acceptCustodyItem,
  cashDeskLeftBehind,
  custodyItemLeftBehind,
  declineCustodyItem,
  getCustodyItem,
  giveCustodyItem,
  listCustodyItems,
  registerCustodyItem,
  retireCustodyItem,
  staffChanged,
  type CustodyItemKind,
  type Role,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { CashRig, hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
afterAll(() => rig?.close());

/** Somebody new of the staff. */
async function person(role: Role = 'accountant'): Promise<Client> {
  const client = rig.desk.as(role, { staffId: randomUUID(), name: '张三' });
  await hire(rig, client);
  return client;
}
const register = (kind: CustodyItemKind, holder: Client, client = rig.manager) =>
  client.call(registerCustodyItem, { kind, itemName: '一号', holderId: holder.caller.staffId });
const give = (custodyItemId: string, giver: Client, receiver: Client) =>
  giver.call(giveCustodyItem, { custodyItemId, receiverId: receiver.caller.staffId });
const accept = (custodyItemId: string, client: Client) => client.call(acceptCustodyItem, { custodyItemId });
const holderOf = async (custodyItemId: string) => (await rig.manager.call(getCustodyItem, { custodyItemId })).holderId;
async function leaves(client: Client, active = false): Promise<void> {
  const { staffId, name, roles } = client.caller;
  const told = { staffId, number: 'A001', name, active, teamId: null, departmentId: null, profile: null, skills: [] };
  await rig.desk.publish(
    staffChanged,
    { ...told, roles: roles as Role[] },
    { subject: staffId, version: active ? 3 : 2 },
  );
  await rig.desk.settle();
}

test('F-11 F-16 what is held is handed over in two steps, by who holds it and by who takes it', async () => {
  const [giver, receiver, other] = [await person(), await person('cashier'), await person()];
  const { id } = await register('safe_key', giver);
  expect(await refusal(give(id, other, receiver))).toMatchObject({ code: 'finance.custody_item.not_yours' });
  expect(await give(id, giver, receiver)).toMatchObject({ state: 'offered', receiverId: receiver.caller.staffId });
  expect(await holderOf(id)).toBe(giver.caller.staffId);
  expect(await refusal(accept(id, other))).toMatchObject({ code: 'finance.custody_item.not_yours' });
  expect(await accept(id, receiver)).toMatchObject({ state: 'held', receiverId: null, holderName: '张三' });
  expect(await holderOf(id)).toBe(receiver.caller.staffId);
  // Either of both may leave it where it is.
  await give(id, receiver, giver);
  expect(await refusal(other.call(declineCustodyItem, { custodyItemId: id }))).toMatchObject({
    code: 'finance.custody_item.not_yours',
  });
  expect(await giver.call(declineCustodyItem, { custodyItemId: id })).toMatchObject({ state: 'held', given: null });
  expect(await rig.manager.call(retireCustodyItem, { custodyItemId: id, reason: '换锁' })).toMatchObject({
    state: 'retired',
    reason: '换锁',
  });
});

test('F-16 only somebody who works here in finance or administration comes to hold something, and not what they hold', async () => {
  const holder = await person();
  const agent = await person('agent');
  for (const unfit of [agent, rig.desk.as('accountant', { staffId: randomUUID() })])
    expect(await refusal(register('safe_key', unfit))).toMatchObject({ code: 'finance.custody_item.holder_unfit' });
  const { id } = await register('safe_key', holder);
  for (const unfit of [agent, holder])
    expect(await refusal(give(id, holder, unfit))).toMatchObject({ code: 'finance.custody_item.holder_unfit' });
  const receiver = await person();
  await give(id, holder, receiver);
  await leaves(receiver);
  expect(await refusal(accept(id, receiver))).toMatchObject({ code: 'finance.custody_item.holder_unfit' });
});

test('F-18 the two seals and the cheque books are in three hands, whichever comes first', async () => {
  const kinds = ['financial_seal', 'legal_seal', 'cheque_book'] as const;
  for (const first of kinds)
    for (const second of kinds.filter((one) => one !== first)) {
      const [one, two] = [await person(), await person()];
      await register(first, one);
      expect(await refusal(register(second, one))).toMatchObject({ code: 'finance.custody_item.too_much' });
      const { id } = await register(second, two);
      expect(await refusal(give(id, two, one))).toMatchObject({ code: 'finance.custody_item.too_much' });
    }
  const cashier = await person('cashier');
  for (const kind of ['cheque_book', 'cheque_book', 'safe_key', 'blank_receipts'] as const)
    expect(await register(kind, cashier)).toMatchObject({ state: 'held' });
});

test('F-18 of two that may not be in one hand only one comes there, when both are taken at once', async () => {
  const [one, two, receiver] = [await person(), await person(), await person()];
  const seal = await register('financial_seal', one);
  const book = await register('cheque_book', two);
  await give(seal.id, one, receiver);
  await give(book.id, two, receiver);
  const ends = await rig.inLine(
    'SELECT FROM staff_member WHERE id = $1 FOR UPDATE',
    [receiver.caller.staffId],
    [() => accept(seal.id, receiver), () => accept(book.id, receiver)],
  );
  expect(ends).toEqual(['ok', 'finance.custody_item.too_much']);
  // Neither do two come there by different ways.
  const legal = await register('legal_seal', one);
  const third = await person();
  await give(legal.id, one, third);
  const both = await outcomes([accept(legal.id, third), register('cheque_book', third)]);
  expect(both.toSorted()).toEqual(['finance.custody_item.too_much', 'ok']);
});

test('F-16 F-18 who leaves while holding something is told of, and a finance manager hands it over', async () => {
  const [giver, receiver] = [await person('cashier'), await person()];
  const { id } = await register('safe_key', giver);
  await leaves(giver);
  expect((await rig.told(custodyItemLeftBehind)).filter(({ subject }) => subject === id)).toHaveLength(1);
  const left = async () =>
    (await rig.manager.call(listCustodyItems, { holderGone: true })).items.map((item) => item.id).includes(id);
  expect(await left()).toBe(true);
  await give(id, rig.manager, receiver);
  expect(await accept(id, receiver)).toMatchObject({ holderGone: false, given: { byName: '吴经理' } });
  expect(await left()).toBe(false);
});

test('F-16 who is back holds what they held, and of who stays nothing is told', async () => {
  const holder = await person();
  const { id } = await register('safe_key', holder);
  await leaves(holder);
  await leaves(holder, true);
  expect(await rig.manager.call(getCustodyItem, { custodyItemId: id })).toMatchObject({ holderGone: false });
  expect((await rig.told(custodyItemLeftBehind)).filter(({ subject }) => subject === id)).toHaveLength(1);
});

test('F-16 a desk whose custodian has left is told of', async () => {
  const { cashDeskId } = await CashRig.open(rig);
  await leaves(rig.cashier);
  expect((await rig.told(cashDeskLeftBehind)).map(({ subject }) => subject)).toContain(cashDeskId);
});
