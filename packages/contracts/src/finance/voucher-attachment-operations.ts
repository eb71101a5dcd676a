import { z } from 'zod';
import {
  attaching,
  attachingBody,
  attachingProblems,
  attachmentFile,
  attachmentNotFound,
  command,
  id,
  reason,
  stepOf,
  stepRefused,
} from '../define/index.ts';
import { ledgerReaders } from './roles.ts';
import { voucherNotFound, voucherNotYours } from './voucher-problems.ts';
import { voucherSteps, voucherView } from './voucher.ts';

const makers = ['cashier', 'accountant'] as const;

/** What was checked is what is posted: a file comes to a draft only, and its version says so to who checks it. */
export const attachToVoucher = command({
  name: 'finance.voucher.attach',
  http: 'POST /finance/vouchers/:voucherId/attachments',
  roles: makers,
  takes: stepOf(voucherSteps, 'attach'),
  ...attachingBody,
  request: z.object({ voucherId: id, ...attaching }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherNotYours, ...attachingProblems],
  summary: { zh: '上传凭证附件', en: 'Attach a file to a voucher' },
  rules: ['F-07'],
});
export const detachFromVoucher = command({
  name: 'finance.voucher.detach',
  http: 'POST /finance/vouchers/:voucherId/attachments/:attachmentId/remove',
  roles: makers,
  takes: stepOf(voucherSteps, 'detach'),
  request: z.object({ voucherId: id, attachmentId: id, reason }),
  response: voucherView,
  problems: [voucherNotFound, stepRefused, voucherNotYours, attachmentNotFound],
  summary: { zh: '移除凭证附件', en: 'Remove a file from a voucher' },
  rules: ['F-07', 'P-06'],
});
/** By whoever may read the voucher; a cashier those of receipts and payments. */
export const openVoucherAttachment = command({
  name: 'finance.voucher.open_attachment',
  http: 'GET /finance/vouchers/:voucherId/attachments/:attachmentId',
  roles: ['cashier', ...ledgerReaders],
  request: z.object({ voucherId: id, attachmentId: id }),
  response: attachmentFile,
  problems: [voucherNotFound, attachmentNotFound],
  summary: { zh: '下载凭证附件', en: 'Download a file of a voucher' },
  rules: ['F-07', 'P-05'],
});
