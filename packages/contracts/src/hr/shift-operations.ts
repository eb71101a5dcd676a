import { z } from 'zod';
import {
  anyOf,
  command,
  everyRole,
  id,
  instant,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
  within,
} from '../define/index.ts';
import { shiftNotFound, shiftNotSensible, shiftSteps, shiftView, shiftsOverlap } from './shift.ts';
import { staffNotFound, staffSteps } from './staff.ts';

export const shiftNoun = noun('hr.shift', { zh: '班次:谁在何时上班', en: 'Shifts: who works when' });

/** Long enough to plan the next year's roster; what is over can't be planned anyway. */
const shiftTime = within({ backDays: 366, aheadDays: 2 * 366 }, instant);

export const planShift = command({
  name: 'hr.shift.plan',
  http: 'POST /hr/shifts',
  roles: ['supervisor', 'department_manager', 'hr_officer'],
  takes: stepOf(staffSteps, 'plan_shift'),
  status: 201,
  request: z.object({ staffId: id, startsAt: shiftTime, endsAt: shiftTime }),
  response: shiftView,
  problems: [staffNotFound, stepRefused, shiftsOverlap, shiftNotSensible],
  summary: { zh: '排班', en: 'Plan a shift' },
  rules: ['H-02'],
});
export const cancelShift = command({
  name: 'hr.shift.cancel',
  http: 'POST /hr/shifts/:shiftId/cancel',
  roles: ['supervisor', 'department_manager', 'hr_officer'],
  takes: stepOf(shiftSteps, 'cancel'),
  request: z.object({ shiftId: id, reason }),
  response: shiftView,
  problems: [shiftNotFound, stepRefused],
  summary: { zh: '取消班次', en: 'Cancel a shift' },
  rules: ['H-02'],
});
export const listShifts = query({
  name: 'hr.shift.list',
  http: 'GET /hr/shifts',
  roles: everyRole,
  request: pageRequest.extend({ staffId: anyOf(id), from: instant.optional(), until: instant.optional() }),
  response: page(shiftView),
  problems: [invalidCursor],
  summary: { zh: '排班表', en: 'List shifts' },
  rules: ['H-02'],
});
