import { randomUUID } from 'node:crypto';
import {
  acceptSigningAuthority,
  endSigningAuthority,
  getSigningAuthority,
  giveSigningAuthority,
  listSigningAuthorities,
  signingAuthorityChanged,
  staffChanged,
  type InputOf,
  type Role,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { refusal, type Client } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { SigningAuthorities } from './signing-authorities.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
});
afterAll(() => rig?.close());

/** Somebody new of the staff. */
async function person(role: Role, name = '张三'): Promise<Client> {
  const client = rig.desk.as(role, { staffId: randomUUID(), name });
  await hire(rig, client);
  return client;
}
const give = (principal: Client, deputy: Client, given: Partial<InputOf<typeof giveSigningAuthority>> = {}) =>
  principal.call(giveSigningAuthority, {
    ...{ deputyId: deputy.caller.staffId, role: 'finance_manager', kinds: ['expense'], maxFen: 100_000 },
    ...{ fromDay: '2026-03-02', untilDay: '2026-03-31', ...given },
  });
const accept = (signingAuthorityId: string, deputy: Client) =>
  deputy.call(acceptSigningAuthority, { signingAuthorityId });
const end = (signingAuthorityId: string, client: Client) =>
  client.call(endSigningAuthority, { signingAuthorityId, reason: '休假结束' });
/** As the signing of a payment asks for it. */
const forSigning = (authorityId: string, deputy: Client) => {
  const { app } = rig.desk.service('finance');
  const { staffId: deputyId } = deputy.caller;
  const options = { name: 'finance.payment.sign', actor: deputyId, correlationId: newId() };
  const about = { deputyId, kind: 'expense', amountFen: 100_000, day: '2026-03-02' } as const;
  return app.get(Transactions).run(options, () => app.get(SigningAuthorities).forSigning(authorityId, about));
};
/** hr tells what they are by now. */
async function become(client: Client, roles: Role[], active = true): Promise<void> {
  const { staffId, name } = client.caller;
  const told = { staffId, number: 'A001', name, active, teamId: null, departmentId: null, profile: null, skills: [] };
  await rig.desk.publish(staffChanged, { ...told, roles }, { subject: staffId, version: 2 });
  await rig.desk.settle();
}
async function inForce(): Promise<{ id: string; principal: Client; deputy: Client }> {
  const [principal, deputy] = [await person('finance_manager', '钱经理'), await person('agent', '赵客服')];
  const { id } = await give(principal, deputy);
  await accept(id, deputy);
  return { id, principal, deputy };
}
const held = 'SELECT FROM signing_authority WHERE id = $1 FOR UPDATE';

test('F-06 by an authority that was given and accepted somebody signs for another', async () => {
  const [principal, deputy] = [await person('finance_manager', '钱经理'), await person('agent', '赵客服')];
  const { id, state } = await give(principal, deputy);
  expect(state).toBe('given');
  expect(await refusal(forSigning(id, deputy))).toMatchObject({ details: { why: 'not_in_force' } });
  expect(await refusal(accept(id, await person('agent')))).toMatchObject({
    code: 'finance.signing_authority.not_yours',
    details: { deputy: '赵客服' },
  });
  expect(await accept(id, deputy)).toMatchObject({ state: 'in_force', deputyName: '赵客服' });
  const { staffId: principalId } = principal.caller;
  expect(await forSigning(id, deputy)).toEqual({ principalId, principalName: '钱经理', role: 'finance_manager' });
  expect(await refusal(forSigning(id, principal))).toMatchObject({ details: { why: 'other_deputy' } });
  const told = (await rig.told(signingAuthorityChanged)).filter(({ subject }) => subject === id);
  expect(told.map(({ data }) => (data as { state: string }).state)).toEqual(['given', 'in_force']);
});

test('F-06 P-04 nobody is their own deputy, nor is who pays, audits, is from outside or works here no more', async () => {
  const principal = await person('finance_manager');
  const gone = await person('agent');
  await become(gone, ['agent'], false);
  const unfit = [principal, gone, rig.desk.as('agent', { staffId: randomUUID() })];
  for (const role of ['cashier', 'auditor', 'department_liaison'] as const) unfit.push(await person(role));
  for (const deputy of unfit)
    expect(await refusal(give(principal, deputy))).toMatchObject({ code: 'finance.signing_authority.deputy_unfit' });
  // And whoever becomes one is a deputy no more.
  const { id, deputy } = await inForce();
  await become(deputy, ['agent', 'cashier']);
  expect(await refusal(forSigning(id, deputy))).toMatchObject({ details: { why: 'deputy' } });
});

test('F-06 P-04 only what somebody may sign themselves is given, so that no deputy passes it on', async () => {
  const { deputy } = await inForce();
  const third = await person('agent');
  expect(await refusal(give(deputy, third))).toMatchObject({ code: 'forbidden' });
  const accountant = await person('accountant');
  expect(await refusal(give(accountant, third))).toMatchObject({
    code: 'finance.signing_authority.unfit',
    details: { why: 'principal' },
  });
  // By their file, and not by what their token still says.
  const former = await person('finance_manager');
  await become(former, ['accountant']);
  expect(await refusal(give(former, third))).toMatchObject({ details: { why: 'principal' } });
});

test('F-06 an authority counts no more once its principal has left, or has another position', async () => {
  const [one, two] = [await inForce(), await inForce()];
  await become(one.principal, ['finance_manager'], false);
  await become(two.principal, ['accountant']);
  for (const { id, deputy } of [one, two])
    expect(await refusal(forSigning(id, deputy))).toMatchObject({
      code: 'finance.signing_authority.unfit',
      details: { why: 'principal' },
    });
});

test('F-06 an authority is for three months at most, and not dated back', async () => {
  const [principal, deputy] = [await person('finance_manager'), await person('agent')];
  for (const days of [
    { fromDay: '2026-03-02', untilDay: '2026-03-01' },
    { fromDay: '2026-03-02', untilDay: '2026-06-03' },
    { fromDay: '2026-02-01', untilDay: '2026-03-03' },
  ])
    expect(await refusal(give(principal, deputy, days))).toMatchObject({ code: 'invalid_request' });
  const { id } = await give(principal, deputy, { fromDay: '2026-03-02', untilDay: '2026-06-02' });
  expect(await rig.manager.call(getSigningAuthority, { signingAuthorityId: id })).toMatchObject({
    untilDay: '2026-06-02',
  });
});

test('F-06 an authority whose days are over is not accepted', async () => {
  const [principal, deputy] = [await person('finance_manager'), await person('agent')];
  const { id } = await give(principal, deputy, { fromDay: '2026-03-01', untilDay: '2026-03-01' });
  expect(await refusal(accept(id, deputy))).toMatchObject({
    code: 'finance.signing_authority.unfit',
    details: { why: 'dates' },
  });
});

test('F-06 an authority that ends while it is used was used, or wasn’t, and is not used afterwards', async () => {
  const [one, two] = [await inForce(), await inForce()];
  const used = [() => forSigning(one.id, one.deputy), () => end(one.id, one.principal)];
  expect(await rig.inLine(held, [one.id], used)).toEqual(['ok', 'ok']);
  const ended = [() => end(two.id, rig.director), () => forSigning(two.id, two.deputy)];
  expect(await rig.inLine(held, [two.id], ended)).toEqual(['ok', 'finance.signing_authority.unfit']);
  for (const { id, deputy } of [one, two])
    expect(await refusal(forSigning(id, deputy))).toMatchObject({ details: { why: 'not_in_force' } });
});

test('F-06 of one who accepts and one who ends it at once each knows what it is', async () => {
  const [principal, deputy] = [await person('finance_manager'), await person('agent')];
  const { id } = await give(principal, deputy);
  const calls = [() => end(id, principal), () => accept(id, deputy)];
  expect(await rig.inLine(held, [id], calls)).toEqual(['ok', 'version_mismatch']);
  expect(await refusal(end(id, deputy))).toMatchObject({ code: 'step_refused' });
});

test('F-06 who keeps no books sees the authorities that they have given or were given, and ends no others', async () => {
  const { id, principal, deputy } = await inForce();
  const other = await person('department_manager');
  expect(await refusal(end(id, other))).toMatchObject({ code: 'finance.signing_authority.not_yours' });
  expect(await refusal(other.call(getSigningAuthority, { signingAuthorityId: id }))).toMatchObject({
    code: 'finance.signing_authority.not_found',
  });
  expect((await other.call(listSigningAuthorities, {})).items).toEqual([]);
  expect((await deputy.call(listSigningAuthorities, {})).items.map((one) => one.id)).toEqual([id]);
  const { staffId } = principal.caller;
  const own = { principalId: [staffId], state: ['in_force' as const] };
  expect((await rig.accountant.call(listSigningAuthorities, own)).items.map((one) => one.id)).toEqual([id]);
});
