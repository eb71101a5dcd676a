import { z } from 'zod';
import { choice, day, invalidCursor, noun, page, pageRequest, query, type Role, wordsOf } from '../define/index.ts';
import { callbackSummary, decisionCause } from './callback.ts';

export const exceptionNoun = noun('callbacks.exception', {
  zh: '回访例外:到期仍未完成的回访及原因',
  en: 'Exceptions: who was to be called back and was not, and why',
});
export const coverageNoun = noun('callbacks.coverage', {
  zh: '回访覆盖:应回访与已回访的客户',
  en: 'Coverage: how many were to be called back, and were',
});

const { not_drawn: _, ...causes } = wordsOf(decisionCause);
/** Why somebody wasn't called back, as it stands now (C-05). */
export const exceptionReason = choice({
  nobody_assigned: { zh: '无人负责', en: 'nobody is in charge' },
  not_tried: { zh: '尚未联系', en: 'not tried yet' },
  attempts_left: { zh: '尚有联系次数', en: 'attempts are left' },
  record_open: { zh: '记录未完成', en: 'the record is not finished' },
  ...causes,
});
export type ExceptionReason = z.output<typeof exceptionReason>;
const counted = z.array(z.object({ why: exceptionReason, count: z.int() })).max(exceptionReason.options.length);
/** Callbacks that are due on one day; `owed` is the sum of all below it. */
const covered = z.object({
  owed: z.int(),
  /** Their record was finished by the due time, or later. */
  inTime: z.int(),
  late: z.int(),
  /** By a supervisor, each by its cause: nobody asked the customer. */
  excused: counted,
  /** The due time has passed. */
  missing: counted,
  notDueYet: z.int(),
});
const coverageReaders: readonly Role[] = [
  'callback_specialist',
  'supervisor',
  'department_manager',
  'general_manager',
  'qa_reviewer',
  'auditor',
];

/** As it stands at the moment: each that is due and wasn't done, and what was excused today. */
export const listExceptions = query({
  name: 'callbacks.exception.list',
  http: 'GET /callbacks/exceptions',
  roles: coverageReaders,
  /** `member`: of members alone, or of others alone. */
  request: pageRequest.extend({ member: z.boolean().optional() }),
  response: page(callbackSummary.extend({ why: exceptionReason })),
  problems: [invalidCursor],
  summary: { zh: '每日回访例外清单', en: 'The daily list of exceptions' },
  rules: ['C-05'],
});
export const getCoverage = query({
  name: 'callbacks.coverage.get',
  http: 'GET /callbacks/coverage',
  roles: coverageReaders,
  /** Today, where no day is named. */
  request: z.object({ day: day.optional() }),
  /** `notDrawn`: of the others, whom the share left out (C-02). Whose ticket came back is asked after its next end. */
  response: z.object({ day, members: covered, others: covered, notDrawn: z.int() }),
  problems: [],
  summary: { zh: '一天的回访覆盖情况', en: 'Coverage of one day' },
  rules: ['C-05', 'C-02'],
});
