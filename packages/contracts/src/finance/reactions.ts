import { copy, reaction } from '../define/index.ts';
import { departmentChanged } from '../hr/department.ts';
import { staffChanged } from '../hr/staff.ts';
import { refundAsked, refundWithdrawalAsked } from '../tickets/refund.ts';

export const financeKeepsStaffCopy = copy({
  service: 'finance',
  of: staffChanged,
  keeps: ['name', 'active', 'roles'],
  summary: { zh: '保存员工副本', en: 'Keep a copy of the staff' },
});
export const financeKeepsDepartmentCopy = copy({
  service: 'finance',
  of: departmentChanged,
  keeps: ['name', 'active'],
  summary: { zh: '保存部门副本', en: 'Keep a copy of the departments' },
});
/** One reaction, so that a withdrawal never comes before what it withdraws. */
export const payRefundsOfTickets = reaction({
  service: 'finance',
  name: 'pay-refunds-of-tickets',
  on: [refundAsked, refundWithdrawalAsked],
  summary: { zh: '工单申请的退款转为付款申请', en: 'Refunds that tickets ask for become payments' },
});
