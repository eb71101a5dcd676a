import {
  addLedgerAccount,
  amendPayment,
  approvePayeeAccount,
  attachToPayment,
  beginClosing,
  failPayment,
  getPayment,
  makePaymentVoucher,
  refusePayment,
  registerPayeeAccount,
  retirePayeeAccount,
  sendPayment,
  settlePayment,
  stopClosing,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig } from '../finance.rig.ts';
import { invoiceKeyOf } from './invoice-key.ts';
import { aFirm, aPayee, paperNumber, PaymentRig } from './payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
  await hire(rig, payments.requester);
  await payments.funded();
});
afterAll(() => rig?.close());

const secondHand = { code: 'finance.second_hand' };
const slipOf = (amountFen: number) => ({ number: paperNumber('HD'), day: '2026-03-02', amountFen });

test.each([
  ['a person', (name: string) => ({ kind: 'person' as const, payeeName: name })],
  ['a firm', (name: string) => ({ kind: 'firm' as const, payeeName: name, party: 'X9' })],
  ['with a space', (name: string) => ({ kind: 'person' as const, payeeName: `${name[0]} ${name.slice(1)}` })],
  ['with what can’t be seen', (name: string) => ({ kind: 'person' as const, payeeName: `${name}\u3164` })],
])('P-04 nobody signs for what they are paid as %s', async (_how, payeeOf) => {
  const { id } = await payments.request({ payee: payeeOf(rig.manager.caller.name) });
  expect(await refusal(payments.sign(id, rig.manager))).toMatchObject(secondHand);
});

test('P-04 somebody of the staff is chosen as such, and not named by a code', async () => {
  const party = `staff:${rig.manager.caller.staffId}`;
  expect(await refusal(payments.request({ payee: { kind: 'firm', payeeName: '某单位', party } }))).toMatchObject({
    code: 'invalid_request',
  });
});

test('P-04 who asked for a payment or signed it records neither its slip nor that it came back', async () => {
  const { id: paymentId } = await payments.approved({ way: 'transfer', amountFen: 10_000 });
  await rig.cashier.call(sendPayment, { paymentId, bankAccount: '1002' });
  expect(await refusal(rig.manager.call(settlePayment, { paymentId, ...slipOf(10_000) }))).toMatchObject(secondHand);
  expect(await refusal(rig.manager.call(failPayment, { paymentId, reason: '退汇' }))).toMatchObject(secondHand);
  expect(await rig.colleague.call(settlePayment, { paymentId, ...slipOf(10_000) })).toMatchObject({ state: 'paid' });
});

test('F-06 drafts of long ago that are made one payee’s today count together', async () => {
  const early = [await payments.request({ amountFen: 90_000 }), await payments.request({ amountFen: 90_000 })];
  rig.desk.clock.advance({ days: 20 });
  const payee = aFirm();
  for (const { id: paymentId, documents, summary, kind } of early)
    await payments.requester.call(amendPayment, {
      ...{ paymentId, kind, way: 'cash', payee, amountFen: 90_000, summary, documents },
    });
  const { signers } = await payments.requester.call(getPayment, { paymentId: early[1]!.id });
  expect(signers).toEqual(['accountant', 'finance_manager']);
  expect(await payments.sign(early[0]!.id, rig.manager)).toMatchObject({ state: 'requested' });
});

test('F-06 it is refused by who is to sign, and by no other', async () => {
  const { id: paymentId } = await payments.request();
  const refuse = { paymentId, reason: '不合规定' };
  expect(await refusal(rig.accountant.call(refusePayment, refuse))).toMatchObject({
    code: 'finance.payment.not_signed_by_you',
  });
  expect(await rig.manager.call(refusePayment, refuse)).toMatchObject({ state: 'refused' });
});

test('F-06 who doesn’t read a payment isn’t told who changed it either', async () => {
  const { id: paymentId, documents, summary } = await payments.request({ kind: 'wages' }, rig.accountant);
  const content = { kind: 'other', way: 'cash', payee: aPayee(), amountFen: 1, summary, documents } as const;
  const amend = payments.requester.call(amendPayment, { paymentId, ...content }, { ifMatch: 99 });
  const missing = { code: 'finance.payment.not_found' };
  expect(await refusal(amend)).toMatchObject(missing);
  const file = { type: 'application/pdf' as const, bytes: Buffer.from('%PDF-1.7') };
  const attach = payments.requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file }, { ifMatch: 99 });
  expect(await refusal(attach)).toMatchObject(missing);
});

test('F-20 an invoice is one by its number, whatever it is called and however it is written', async () => {
  const number = `0440023${paperNumber('0000')}`;
  const on = (kind: 'invoice' | 'receipt' | 'other' | 'contract', written: string) =>
    payments.request({ documents: [{ kind, number: written }] });
  await on('invoice', number);
  for (const [kind, written] of [
    ['receipt', number],
    ['other', number],
    ['invoice', `00${number}`],
    ['invoice', number.replaceAll('0', 'O')],
  ] as const)
    expect(await refusal(on(kind, written))).toMatchObject({ code: 'finance.payment.invoice_paid' });
  // Many payments may rest on one contract, and short numbers are of many kinds of papers.
  await on('contract', number);
  expect(invoiceKeyOf({ kind: 'receipt', number: 'R1' })).toBeNull();
  expect(invoiceKeyOf({ kind: 'invoice', number: 'A/17' })).toBe('A17');
});

test.each([
  ['an expense on the account of loans', { kind: 'other', accountCode: '1221' }],
  ['wages on one of expenses', { kind: 'wages', accountCode: '5602' }],
  ['anything on capital', { kind: 'other', accountCode: '3001' }],
  ['anything on income', { kind: 'other', accountCode: '5001' }],
] as const)('F-05 F-06 %s is refused', async (_what, given) => {
  expect(await refusal(payments.request(given))).toMatchObject({ code: 'finance.payment.account_unfit' });
});

test('F-06 one account under two names is one payee, and a correction of an entry names no other', async () => {
  const [accountNumber, one, other] = [paperNumber('6222020201'), aFirm(), aFirm()];
  const entry = async (payee: typeof one, replacesId: string | null = null) => {
    const given = { payee, bankName: '工商银行', accountNumber, replacesId };
    const { id: payeeAccountId } = await rig.accountant.call(registerPayeeAccount, given);
    return (await rig.manager.call(approvePayeeAccount, { payeeAccountId })).id;
  };
  const ask = (payee: typeof one, payeeAccountId: string) =>
    payments.request({ way: 'transfer', payee, payeeAccountId, amountFen: 90_000 });
  const first = await entry(one);
  expect(await ask(one, first)).toMatchObject({ signers: ['finance_manager'] });
  expect(await refusal(entry(other, first))).toMatchObject({ code: 'finance.payment.payee_unfit' });
  await rig.accountant.call(retirePayeeAccount, { payeeAccountId: first, reason: '户名变更' });
  expect(await ask(other, await entry(other))).toMatchObject({ signers: ['accountant', 'finance_manager'] });
});

test('F-06 F-20 what is amended is looked at as what is asked for', async () => {
  const [taken, asked] = [paperNumber('0440023111'), await payments.request()];
  await payments.request({ documents: [{ kind: 'invoice', number: taken }] });
  const { id: paymentId, documents, summary } = asked;
  const content = { paymentId, kind: 'other', way: 'cash', payee: aPayee(), amountFen: 1, summary, documents } as const;
  const amend = (given: object) => refusal(payments.requester.call(amendPayment, { ...content, ...given }));
  expect(await amend({ accountCode: '3001' })).toMatchObject({ code: 'finance.payment.account_unfit' });
  expect(await amend({ documents: [{ kind: 'invoice', number: taken }] })).toMatchObject({
    code: 'finance.payment.invoice_paid',
  });
});

test('F-06 R9 papers of a payment are of known kinds, each once, and 50 at most', async () => {
  const { id: paymentId } = await payments.request();
  const attach = (bytes: string) => {
    const file = { type: 'application/pdf' as const, bytes: Buffer.from(bytes) };
    return payments.requester.call(attachToPayment, { paymentId, fileName: '发票.pdf', file });
  };
  const pdf = (text: string) => `%PDF-1.7\n${text}\ntrailer\nstartxref\n9\n%%EOF\n`;
  expect(await refusal(attach('<html></html>'))).toMatchObject({ code: 'attachment_refused' });
  for (let count = 0; count < 50; count += 1) await attach(pdf(`paper ${count}`));
  expect(await refusal(attach(pdf('paper 1')))).toMatchObject({ code: 'attachment_there' });
  expect(await refusal(attach(pdf('one more')))).toMatchObject({ code: 'attachments_full' });
}, 60_000);

test('F-07 the voucher of a payment is made where its lines can be posted', async () => {
  const accountCode = '560288';
  await rig.accountant.call(addLedgerAccount, { code: accountCode, title: '快递费', reason: '明细核算' });
  const { id: paymentId } = await payments.paid({ accountCode }, '2026-03-22');
  const make = () => refusal(rig.cashier.call(makePaymentVoucher, { paymentId }));
  const periodId = await rig.month('2026-03');
  await rig.accountant.call(addLedgerAccount, { code: `${accountCode}01`, title: '同城', reason: '明细核算' });
  expect(await make()).toMatchObject({ code: 'finance.journal.line_unfit' });
  rig.comeTo('2026-03-31');
  await rig.accountant.call(beginClosing, { periodId });
  expect(await make()).toMatchObject({ code: 'finance.period.not_open' });
  await rig.accountant.call(stopClosing, { periodId, reason: '继续记账' });
});
