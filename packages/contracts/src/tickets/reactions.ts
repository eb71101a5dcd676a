import {
  callbackCorrected,
  callbackDissatisfied,
  callbackExcused,
  callbackSatisfied,
} from '../callbacks/callback-events.ts';
import { copy, reaction } from '../define/index.ts';
import { refundPaid, refundRefused, refundWithdrawn } from '../finance/refund.ts';
import { accountChanged } from '../hr/account.ts';
import { departmentChanged } from '../hr/department.ts';
import { shiftChanged } from '../hr/shift.ts';
import { staffChanged } from '../hr/staff.ts';
import { teamChanged } from '../hr/team.ts';

export const ticketsKeepStaffCopy = copy({
  service: 'tickets',
  of: staffChanged,
  keeps: ['name', 'active', 'teamId', 'departmentId', 'roles', 'profile', 'skills'],
  summary: {
    zh: '员工变动:更新名册并移交其工单',
    en: 'Keep a copy of the staff; the tickets of who can’t any more go to others',
  },
});
export const ticketsKeepDepartmentCopy = copy({
  service: 'tickets',
  of: departmentChanged,
  keeps: ['name', 'active'],
  summary: { zh: '保存部门副本', en: 'Keep a copy of the departments' },
});
export const ticketsKeepTeamCopy = copy({
  service: 'tickets',
  of: teamChanged,
  keeps: ['name', 'kind', 'leadStaffId'],
  summary: { zh: '保存团队副本', en: 'Keep a copy of the teams' },
});
export const ticketsKeepShiftCopy = copy({
  service: 'tickets',
  of: shiftChanged,
  keeps: ['staffId', 'startsAt', 'endsAt', 'cancelled'],
  summary: { zh: '保存班次副本', en: 'Keep a copy of the shifts' },
});
export const followLockedAccounts = reaction({
  service: 'tickets',
  name: 'follow-locked-accounts',
  on: [accountChanged],
  summary: {
    zh: '账号锁定的员工视为不在班',
    en: 'Whoever can’t sign in is not on shift; what is due of theirs goes to others',
  },
});
export const reopenTicketWhenCallbackDissatisfied = reaction({
  service: 'tickets',
  name: 'reopen-ticket-when-callback-dissatisfied',
  on: [callbackDissatisfied, callbackCorrected],
  summary: {
    zh: '回访不满意(或更正为不满意)则重新打开工单',
    en: 'A dissatisfied callback, also one that is corrected so, reopens its ticket',
  },
});
export const recordCallbackDoneOnTicket = reaction({
  service: 'tickets',
  name: 'record-callback-done-on-ticket',
  on: [callbackSatisfied, callbackExcused],
  summary: { zh: '记录回访已完成', en: 'A finished callback is noted on its ticket, which may then be closed' },
});
export const tellTicketOfRefund = reaction({
  service: 'tickets',
  name: 'tell-ticket-of-refund',
  on: [refundPaid, refundRefused, refundWithdrawn],
  summary: {
    zh: '财务已了结退款:记在工单上并告知客户',
    en: 'What finance did with a refund is noted on its ticket, and the customer is told',
  },
});
