import { randomUUID } from 'node:crypto';
import {
  amendPayment,
  attachToPayment,
  detachFromPayment,
  getPayment,
  listPayments,
  openPaymentAttachment,
  refusePayment,
  requestPayment,
  signPayment,
  withdrawPayment,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { hire } from '../cash-desk/cash-desk.rig.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { aFirm, aPayee, paperNumber, PaymentRig } from './payment.rig.ts';

let rig: FinanceRig;
let payments: PaymentRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-03');
  payments = new PaymentRig(rig);
  await hire(rig, payments.requester);
});
afterAll(() => rig?.close());

const pdf = (text: string) => ({
  fileName: '发票.pdf',
  file: { type: 'application/pdf' as const, bytes: Buffer.from(`%PDF-1.7\n${text}\ntrailer\nstartxref\n9\n%%EOF\n`) },
});
const contentOf = ({ id: _, ...given }: { id: string } & InputOf<typeof requestPayment>) => ({
  ...{ kind: given.kind, way: given.way, payee: given.payee, payeeAccountId: given.payeeAccountId ?? null },
  amountFen: given.amountFen,
  ...{ accountCode: given.accountCode, summary: given.summary, documents: given.documents },
});

test('F-06 what is asked for is signed by whom the policy says, and approved with the last signature', async () => {
  const asked = await payments.request({ amountFen: 150_000 });
  expect(asked).toMatchObject({
    ...{ state: 'requested', kind: 'expense', accountCode: '5602', signatures: [], day: '2026-03-02' },
    signers: ['accountant', 'finance_manager'],
  });
  const half = await payments.sign(asked.id, rig.manager);
  expect(half).toMatchObject({ state: 'requested', signatures: [{ role: 'finance_manager', byName: '吴经理' }] });
  const whole = await payments.sign(asked.id, rig.accountant);
  expect(whole).toMatchObject({ state: 'approved', signatures: [{ digest: asked.digest }, { digest: asked.digest }] });
  expect(await refusal(payments.sign(asked.id, rig.director))).toMatchObject({ code: 'step_refused' });
});

test('F-06 a project payment takes project manager, accountant and general manager, whatever the sum', async () => {
  const asked = await payments.request({ kind: 'project', payee: aFirm(), amountFen: 1 });
  for (const hand of [rig.director, payments.projectManager])
    expect(await payments.sign(asked.id, hand)).toMatchObject({ state: 'requested' });
  expect(await payments.sign(asked.id, rig.accountant)).toMatchObject({ state: 'approved', accountCode: '4401' });
});

test('F-06 nobody signs twice, for what they asked for or amended, or for what they are paid', async () => {
  const { id } = await payments.request({ amountFen: 150_000 });
  const both = rig.desk.as(['accountant', 'finance_manager'], { name: '两职' });
  await payments.sign(id, both);
  expect(await refusal(payments.sign(id, both))).toMatchObject({ code: 'finance.second_hand' });
  expect(await refusal(payments.sign(id, rig.colleague))).toMatchObject({ code: 'finance.payment.not_signed_by_you' });
  const own = await payments.request({ amountFen: 150_000 }, rig.accountant);
  expect(await refusal(payments.sign(own.id, rig.accountant))).toMatchObject({ code: 'finance.second_hand' });
  const amended = await payments.request({ amountFen: 150_000 });
  await rig.accountant.call(amendPayment, { ...contentOf(amended), paymentId: amended.id });
  expect(await refusal(payments.sign(amended.id, rig.accountant))).toMatchObject({ code: 'finance.second_hand' });
  await hire(rig, rig.manager);
  const { staffId, name } = rig.manager.caller;
  const paid = await payments.request({ payee: { kind: 'person', payeeName: name, staffId } });
  expect(await refusal(payments.sign(paid.id, rig.manager))).toMatchObject({ code: 'finance.second_hand' });
  // Also where it isn't said that the payee is of the staff.
  const named = await payments.request({ payee: { kind: 'person', payeeName: name } });
  expect(await refusal(payments.sign(named.id, rig.manager))).toMatchObject({ code: 'finance.second_hand' });
});

test('F-06 a signature is bound to what was seen, and void when any of it changes', async () => {
  const asked = await payments.request({ amountFen: 150_000 });
  await payments.sign(asked.id, rig.manager);
  const changes = [
    { amountFen: 150_001 },
    { payee: aPayee() },
    { kind: 'travel' as const },
    { way: 'transfer' as const },
    { accountCode: '5601' },
    { summary: '其他' },
    { documents: [{ kind: 'invoice' as const, number: paperNumber('FP') }] },
  ];
  for (const change of changes) {
    const before = await payments.requester.call(getPayment, { paymentId: asked.id });
    const to = 'way' in change ? { payeeAccountId: await payments.accountOf(before.payee) } : {};
    const content = { ...contentOf(before), ...change, ...to, paymentId: asked.id };
    const after = await payments.requester.call(amendPayment, content);
    expect(after).toMatchObject({ state: 'requested', signatures: [] });
    expect(after.digest).not.toBe(before.digest);
    const old = { paymentId: asked.id, digest: before.digest };
    expect(await refusal(rig.manager.call(signPayment, old))).toMatchObject({ code: 'finance.payment.differs' });
    await payments.sign(asked.id, rig.manager);
  }
  const attached = await payments.requester.call(attachToPayment, { paymentId: asked.id, ...pdf('one') });
  expect(attached).toMatchObject({ state: 'requested', signatures: [], attachments: [{ fileName: '发票.pdf' }] });
  const [{ id: attachmentId } = { id: '' }] = attached.attachments;
  await payments.sign(asked.id, rig.manager);
  const opened = await rig.manager.call(openPaymentAttachment, { paymentId: asked.id, attachmentId });
  expect(Buffer.from(opened.bytes).toString()).toContain('one');
  const without = await rig.accountant.call(detachFromPayment, {
    ...{ paymentId: asked.id, attachmentId, reason: '不是本单附件' },
  });
  expect(without).toMatchObject({ state: 'requested', signatures: [], attachments: [] });
});

test('F-06 of a signature and a change at once one sees the other', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const asked = await payments.request();
    const change = { ...contentOf(asked), amountFen: 90_000, paymentId: asked.id };
    const ends = await outcomes([
      payments.requester.call(amendPayment, change),
      rig.manager.call(signPayment, { paymentId: asked.id, digest: asked.digest }),
    ]);
    const now = await rig.manager.call(getPayment, { paymentId: asked.id });
    if (ends[1] === 'ok') expect(now).toMatchObject({ state: 'approved', amountFen: 10_000 });
    else expect(now).toMatchObject({ state: 'requested', amountFen: 90_000, signatures: [] });
    expect(ends).toContain('ok');
  }
});

test('F-06 what is split counts together, for the same payee however they are written', async () => {
  const payee = aFirm();
  const split = { payee, kind: 'expense' as const, amountFen: 60_000 };
  expect(await payments.request(split)).toMatchObject({ signers: ['finance_manager'] });
  const second = await payments.request({ ...split, payee: { ...payee, party: `${payee.party}x` } });
  expect(second).toMatchObject({ signers: ['accountant', 'finance_manager'] });
  const spaced = { ...payee, payeeName: `（${payee.payeeName}） `, party: 'supplier:other' };
  expect(await payments.request({ ...split, payee: spaced })).toMatchObject({
    signers: ['accountant', 'finance_manager'],
  });
  await rig.manager.call(refusePayment, { paymentId: second.id, reason: '拆分付款' });
  expect(await payments.request({ ...split, kind: 'travel' })).toMatchObject({ signers: ['finance_manager'] });
  // What was asked for first is signed by all whom both take together.
  const first = await payments.request({ payee: aPayee(), amountFen: 90_000 });
  await payments.request({ payee: first.payee, amountFen: 20_000 });
  expect(await payments.sign(first.id, rig.manager)).toMatchObject({
    ...{ state: 'requested', signers: ['accountant', 'finance_manager'] },
  });
});

test('F-06 two who ask for a split at once don’t both pass under the sum', async () => {
  const payee = aPayee();
  const both = await Promise.all([1, 2].map(() => payments.request({ payee, amountFen: 60_000 })));
  expect(both.map(({ signers }) => signers.length).toSorted()).toEqual([1, 2]);
});

test('F-20 an invoice stands in one payment, however its number is written, until that is refused', async () => {
  const number = `0440023001${paperNumber('')}`;
  const asked = (written: string) => payments.request({ documents: [{ kind: 'invoice', number: written }] });
  const ends = await outcomes([asked(number), asked(number)]);
  expect(ends.toSorted()).toEqual(['finance.payment.invoice_paid', 'ok']);
  const written = `${number.slice(0, 8)}/${number.slice(8)}`;
  const refused = await refusal(asked(written));
  expect(refused).toMatchObject({ code: 'finance.payment.invoice_paid', details: { number: written } });
  const { paymentId } = refused.details as { paymentId: string };
  await payments.requester.call(withdrawPayment, { paymentId, reason: '重新申请' });
  const again = await asked(number);
  await rig.manager.call(refusePayment, { paymentId: again.id, reason: '发票不符' });
  await asked(number);
  // Amending keeps those that stay, and gives back those that go.
  const two = await payments.request({ documents: [{ kind: 'invoice', number: `${number}A` }] });
  const content = { ...contentOf(two), documents: [{ kind: 'invoice' as const, number: `${number}B` }] };
  await payments.requester.call(amendPayment, { ...content, paymentId: two.id });
  await asked(`${number}A`);
  expect(await refusal(asked(`${number}B`))).toMatchObject({ code: 'finance.payment.invoice_paid' });
});

test('F-06 who asked for it withdraws it, others amend it only if they keep the books', async () => {
  const { id: paymentId, ...asked } = await payments.request();
  const other = rig.desk.as('agent', { staffId: randomUUID() });
  expect(await refusal(other.call(withdrawPayment, { paymentId, reason: '不再需要' }))).toMatchObject({
    code: 'finance.payment.not_found',
  });
  expect(await refusal(rig.manager.call(withdrawPayment, { paymentId, reason: '不再需要' }))).toMatchObject({
    code: 'finance.payment.not_yours',
  });
  const change = { ...contentOf({ id: paymentId, ...asked }), paymentId };
  expect(await refusal(payments.projectManager.call(amendPayment, change))).toMatchObject({
    code: 'finance.payment.not_yours',
  });
  expect(await refusal(payments.projectManager.call(attachToPayment, { paymentId, ...pdf('two') }))).toMatchObject({
    code: 'finance.payment.not_yours',
  });
  await payments.requester.call(withdrawPayment, { paymentId, reason: '不再需要' });
  expect(await refusal(payments.sign(paymentId, rig.manager))).toMatchObject({ code: 'step_refused' });
});

test('F-06 payees, accounts and kinds that don’t fit are refused', async () => {
  expect(await refusal(payments.request({ accountCode: '1002' }))).toMatchObject({
    code: 'finance.payment.account_unfit',
  });
  expect(await refusal(payments.request({ accountCode: '9999' }))).toMatchObject({
    code: 'finance.payment.account_unfit',
  });
  const { staffId } = payments.requester.caller;
  expect(await refusal(payments.request({ payee: { kind: 'person', payeeName: '别人', staffId } }))).toMatchObject({
    code: 'finance.payment.payee_unfit',
  });
  for (const given of [
    { kind: 'refund' as const },
    { kind: 'loan' as const },
    { amountFen: 0 },
    { documents: [] },
    { payee: { kind: 'firm' as const, payeeName: '没有编号' } },
  ])
    expect(await refusal(payments.request(given))).toMatchObject({ code: 'invalid_request' });
});

test('P-05 others than finance read what they asked for or are paid, and of wages none but who pays them', async () => {
  const { staffId, name } = payments.requester.caller;
  const own = await payments.request({ payee: { kind: 'person', payeeName: name, staffId } }, rig.accountant);
  const wages = await payments.request({ kind: 'wages' }, rig.accountant);
  const listed = async (by = payments.requester) => (await by.call(listPayments, { limit: 200 })).items;
  expect(await payments.requester.call(getPayment, { paymentId: own.id })).toMatchObject({ id: own.id });
  expect((await listed()).every((one) => one.requestedById === staffId || one.payee.staffId === staffId)).toBe(true);
  for (const by of [payments.requester, payments.projectManager]) {
    expect(await refusal(by.call(getPayment, { paymentId: wages.id }))).toMatchObject({
      code: 'finance.payment.not_found',
    });
    expect((await listed(by)).map(({ id }) => id)).not.toContain(wages.id);
  }
  expect((await listed(rig.cashier)).map(({ id }) => id)).toContain(wages.id);
  const { items } = await rig.manager.call(listPayments, { kind: ['wages'], state: ['requested'] });
  expect(items).toMatchObject([{ id: wages.id }]);
});
