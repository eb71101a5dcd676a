import { randomUUID } from 'node:crypto';
import {
  approvePayeeAccount,
  getPayeeAccount,
  listPayeeAccounts,
  payeeAccountChanged,
  refusePayeeAccount,
  registerPayeeAccount,
  retirePayeeAccount,
  revealPayeeAccount,
  standard,
  type InputOf,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { refusal, type Client } from '@bumen/testing';
import { CashRig, hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { PayeeAccounts } from './payee-accounts.ts';

let rig: FinanceRig;
let numbers = 0;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
afterAll(() => rig?.close());

const aNumber = () => `62220202000${10_000_000 + (numbers += 1)}`;
const aFirm = () => ({ kind: 'firm' as const, payeeName: '顺达商行', party: `supplier:${(numbers += 1)}` });
const register = (given: Partial<InputOf<typeof registerPayeeAccount>> = {}, client = rig.accountant) =>
  client.call(registerPayeeAccount, { payee: aFirm(), bankName: '工商银行', accountNumber: aNumber(), ...given });
const approve = (payeeAccountId: string, client = rig.manager) => client.call(approvePayeeAccount, { payeeAccountId });
const retire = (payeeAccountId: string) =>
  rig.accountant.call(retirePayeeAccount, { payeeAccountId, reason: '对方销户' });
const inForce = async (given: Partial<InputOf<typeof registerPayeeAccount>> = {}) =>
  approve((await register(given)).id);
/** What somebody is who has also these roles. */
const also = ({ caller: { staffId, name } }: Client, role: 'accountant' | 'finance_manager' | 'general_manager') =>
  rig.desk.as(role, { staffId, name });
/** As a payment asks for it. */
const forPayment = async (payeeAccountId: string) => {
  const { payee } = await rig.manager.call(getPayeeAccount, { payeeAccountId });
  const { app } = rig.desk.service('finance');
  const options = { name: 'finance.payment.send', actor: rig.cashier.caller.staffId, correlationId: newId() };
  return app.get(Transactions).run(options, () => app.get(PayeeAccounts).forPayment(payeeAccountId, payee));
};
const held = 'SELECT FROM payee_account WHERE id = $1 FOR UPDATE';

test('F-06 an account is in force once another person has approved it, and each change is told without its number', async () => {
  const { id, accountNumber, state } = await register({ accountNumber: '6222 0202-0011 2233 445' });
  expect([state, accountNumber]).toEqual(['registered', '****3445']);
  expect(await refusal(forPayment(id))).toMatchObject({
    code: 'finance.payee_account.not_in_force',
    details: { why: 'registered' },
  });
  expect(await approve(id)).toMatchObject({ state: 'in_force', approved: { byName: '吴经理' } });
  expect(await forPayment(id)).toMatchObject({
    accountNumber: '6222020200112233445',
    payee: { payeeName: '顺达商行' },
  });
  expect(await rig.cashier.call(getPayeeAccount, { payeeAccountId: id })).toMatchObject({ accountNumber: '****3445' });
  const told = (await rig.told(payeeAccountChanged)).filter(({ subject }) => subject === id);
  expect(told.map(({ data }) => (data as { state: string }).state)).toEqual(['registered', 'in_force']);
  expect(JSON.stringify(told)).not.toContain('2233445');
  expect(JSON.stringify(await rig.desk.sql('finance', 'SELECT * FROM audit_entry'))).not.toContain('112233445');
});

test('F-06 P-04 neither who registered an account approves it nor whose it is, in whatever role', async () => {
  const { id } = await register();
  for (const role of ['finance_manager', 'general_manager'] as const)
    expect(await refusal(approve(id, also(rig.accountant, role)))).toMatchObject({ code: 'finance.second_hand' });
  await hire(rig, rig.manager);
  const { staffId, name: payeeName } = rig.manager.caller;
  const own = await register({ payee: { kind: 'person', payeeName: payeeName!, staffId } });
  expect(await refusal(approve(own.id))).toMatchObject({ code: 'finance.second_hand' });
  expect(await approve(own.id, rig.director)).toMatchObject({ state: 'in_force' });
  // Nor does the table take it.
  const forged = `UPDATE payee_account SET approved = jsonb_build_object('byId', registered_by_id) WHERE id = $1`;
  await expect(rig.desk.sql('finance', forged, [id])).rejects.toThrow('payee_account_two');
});

test('F-06 P-04 whoever holds the cash of a desk neither registers nor approves an account', async () => {
  await CashRig.open(rig);
  const { id } = await register();
  expect(await refusal(register({}, rig.cashier))).toMatchObject({ code: 'forbidden' });
  const alone = { code: 'finance.cash_desk.custodian_alone' };
  expect(await refusal(register({}, also(rig.cashier, 'accountant')))).toMatchObject(alone);
  expect(await refusal(approve(id, also(rig.cashier, 'finance_manager')))).toMatchObject(alone);
});

test('F-06 of somebody who works here the account is in the name of their file', async () => {
  const person = rig.desk.as('agent', { staffId: randomUUID(), name: '赵客服' });
  const { staffId } = person.caller;
  const payee = { kind: 'person' as const, payeeName: '赵客服', staffId };
  for (const unfit of [payee, { ...payee, staffId: randomUUID() }])
    expect(await refusal(register({ payee: unfit }))).toMatchObject({ code: 'finance.payment.payee_unfit' });
  await hire(rig, person);
  expect(await refusal(register({ payee: { ...payee, payeeName: '钱某' } }))).toMatchObject({
    code: 'finance.payment.payee_unfit',
  });
  expect((await register({ payee })).payee).toEqual({ ...payee, party: null });
  // A firm has a code, and is nobody of the staff.
  const firm = { kind: 'firm' as const, payeeName: '顺达商行' };
  for (const wrong of [firm, { ...firm, party: 'supplier:1', staffId }])
    expect(await refusal(register({ payee: wrong }))).toMatchObject({ code: 'invalid_request' });
});

test('F-06 one number is in force once, however it is written, also where two are approved at once', async () => {
  const accountNumber = aNumber();
  const [one, two] = [await register({ accountNumber }), await register({ accountNumber })];
  const both = await outcomes([approve(one.id), approve(two.id, rig.director)]);
  expect(both.toSorted()).toEqual(['finance.payee_account.known', 'ok']);
  const written = `${accountNumber.slice(0, 4)} ${accountNumber.slice(4)}`;
  expect(await refusal(register({ accountNumber: written }))).toMatchObject({ code: 'finance.payee_account.known' });
});

test('F-06 of two who approve one entry at once one does, and of two who decide otherwise too', async () => {
  const { id } = await register();
  const calls = [() => approve(id), () => approve(id, rig.director)];
  expect(await rig.inLine(held, [id], calls)).toEqual(['ok', 'version_mismatch']);
  const { id: other } = await register();
  const refuse = () => rig.colleague.call(refusePayeeAccount, { payeeAccountId: other, reason: '户名不符' });
  expect(await rig.inLine(held, [other], [() => refuse(), () => approve(other)])).toEqual(['ok', 'version_mismatch']);
  expect(await refusal(forPayment(other))).toMatchObject({ details: { why: 'refused' } });
});

test('F-06 a correction takes the place of what it corrects as it is approved, and not before', async () => {
  const payee = aFirm();
  const accountNumber = aNumber();
  const old = await inForce({ payee, accountNumber });
  // With the same number, since its bank was wrong.
  const corrected = await register({ payee, accountNumber, bankName: '建设银行', replacesId: old.id });
  expect(await forPayment(old.id)).toMatchObject({ state: 'in_force' });
  expect(await approve(corrected.id)).toMatchObject({ state: 'in_force', replacesId: old.id });
  expect(await rig.accountant.call(getPayeeAccount, { payeeAccountId: old.id })).toMatchObject({
    ...{ state: 'retired', successorId: corrected.id, retired: { byName: '吴经理' } },
  });
  expect(await refusal(forPayment(old.id))).toMatchObject({
    code: 'finance.payee_account.not_in_force',
    details: { id: old.id, why: 'replaced' },
  });
  expect(await refusal(register({ payee, replacesId: old.id }))).toMatchObject({
    code: 'finance.payee_account.not_in_force',
  });
});

test('F-06 of two corrections of one entry that are approved at once one takes its place', async () => {
  const payee = aFirm();
  const old = await inForce({ payee });
  const [one, two] = [await register({ payee, replacesId: old.id }), await register({ payee, replacesId: old.id })];
  const calls = [() => approve(one.id), () => approve(two.id, rig.director)];
  expect(await rig.inLine(held, [old.id], calls)).toEqual(['ok', 'finance.payee_account.not_in_force']);
  const { items } = await rig.cashier.call(listPayeeAccounts, { party: [payee.party], state: ['in_force'] });
  expect(items.map(({ id }) => id)).toEqual([one.id]);
});

test('F-06 an entry is replaced or retired, whichever comes first, and never both', async () => {
  const payee = aFirm();
  const first = await inForce({ payee });
  const correction = await register({ payee, replacesId: first.id });
  const ends = await rig.inLine(held, [first.id], [() => retire(first.id), () => approve(correction.id)]);
  expect(ends).toEqual(['ok', 'finance.payee_account.not_in_force']);
  const second = await inForce({ payee });
  const another = await register({ payee, replacesId: second.id });
  expect(await rig.inLine(held, [second.id], [() => approve(another.id), () => retire(second.id)])).toEqual([
    'ok',
    'step_refused',
  ]);
  expect(await refusal(retire(second.id))).toMatchObject({ code: 'step_refused' });
});

test('F-06 a number that was retired may be registered anew', async () => {
  const accountNumber = aNumber();
  const old = await inForce({ accountNumber });
  expect(await retire(old.id)).toMatchObject({ state: 'retired', reason: '对方销户' });
  expect(await inForce({ accountNumber })).toMatchObject({ state: 'in_force' });
});

test('F-06 what pays to an account and what retires it wait for each other, whichever comes first', async () => {
  const [paid, retired] = [await inForce(), await inForce()];
  const first = [() => forPayment(paid.id), () => retire(paid.id)];
  expect(await rig.inLine(held, [paid.id], first)).toEqual(['ok', 'ok']);
  const second = [() => retire(retired.id), () => forPayment(retired.id)];
  expect(await rig.inLine(held, [retired.id], second)).toEqual(['ok', 'finance.payee_account.not_in_force']);
});

test('P-05 a number is masked for all, and revealed for a reason to those who pay, compare or approve', async () => {
  const accountNumber = aNumber();
  const { id: payeeAccountId } = await register({ accountNumber });
  const reason = '核对账号';
  const reveal = { payeeAccountId, reason };
  for (const client of [rig.cashier, rig.accountant, rig.manager, rig.director])
    expect(await client.call(revealPayeeAccount, reveal)).toEqual({ accountNumber });
  expect(await refusal(rig.desk.as('auditor').call(revealPayeeAccount, reveal))).toMatchObject({ code: 'forbidden' });
  const { items } = await rig.manager.call(standard.finance.listReveals, {});
  expect(items[0]).toMatchObject({ aggregateId: payeeAccountId, actorName: { zh: '郑总' }, reason });
});

test('P-05 who is not of finance sees the accounts of firms, and of people their own', async () => {
  const [me, another] = ['李客服', '王客服'].map((name) => rig.desk.as('agent', { staffId: randomUUID(), name }));
  const accountOf = async (person: Client) => {
    await hire(rig, person);
    const { staffId, name } = person.caller;
    return (await register({ payee: { kind: 'person', payeeName: name!, staffId } })).id;
  };
  const [mine, theirs] = [await accountOf(me!), await accountOf(another!)];
  const customers = await register({ payee: { kind: 'person', payeeName: '林先生' } });
  const firms = await register();
  const { items } = await me!.call(listPayeeAccounts, { limit: 100 });
  const seen = items.map(({ id }) => id);
  expect(seen).toEqual(expect.arrayContaining([mine, firms.id]));
  for (const hidden of [theirs, customers.id]) {
    expect(seen).not.toContain(hidden);
    expect(await refusal(me!.call(getPayeeAccount, { payeeAccountId: hidden }))).toMatchObject({
      code: 'finance.payee_account.not_found',
    });
  }
  expect(await me!.call(getPayeeAccount, { payeeAccountId: mine })).toMatchObject({ id: mine });
  const own = await rig.cashier.call(listPayeeAccounts, { staffId: [another!.caller.staffId] });
  expect(own.items.map(({ id }) => id)).toEqual([theirs]);
});
