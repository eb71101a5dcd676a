import { randomUUID } from 'node:crypto';
import {
  amendPayment,
  approvePayeeAccount,
  getPayment,
  registerPayeeAccount,
  retirePayeeAccount,
  sendPayment,
  signPayment,
  type getPayeeAccount,
  type InputOf,
  type ResponseOf,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { FinanceRig } from '../finance.rig.ts';
import { aFirm, aPayee, paperNumber, PaymentRig, type Asked } from './payment.rig.ts';

type Payee = NonNullable<Asked['payee']>;

let rig: FinanceRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
});
afterAll(() => rig?.close());

const register = (payee: Payee, replacesId: string | null = null) =>
  rig.colleague.call(registerPayeeAccount, {
    ...{ payee, bankName: '工商银行', accountNumber: paperNumber('6222020211'), replacesId },
  });
const approve = (payeeAccountId: string, by = rig.director) => by.call(approvePayeeAccount, { payeeAccountId });
/** A transfer to this payee, and an entry that is to replace their account. */
async function transfer(given: Asked = {}) {
  const payee = given.payee ?? aPayee();
  const payeeAccountId = await payments.accountOf(payee);
  const payment = await payments.request({ way: 'transfer', payee, payeeAccountId, ...given });
  const correction = await register(payee, payeeAccountId);
  return { payment, payee, payeeAccountId, correction };
}
const send = (paymentId: string, by: Client = rig.cashier) => by.call(sendPayment, { paymentId, bankAccount: '1002' });
const retire = (payeeAccountId: string) =>
  rig.accountant.call(retirePayeeAccount, { payeeAccountId, reason: '对方销户' });
const amendTo = (payment: ResponseOf<typeof getPayment>, payeeAccountId: string | null) => {
  const { kind, way, payee, amountFen, accountCode, summary, documents } = payment;
  const content: InputOf<typeof amendPayment> = {
    ...{ paymentId: payment.id, kind, way, payee, payeeAccountId, amountFen, accountCode, summary, documents },
  };
  return payments.requester.call(amendPayment, content);
};
const held = 'SELECT FROM payee_account WHERE id = $1 FOR UPDATE';
const notInForce = 'finance.payee_account.not_in_force';

test('F-06 a transfer names an account of its payee that is in force, and nothing else names one', async () => {
  const payee = aFirm();
  const payeeAccountId = await payments.accountOf(payee);
  const asked = (given: Asked) => payments.request({ way: 'transfer', payee, payeeAccountId, ...given });
  const wrong: [string, Asked][] = [
    ['missing', { payeeAccountId: null }],
    ['not_transfer', { way: 'cash' }],
    ['other_payee', { payee: { ...payee, party: 'supplier:other' } }],
    ['other_payee', { payee: { ...payee, payeeName: '别的商行' } }],
    ['other_payee', { payee: { ...payee, kind: 'person' } }],
  ];
  for (const [why, given] of wrong)
    expect(await refusal(asked(given))).toMatchObject({
      code: 'finance.payment.payee_account_unfit',
      details: { why },
    });
  expect(await refusal(asked({ payeeAccountId: randomUUID() }))).toMatchObject({
    code: 'finance.payee_account.not_found',
  });
  const waiting: ResponseOf<typeof getPayeeAccount> = await register(payee);
  expect(await refusal(asked({ payeeAccountId: waiting.id }))).toMatchObject({
    code: notInForce,
    details: { why: 'registered' },
  });
  // However the name is written it is theirs, and the number is shown to nobody.
  const spaced = { ...payee, payeeName: `（${payee.payeeName}） `, party: payee.party.toUpperCase() };
  const payment = await asked({ payee: spaced });
  expect(payment).toMatchObject({ payeeAccountId });
  expect(payment.accountNumber).toMatch(/^\*{4}\d{4}$/);
});

test('F-06 an amendment names an account as a request does', async () => {
  const { payment, correction } = await transfer();
  const other = await payments.accountOf(aPayee());
  for (const account of [null, other])
    expect(await refusal(amendTo(payment, account))).toMatchObject({ code: 'finance.payment.payee_account_unfit' });
  expect(await refusal(amendTo(payment, correction.id))).toMatchObject({ code: notInForce });
  expect(await refusal(amendTo(payment, randomUUID()))).toMatchObject({ code: 'finance.payee_account.not_found' });
});

test('F-06 a payment whose account was replaced is not signed, and once it names the new one it is', async () => {
  const { payment, payeeAccountId, correction } = await transfer();
  await approve(correction.id);
  expect(await refusal(payments.sign(payment.id, rig.manager))).toMatchObject({
    code: notInForce,
    details: { id: payeeAccountId, why: 'replaced' },
  });
  const amended = await amendTo(payment, correction.id);
  expect(amended.digest).not.toBe(payment.digest);
  expect(await payments.sign(payment.id, rig.manager)).toMatchObject({ state: 'approved' });
});

test('F-06 a payment whose account is replaced between signature and transfer is signed anew with the new one', async () => {
  const { payment, payeeAccountId, correction } = await transfer();
  const paymentId = payment.id;
  const signed = await payments.sign(paymentId, rig.manager);
  await approve(correction.id);
  expect(await refusal(send(paymentId))).toMatchObject({
    code: notInForce,
    details: { id: payeeAccountId, why: 'replaced' },
  });
  const amended = await amendTo(signed, correction.id);
  expect(amended).toMatchObject({ state: 'requested', signatures: [], payeeAccountId: correction.id });
  expect(await refusal(send(paymentId))).toMatchObject({ code: 'step_refused' });
  await payments.sign(paymentId, rig.manager);
  expect(await send(paymentId)).toMatchObject({ state: 'sent' });
});

test('F-06 of a transfer and a correction of its account at once each is seen by the other', async () => {
  const [one, two] = [await transfer(), await transfer()];
  for (const { payment } of [one, two]) await payments.sign(payment.id, rig.manager);
  const replacedFirst = [() => approve(one.correction.id), () => send(one.payment.id)];
  expect(await rig.inLine(held, [one.payeeAccountId], replacedFirst)).toEqual(['ok', notInForce]);
  const sentFirst = [() => send(two.payment.id), () => approve(two.correction.id)];
  expect(await rig.inLine(held, [two.payeeAccountId], sentFirst)).toEqual(['ok', 'ok']);
  // What the first was signed for stays as it is.
  expect(await rig.manager.call(getPayment, { paymentId: one.payment.id })).toMatchObject({ state: 'approved' });
});

test('F-06 of a signature and the end of an account at once each is seen by the other', async () => {
  const [one, two] = [await transfer(), await transfer()];
  const sign = ({ payment: { id: paymentId, digest } }: typeof one) =>
    rig.manager.call(signPayment, { paymentId, digest });
  const retiredFirst = [() => retire(one.payeeAccountId), () => sign(one)];
  expect(await rig.inLine(held, [one.payeeAccountId], retiredFirst)).toEqual(['ok', notInForce]);
  const signedFirst = [() => sign(two), () => retire(two.payeeAccountId)];
  expect(await rig.inLine(held, [two.payeeAccountId], signedFirst)).toEqual(['ok', 'ok']);
  expect(await refusal(send(two.payment.id))).toMatchObject({ code: notInForce, details: { why: 'retired' } });
});

test('F-06 two payments to one account are signed and sent at once, whoever waits for whom', async () => {
  const { payment, payee, payeeAccountId } = await transfer();
  const other = await payments.request({ way: 'transfer', payee, payeeAccountId });
  const sign = (one: typeof payment) => () => rig.manager.call(signPayment, { paymentId: one.id, digest: one.digest });
  expect(await rig.inLine(held, [payeeAccountId], [sign(payment)])).toEqual(['ok']);
  const both = await Promise.all([send(payment.id), sign(other)()]);
  expect(both.map(({ state }) => state)).toEqual(['sent', 'approved']);
});

test('F-06 a number that was altered behind the payment, or in it, is neither signed for nor paid to', async () => {
  const altered = { code: 'finance.payment.altered' };
  const { payment, payeeAccountId } = await transfer();
  const signed = (await transfer()).payment;
  await payments.sign(signed.id, rig.manager);
  const forge = 'UPDATE payee_account SET account_number = $2 WHERE id = $1';
  await rig.desk.sql('finance', forge, [payeeAccountId, paperNumber('999999')]);
  await rig.desk.sql('finance', forge, [signed.payeeAccountId, paperNumber('999999')]);
  expect(await refusal(payments.sign(payment.id, rig.manager))).toMatchObject(altered);
  expect(await refusal(send(signed.id))).toMatchObject(altered);
  // Nor where both are, since the signatures are over the number.
  await rig.desk.sql(
    'finance',
    `UPDATE payment SET account_number = (SELECT account_number FROM payee_account WHERE id = payee_account_id)
      WHERE id = $1`,
    [signed.id],
  );
  expect(await refusal(send(signed.id))).toMatchObject(altered);
});

test('F-06 a transfer that lost its account is neither signed nor sent', async () => {
  const [{ payment }, sent] = [await transfer(), await transfer()];
  await payments.sign(sent.payment.id, rig.manager);
  await rig.desk.sql('finance', 'UPDATE payment SET payee_account_id = NULL WHERE id = ANY($1)', [
    [payment.id, sent.payment.id],
  ]);
  for (const call of [() => payments.sign(payment.id, rig.manager), () => send(sent.payment.id)])
    expect(await refusal(call())).toMatchObject({
      code: 'finance.payment.payee_account_unfit',
      details: { why: 'missing' },
    });
});

test('F-06 P-04 nobody sends money to an account that they registered or approved, whatever they are by now', async () => {
  const payee = aPayee();
  const { id: payeeAccountId } = await register(payee);
  await approve(payeeAccountId);
  const { id: paymentId } = await payments.request({ way: 'transfer', payee, payeeAccountId });
  await payments.sign(paymentId, rig.manager);
  for (const { caller } of [rig.colleague, rig.director]) {
    const cashier = rig.desk.as('cashier', { staffId: caller.staffId, name: caller.name });
    expect(await refusal(send(paymentId, cashier))).toMatchObject({ code: 'finance.second_hand' });
  }
  expect(await send(paymentId)).toMatchObject({ state: 'sent' });
});
