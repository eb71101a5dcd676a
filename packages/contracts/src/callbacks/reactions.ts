import { copy, reaction } from '../define/index.ts';
import { accountChanged } from '../hr/account.ts';
import { shiftChanged } from '../hr/shift.ts';
import { staffChanged } from '../hr/staff.ts';
import { customerChanged } from '../tickets/customer.ts';
import {
  ticketCustomerConfirmed,
  ticketHandled,
  ticketMoved,
  ticketReopened,
  ticketResolved,
} from '../tickets/ticket-events.ts';

/**
 * Resolved → a callback is due; reopened before it was done → cancelled; handled by somebody else → not for them. One
 * reaction, so that their order is kept.
 */
export const followTicketsWithCallbacks = reaction({
  service: 'callbacks',
  name: 'follow-tickets-with-callbacks',
  on: [ticketResolved, ticketReopened, ticketMoved, ticketHandled, ticketCustomerConfirmed],
  summary: { zh: '工单解决则安排回访', en: 'A resolved ticket gets a callback' },
});
export const callbacksKeepCustomerCopy = copy({
  service: 'callbacks',
  of: customerChanged,
  keeps: [
    'name',
    'phone',
    'phoneE164',
    'numbers',
    'numbersRefused',
    'email',
    'member',
    'preferences.doNotCall',
    'preferences.quietHours',
    'preferences.companyHoursToo',
    'preferences.consent',
  ],
  summary: { zh: '保存客户副本', en: 'Keep a copy of the customers' },
});
export const callbacksKeepStaffCopy = copy({
  service: 'callbacks',
  of: staffChanged,
  keeps: ['name', 'active', 'roles'],
  summary: {
    zh: '员工变动:更新名册并移交其回访',
    en: 'Keep a copy of the staff; the callbacks of who can’t any more go to others',
  },
});
export const callbacksKeepShiftCopy = copy({
  service: 'callbacks',
  of: shiftChanged,
  keeps: ['staffId', 'startsAt', 'endsAt', 'cancelled'],
  summary: { zh: '班次变动:更新谁在班', en: 'Keep a copy of the shifts, and who is on duty when' },
});
export const callbacksFollowLockedAccounts = reaction({
  service: 'callbacks',
  name: 'follow-locked-accounts',
  on: [accountChanged],
  summary: {
    zh: '账号锁定的员工视为不在班',
    en: 'Whoever can’t sign in is not on shift; what is due of theirs goes to others',
  },
});
