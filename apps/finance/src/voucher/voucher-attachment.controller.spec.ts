import {
  attachToVoucher,
  checkVoucher,
  detachFromVoucher,
  getVoucher,
  openVoucherAttachment,
  postVoucher,
  returnVoucher,
  signVoucher,
  standard,
  submitVoucher,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { jpeg, ofd, pdf } from '@bumen/testing/files';
import { FinanceRig } from '../finance.rig.ts';
import { VoucherRig } from './voucher.rig.ts';

let rig: FinanceRig;
let vouchers: VoucherRig;
beforeAll(async () => {
  rig = await FinanceRig.open();
  await rig.month('2026-03');
  vouchers = new VoucherRig(rig);
});
afterAll(() => rig?.close());

const paper = (text: string) => ({
  fileName: '发票.pdf',
  file: { type: 'application/pdf' as const, bytes: pdf(text) },
});
const attach = (voucherId: string, text: string, by: Client = rig.cashier) =>
  by.call(attachToVoucher, { voucherId, ...paper(text) });
const why = { reason: '附错了发票' };

test('F-07 a draft takes its papers, and whoever reads the voucher finds and opens them', async () => {
  const { id: voucherId, version } = await vouchers.make('receipt');
  await rig.cashier.call(attachToVoucher, {
    voucherId,
    fileName: '发票',
    file: { type: 'application/ofd', bytes: ofd() },
  });
  const { attachments } = await attach(voucherId, 'invoice');
  const read = await rig.manager.call(getVoucher, { voucherId });
  expect(read).toMatchObject({ version: version + 2, attachments });
  expect(attachments).toMatchObject([
    { fileName: '发票.ofd', type: 'application/ofd', addedByName: '陈出纳' },
    { fileName: '发票.pdf', type: 'application/pdf', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  for (const by of [rig.cashier, rig.accountant, rig.manager]) {
    const { bytes } = await by.call(openVoucherAttachment, { voucherId, attachmentId: attachments[1]!.id });
    expect(Buffer.from(bytes)).toEqual(pdf('invoice'));
  }
});

test('F-07 no paper comes or goes behind the back of who checked: not to what is submitted, checked, signed or posted', async () => {
  const { id: voucherId } = await vouchers.make('receipt');
  const attachmentId = (await attach(voucherId, 'first')).attachments[0]!.id;
  const refused = async () => {
    expect(await refusal(attach(voucherId, 'late'))).toMatchObject({ code: 'step_refused' });
    expect(await refusal(rig.cashier.call(detachFromVoucher, { voucherId, attachmentId, ...why }))).toMatchObject({
      code: 'step_refused',
    });
  };
  await rig.cashier.call(submitVoucher, { voucherId });
  await refused();
  const seen = await vouchers.check(voucherId, 'receipt');
  await refused();
  // What was checked counts no more once it was returned, and another paper makes another version.
  await rig.colleague.call(returnVoucher, { voucherId, ...why });
  await attach(voucherId, 'second');
  await rig.cashier.call(submitVoucher, { voucherId });
  const stale = rig.accountant.call(checkVoucher, { voucherId }, { ifMatch: seen.version });
  expect(await refusal(stale)).toMatchObject({ code: 'version_mismatch' });
  await vouchers.check(voucherId, 'receipt');
  await rig.cashier.call(signVoucher, { voucherId });
  await rig.colleague.call(postVoucher, { voucherId });
  await refused();
  // The database itself lets none of it go, whoever asks.
  const removal = `UPDATE attachment SET content = NULL, removed_at = now(), removed_by_id = 'x' WHERE id = $1`;
  await expect(rig.desk.sql('finance', removal, [attachmentId])).rejects.toThrow('F-07');
});

test('F-07 a paper that is attached while the voucher is submitted is a part of what is checked, or comes too late', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id: voucherId, version } = await vouchers.make('receipt');
    const [attached, submitted] = await Promise.allSettled([
      attach(voucherId, `raced ${round}`),
      rig.cashier.call(submitVoucher, { voucherId }, { ifMatch: version }),
    ]);
    const { state, attachments } = await rig.manager.call(getVoucher, { voucherId });
    expect(attachments).toHaveLength(attached.status === 'fulfilled' ? 1 : 0);
    // Who submits what they saw doesn't submit it with a paper that they didn't see.
    expect([attached.status, submitted.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(state).toBe(submitted.status === 'fulfilled' ? 'submitted' : 'draft');
  }
});

test('F-07 papers are the maker’s to add and to remove, with a reason; a cashier opens none of a transfer (F-08)', async () => {
  const { id: voucherId } = await vouchers.make('transfer');
  const attachmentId = (await attach(voucherId, 'contract', rig.accountant)).attachments[0]!.id;
  expect(await refusal(attach(voucherId, 'other', rig.colleague))).toMatchObject({ code: 'finance.voucher.not_yours' });
  const opened = rig.cashier.call(openVoucherAttachment, { voucherId, attachmentId });
  expect(await refusal(opened)).toMatchObject({ code: 'finance.voucher.not_found' });
  const wrong = { voucherId, fileName: 'a.pdf', file: { type: 'application/pdf' as const, bytes: jpeg() } };
  expect(await refusal(rig.accountant.call(attachToVoucher, wrong))).toMatchObject({
    code: 'attachment_refused',
    details: { found: 'image/jpeg' },
  });
  expect(await refusal(attach(voucherId, 'contract', rig.accountant))).toMatchObject({ code: 'attachment_there' });
  const { attachments } = await rig.accountant.call(detachFromVoucher, { voucherId, attachmentId, ...why });
  expect(attachments).toEqual([]);
  const gone = rig.accountant.call(openVoucherAttachment, { voucherId, attachmentId });
  expect(await refusal(gone)).toMatchObject({ code: 'attachment_not_found' });
  const [told] = await rig.desk.sql<{ count: number }>(
    'finance',
    `SELECT count(*)::int AS count FROM audit_entry WHERE action = $1 AND aggregate_id = $2 AND reason = $3`,
    [detachFromVoucher.name, voucherId, why.reason],
  );
  expect(told!.count).toBe(2);
});

test('P-05 who opens a paper is on record, and it is no reveal: whoever checks all day would stand out', async () => {
  const { id: voucherId } = await vouchers.make('payment');
  const attachmentId = (await attach(voucherId, 'contract')).attachments[0]!.id;
  await rig.accountant.call(openVoucherAttachment, { voucherId, attachmentId });
  const auditor = rig.desk.as('auditor');
  const { items } = await auditor.call(standard.finance.listAudit, { aggregateId: [voucherId] });
  expect(items.map(({ action }) => action)).toContain(openVoucherAttachment.name);
  expect((await auditor.call(standard.finance.listReveals, {})).items).toEqual([]);
});

test('R9 a voucher has 50 papers at most at a time', async () => {
  const { id: voucherId } = await vouchers.make('payment');
  for (let count = 0; count < 50; count += 1) await attach(voucherId, `paper ${count}`);
  expect(await refusal(attach(voucherId, 'one more'))).toMatchObject({ code: 'attachments_full' });
}, 60_000);
