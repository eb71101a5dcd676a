import { z } from 'zod';
import {
  anyOf,
  command,
  day,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  says,
  stepOf,
  stepRefused,
  within,
} from '../define/index.ts';
import { custodianAlone, sumFen } from './cash-desk.ts';
import { secondHand } from './hand.ts';
import { documentNumber } from './journal.ts';
import { ledgerMonth } from './money.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';
import {
  permitBank,
  permitKinds,
  permitMonthReported,
  permitMonthUnfit,
  permitMonthView,
  takingsPermitKnown,
  takingsPermitNotFound,
  takingsPermitState,
  takingsPermitSteps,
  takingsPermitView,
} from './takings-permit.ts';

export const takingsPermitNoun = noun('finance.takings_permit', {
  zh: '坐支许可:银行批准、使用与上报',
  en: 'Permits of the bank to spend takings: used and reported',
});
const readers = ['cashier', ...ledgerReaders] as const;
const permitDay = within({ backDays: 366, aheadDays: 3 * 366 }, day);

export const registerTakingsPermit = command({
  name: 'finance.takings_permit.register',
  http: 'POST /finance/takings-permits',
  roles: ['accountant'],
  status: 201,
  request: z
    .object({
      bankName: permitBank.entered,
      number: documentNumber,
      kinds: permitKinds,
      monthlyFen: sumFen,
      fromDay: permitDay,
      untilDay: permitDay,
    })
    .refine(
      ({ fromDay, untilDay }) => fromDay <= untilDay,
      says({ zh: '截止日不早于起始日', en: 'its last day is not before its first' }),
    ),
  response: takingsPermitView,
  problems: [custodianAlone, takingsPermitKnown],
  summary: { zh: '登记坐支许可', en: 'Register a permit of the bank' },
  rules: ['F-04'],
});
export const approveTakingsPermit = command({
  name: 'finance.takings_permit.approve',
  http: 'POST /finance/takings-permits/:takingsPermitId/approve',
  roles: ['finance_manager'],
  takes: stepOf(takingsPermitSteps, 'approve'),
  seen: 'takingsPermitId',
  request: z.object({ takingsPermitId: id }),
  response: takingsPermitView,
  problems: [takingsPermitNotFound, stepRefused, custodianAlone, secondHand],
  summary: { zh: '批准坐支许可', en: 'Approve a permit' },
  rules: ['F-04', 'P-04'],
});
export const revokeTakingsPermit = command({
  name: 'finance.takings_permit.revoke',
  http: 'POST /finance/takings-permits/:takingsPermitId/revoke',
  roles: bookkeepers,
  takes: stepOf(takingsPermitSteps, 'revoke'),
  request: z.object({ takingsPermitId: id, reason }),
  response: takingsPermitView,
  problems: [takingsPermitNotFound, stepRefused],
  summary: { zh: '撤销坐支许可', en: 'Revoke a permit' },
  rules: ['F-04'],
});
export const getTakingsPermit = query({
  name: 'finance.takings_permit.get',
  http: 'GET /finance/takings-permits/:takingsPermitId',
  roles: readers,
  request: z.object({ takingsPermitId: id }),
  response: takingsPermitView,
  problems: [takingsPermitNotFound],
  summary: { zh: '查看坐支许可', en: 'One permit' },
  rules: ['F-04'],
});
/** The newest first. */
export const listTakingsPermits = query({
  name: 'finance.takings_permit.list',
  http: 'GET /finance/takings-permits',
  roles: readers,
  request: pageRequest.extend({ state: anyOf(takingsPermitState) }),
  response: page(takingsPermitView),
  problems: [invalidCursor],
  summary: { zh: '坐支许可列表', en: 'List permits' },
  rules: ['F-04'],
});

/** Once a month is over, and once. Nothing of it is used any more. */
export const reportTakingsPermit = command({
  name: 'finance.takings_permit.report',
  http: 'POST /finance/takings-permits/:takingsPermitId/reports',
  roles: bookkeepers,
  takes: stepOf(takingsPermitSteps, 'report'),
  request: z.object({ takingsPermitId: id, month: ledgerMonth }),
  response: permitMonthView,
  problems: [takingsPermitNotFound, stepRefused, permitMonthUnfit, permitMonthReported],
  summary: { zh: '登记坐支使用情况已上报', en: 'Record that a month of a permit was reported' },
  rules: ['F-04'],
});
/** The latest month first. A month in which nothing was used, and that isn't reported, isn't there. */
export const listPermitMonths = query({
  name: 'finance.takings_permit.list_months',
  http: 'GET /finance/takings-permit-months',
  roles: ledgerReaders,
  request: pageRequest.extend({ takingsPermitId: anyOf(id), month: anyOf(ledgerMonth) }),
  response: page(permitMonthView),
  problems: [invalidCursor],
  summary: { zh: '坐支使用月报', en: 'What was used of permits by month' },
  rules: ['F-04'],
});
