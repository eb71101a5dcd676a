import { z } from 'zod';
import { event, everyRole, id, offersOf, problem, transitions, version } from '../define/index.ts';

export const shiftSteps = transitions({
  name: 'hr.shift',
  states: { planned: { zh: '已排班', en: 'planned' }, cancelled: { zh: '已取消', en: 'cancelled' } },
  steps: { cancel: { from: ['planned'], to: 'cancelled', summary: { zh: '取消', en: 'cancel it' } } },
});

export const shiftView = z.object({
  id,
  version,
  staffId: id,
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  cancelled: z.boolean(),
  offers: offersOf(shiftSteps),
});

export const shiftNotFound = problem({
  code: 'hr.shift.not_found',
  status: 404,
  title: { zh: '没有这个班次', en: 'No such shift' },
  detail: { zh: '找不到班次 {id}', en: 'There is no shift {id}' },
  details: z.object({ id: z.string() }),
});
export const shiftsOverlap = problem({
  code: 'hr.shift.overlaps',
  status: 409,
  title: { zh: '班次重叠', en: 'The shift overlaps another' },
  detail: {
    zh: '该员工在 {startsAt} 至 {endsAt} 已有班次',
    en: 'This person already has a shift from {startsAt} to {endsAt}',
  },
  details: z.object({ startsAt: z.string(), endsAt: z.string() }),
});
export const shiftNotSensible = problem({
  code: 'hr.shift.not_sensible',
  status: 422,
  title: { zh: '班次时间有误', en: 'The shift is not valid' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: z.object({ zh: z.string(), en: z.string() }) }),
});

/** Hours that a shift may have at most; the rule book knows none longer than a day (H-02). */
export const shiftHoursMax = 24;

export const shiftChanged = event({
  name: 'hr.shift.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: everyRole,
  about: { staff: ['staffId'] },
  data: z.object({
    shiftId: id,
    staffId: id,
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    cancelled: z.boolean(),
  }),
  summary: { zh: '班次变动', en: 'A shift changed' },
  rules: ['H-02'],
});
