import { randomUUID } from 'node:crypto';
import {
  acceptSigningAuthority,
  amendPayment,
  endSigningAuthority,
  getPayment,
  giveSigningAuthority,
  listPayments,
  openPaymentAttachment,
  attachToPayment,
  sendPayment,
  signPayment,
  staffChanged,
  type InputOf,
  type Role,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { aPayee, PaymentRig, type Asked } from './payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
let people = 0;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
});
afterAll(() => rig?.close());

/** Somebody new of the staff. */
async function person(...roles: [Role, ...Role[]]): Promise<Client> {
  const client = rig.desk.as(roles, { staffId: randomUUID(), name: `张三${(people += 1)}` });
  await hire(rig, client);
  return client;
}
async function authority(principal: Client, deputy: Client, given: Partial<InputOf<typeof giveSigningAuthority>> = {}) {
  const { id: signingAuthorityId } = await principal.call(giveSigningAuthority, {
    ...{ deputyId: deputy.caller.staffId, role: 'finance_manager', kinds: ['expense'], maxFen: 1_000_000 },
    ...{ fromDay: '2026-03-02', untilDay: '2026-03-31', ...given },
  });
  return (await deputy.call(acceptSigningAuthority, { signingAuthorityId })).id;
}
/** Signs in another's stead what a finance manager sees now. */
async function sign(paymentId: string, deputy: Client, signingAuthorityId: string) {
  const { digest } = await rig.director.call(getPayment, { paymentId });
  return deputy.call(signPayment, { paymentId, digest, signingAuthorityId });
}
async function become(client: Client, roles: Role[], active = true): Promise<void> {
  const { staffId, name } = client.caller;
  const told = { staffId, number: 'A001', name, active, teamId: null, departmentId: null, profile: null, skills: [] };
  await rig.desk.publish(staffChanged, { ...told, roles }, { subject: staffId, version: 2 });
  await rig.desk.settle();
}
/** A principal, their deputy, and what by that they may sign. */
async function pair(given: Asked = {}) {
  const [principal, deputy] = [await person('finance_manager'), await person('agent')];
  const authorityId = await authority(principal, deputy);
  return { principal, deputy, authorityId, payment: await payments.request(given) };
}
const end = (signingAuthorityId: string, by: Client) =>
  by.call(endSigningAuthority, { signingAuthorityId, reason: '休假结束' });
const held = 'SELECT FROM signing_authority WHERE id = $1 FOR UPDATE';
const secondHand = { code: 'finance.second_hand' };
const unfit = (why: string) => ({ code: 'finance.signing_authority.unfit', details: { why } });

test('F-06 a deputy signs in another’s stead, and both stand under it', async () => {
  const { principal, deputy, authorityId, payment } = await pair();
  expect(await sign(payment.id, deputy, authorityId)).toMatchObject({
    state: 'approved',
    signatures: [
      {
        ...{ role: 'finance_manager', byId: deputy.caller.staffId, forId: principal.caller.staffId },
        ...{ authorityId, digest: payment.digest },
      },
    ],
  });
});

test('F-06 P-05 a deputy reads what they may sign, for as long as they may', async () => {
  const { deputy, authorityId, payment } = await pair();
  const paymentId = payment.id;
  const file = { type: 'application/pdf' as const, bytes: Buffer.from('%PDF-1.7\ntrailer\nstartxref\n9\n%%EOF\n') };
  const { attachments } = await payments.requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file });
  const travel = await payments.request({ kind: 'travel' });
  const open = () => deputy.call(openPaymentAttachment, { paymentId, attachmentId: attachments[0]!.id });
  const listed = async () => (await deputy.call(listPayments, { limit: 200 })).items.map(({ id }) => id);
  expect((await open()).bytes).toBeDefined();
  expect(await deputy.call(getPayment, { paymentId })).toMatchObject({ id: paymentId });
  expect(await listed()).toContain(paymentId);
  expect(await listed()).not.toContain(travel.id);
  expect(await refusal(deputy.call(getPayment, { paymentId: travel.id }))).toMatchObject({
    code: 'finance.payment.not_found',
  });
  await end(authorityId, deputy);
  for (const call of [open(), deputy.call(getPayment, { paymentId })])
    expect(await refusal(call)).toMatchObject({ code: 'finance.payment.not_found' });
  expect(await listed()).toEqual([]);
});

test('F-06 of wages a deputy reads what they may sign, too', async () => {
  const [principal, deputy] = [await person('finance_manager'), await person('project_manager')];
  const { id: paymentId } = await payments.request({ kind: 'wages' }, rig.accountant);
  const listed = async () => (await deputy.call(listPayments, { kind: ['wages'] })).items.map(({ id }) => id);
  expect(await listed()).toEqual([]);
  await authority(principal, deputy, { kinds: ['wages'] });
  expect(await listed()).toContain(paymentId);
  expect(await deputy.call(getPayment, { paymentId })).toMatchObject({ id: paymentId });
});

test('F-06 P-04 principal and deputy count as one person: neither signs beside the other', async () => {
  const principal = await person('accountant', 'finance_manager');
  const [deputy, second] = [await person('accountant'), await person('agent')];
  const asManager = await authority(principal, deputy);
  const asAccountant = await authority(principal, second, { role: 'accountant' });
  const { id } = await payments.request({ amountFen: 150_000 });
  expect(await sign(id, deputy, asManager)).toMatchObject({ state: 'requested' });
  // Not the deputy in their own name, nor the principal, nor another deputy of the principal.
  expect(await refusal(payments.sign(id, deputy))).toMatchObject(secondHand);
  expect(await refusal(payments.sign(id, principal))).toMatchObject(secondHand);
  expect(await refusal(sign(id, second, asAccountant))).toMatchObject(secondHand);
  expect(await payments.sign(id, rig.accountant)).toMatchObject({ state: 'approved' });
  // Nor the other way round, where the principal has signed, or the deputy.
  const one = await payments.request({ amountFen: 150_000 });
  await payments.sign(one.id, principal);
  expect(await refusal(sign(one.id, second, asAccountant))).toMatchObject(secondHand);
  const two = await payments.request({ amountFen: 150_000 });
  await payments.sign(two.id, deputy);
  expect(await refusal(sign(two.id, deputy, asManager))).toMatchObject(secondHand);
});

test('F-06 P-04 nobody’s deputy signs what their principal asked for, amended or is paid', async () => {
  const { principal, deputy, authorityId } = await pair();
  const { staffId, name: payeeName } = principal.caller;
  const own = await payments.request({}, principal);
  const amended = await payments.request();
  const { kind, way, payee, amountFen, summary, documents } = amended;
  const content = { kind, way, payee, amountFen: amountFen + 1, summary, documents };
  await principal.call(amendPayment, { paymentId: amended.id, ...content });
  const paid = await payments.request({ payee: { kind: 'person', payeeName, staffId } });
  // Neither where it isn't said that they are of the staff.
  const named = await payments.request({ payee: { kind: 'person', payeeName: `${payeeName} ` } });
  for (const { id } of [own, amended, paid, named]) {
    expect(await refusal(sign(id, deputy, authorityId))).toMatchObject(secondHand);
    expect(await payments.sign(id, rig.manager)).toMatchObject({ state: 'approved' });
  }
  // Nor what they asked for themselves.
  const deputys = await payments.request({}, deputy);
  expect(await refusal(sign(deputys.id, deputy, authorityId))).toMatchObject(secondHand);
});

test('F-06 P-04 who was signed for doesn’t pay it either', async () => {
  const { principal, deputy, authorityId, payment } = await pair({ way: 'transfer' });
  await sign(payment.id, deputy, authorityId);
  for (const { caller } of [principal, deputy]) {
    const cashier = rig.desk.as('cashier', { staffId: caller.staffId });
    const call = cashier.call(sendPayment, { paymentId: payment.id, bankAccount: '1002' });
    expect(await refusal(call)).toMatchObject(secondHand);
  }
});

test('F-06 an authority is for its deputy, its kinds and its sum, of what counts together', async () => {
  const { deputy, authorityId, principal } = await pair();
  const travel = await payments.request({ kind: 'travel' });
  expect(await refusal(sign(travel.id, deputy, authorityId))).toMatchObject(unfit('other_kind'));
  const payee = aPayee();
  const small = await authority(principal, deputy, { maxFen: 60_000 });
  const first = await payments.request({ payee, amountFen: 60_000 });
  expect(await sign(first.id, deputy, small)).toMatchObject({ state: 'approved' });
  const second = await payments.request({ payee, amountFen: 1 });
  expect(await refusal(sign(second.id, deputy, small))).toMatchObject(unfit('too_much'));
  expect(await sign(second.id, deputy, authorityId)).toMatchObject({ state: 'approved' });
  const other = await person('agent');
  const { id } = await payments.request();
  expect(await refusal(sign(id, other, authorityId))).toMatchObject(unfit('other_deputy'));
  expect(await refusal(sign(id, other, randomUUID()))).toMatchObject({ code: 'finance.signing_authority.not_found' });
  // What they have no authority for isn't theirs to sign, though they read it.
  expect(await refusal(payments.sign(id, deputy))).toMatchObject({ code: 'finance.payment.not_signed_by_you' });
  const project = await payments.request({ kind: 'expense', amountFen: 150_000 });
  await payments.sign(project.id, rig.manager);
  expect(await refusal(sign(project.id, deputy, authorityId))).toMatchObject({
    code: 'finance.payment.not_signed_by_you',
  });
});

test('F-06 an authority that ends while its deputy signs: what was signed stays, and nothing is signed afterwards', async () => {
  const [one, two] = [await pair(), await pair()];
  const signing = ({ payment: { id: paymentId, digest }, deputy, authorityId: signingAuthorityId }: typeof one) =>
    deputy.call(signPayment, { paymentId, digest, signingAuthorityId });
  const endedFirst = [() => end(one.authorityId, one.principal), () => signing(one)];
  expect(await rig.inLine(held, [one.authorityId], endedFirst)).toEqual(['ok', 'finance.signing_authority.unfit']);
  const signedFirst = [() => signing(two), () => end(two.authorityId, rig.director)];
  expect(await rig.inLine(held, [two.authorityId], signedFirst)).toEqual(['ok', 'ok']);
  const states = [one, two].map(({ payment: { id: paymentId } }) => rig.manager.call(getPayment, { paymentId }));
  expect((await Promise.all(states)).map(({ state }) => state)).toEqual(['requested', 'approved']);
});

test('F-06 two deputies of one principal who sign at once: one of both', async () => {
  const { principal, deputy, authorityId, payment } = await pair({ amountFen: 150_000 });
  const second = await person('agent');
  const other = await authority(principal, second);
  const { id: paymentId, digest } = payment;
  const calls = [
    () => deputy.call(signPayment, { paymentId, digest, signingAuthorityId: authorityId }),
    () => second.call(signPayment, { paymentId, digest, signingAuthorityId: other }),
  ];
  const ends = await rig.inLine('SELECT FROM payment WHERE id = $1 FOR UPDATE', [paymentId], calls);
  expect(ends).toEqual(['ok', 'version_mismatch']);
  expect(await refusal(sign(paymentId, second, other))).toMatchObject(secondHand);
});

test('F-06 who left, or has another position, is signed for no more, and who pays by now signs for nobody', async () => {
  const [one, two, three] = [await pair(), await pair(), await pair()];
  await become(one.principal, ['finance_manager'], false);
  await become(two.principal, ['accountant']);
  await become(three.deputy, ['agent', 'cashier']);
  const signing = ({ payment, deputy, authorityId }: typeof one) => refusal(sign(payment.id, deputy, authorityId));
  expect(await signing(one)).toMatchObject(unfit('principal'));
  expect(await signing(two)).toMatchObject(unfit('principal'));
  expect(await signing(three)).toMatchObject(unfit('deputy'));
});
