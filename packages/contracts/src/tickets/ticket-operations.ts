import { z } from 'zod';
import {
  command,
  id,
  instant,
  noun,
  personal,
  prose,
  reason,
  says,
  skill,
  stepOf,
  stepRefused,
  ticketHandlers,
  within,
} from '../define/index.ts';
import { customerNotFound, newCustomer, tooManyLookups } from './customer.ts';
import { departmentGone, departmentUnknown } from './department.ts';
import { ticketWatchers } from './roles.ts';
import {
  assigneeUnfit,
  nobodysTicket,
  notYourTicket,
  ownComplaint,
  promiseNotFound,
  promiseUnfit,
  tooManyPromises,
  ticketBlocked,
  ticketNotFound,
} from './ticket-problems.ts';
import { contactChannel, ticketNature, ticketPriority, ticketSteps, ticketView, ticketTexts } from './ticket.ts';

export const ticketNoun = noun('tickets.ticket', {
  zh: '工单:客户的一次来访,从受理到办结',
  en: 'Tickets: a contact of a customer, from intake to the close',
});
const ticketId = id;
/** A policy says how far ahead; nobody agrees on what has long passed. */
const decidedByPolicy = { backDays: 366, aheadDays: 2 * 366 };

/** Every contact is recorded; a customer with the same phone or e-mail is the same customer (T-01). */
export const openTicket = command({
  name: 'tickets.ticket.open',
  http: 'POST /tickets',
  roles: ticketHandlers,
  status: 201,
  request: z
    .object({
      customerId: id.optional(),
      customer: newCustomer.optional(),
      channel: contactChannel,
      nature: ticketNature,
      priority: ticketPriority.optional(),
      question: ticketTexts.question.entered,
      /** Skills that the ticket needs. */
      skills: z.array(skill).max(10).default([]),
      /** Time of the contact where it was recorded afterwards; never in the future. */
      contactedAt: within({ backDays: 366, aheadDays: 0 }, instant).optional(),
      /** What the customer was told on the spot: a reply, and so the first answer (T-04). */
      answer: ticketTexts.text.entered.optional(),
      /** It stays with who records it. */
      mine: z.boolean().default(false),
    })
    .refine((value) => (value.customerId === undefined) !== (value.customer === undefined), {
      path: ['customer'],
      ...says({ zh: 'customerId 与 customer 必须且只能填写一个', en: 'give either customerId or customer' }),
    }),
  response: ticketView,
  problems: [customerNotFound, tooManyLookups, assigneeUnfit],
  summary: { zh: '登记来访并开工单', en: 'Record a contact and open a ticket' },
  rules: ['T-01', 'T-02', 'T-03'],
});
export const hearCustomer = command({
  name: 'tickets.ticket.hear',
  http: 'POST /tickets/:ticketId/contacts',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'hear'),
  request: z.object({
    ticketId,
    channel: contactChannel,
    text: ticketTexts.text.entered,
    /** What they were told on the spot. */
    answer: ticketTexts.text.entered.optional(),
  }),
  response: ticketView,
  problems: [ticketNotFound],
  summary: { zh: '记录客户再次来访', en: 'Record another contact of the customer' },
  rules: ['T-01', 'T-04'],
});
export const acceptTicket = command({
  name: 'tickets.ticket.accept',
  http: 'POST /tickets/:ticketId/accept',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'accept'),
  request: z.object({ ticketId }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, assigneeUnfit],
  summary: { zh: '受理', en: 'Accept a ticket' },
  rules: ['T-03', 'T-05'],
});
export const assignTicket = command({
  name: 'tickets.ticket.assign',
  http: 'POST /tickets/:ticketId/assign',
  roles: ['supervisor', 'department_manager'],
  takes: stepOf(ticketSteps, 'assign'),
  seen: 'ticketId',
  request: z.object({ ticketId, assigneeId: id, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, assigneeUnfit],
  summary: { zh: '分派', en: 'Assign a ticket' },
  rules: ['T-03'],
});
/** By who is in charge, or leads: whoever changes what it is, and where it goes, takes it up first. */
export const classifyTicket = command({
  name: 'tickets.ticket.classify',
  http: 'POST /tickets/:ticketId/classify',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'classify'),
  seen: 'ticketId',
  request: z
    .object({ ticketId, nature: ticketNature.optional(), priority: ticketPriority.optional(), reason })
    .refine((value) => value.nature !== undefined || value.priority !== undefined, {
      path: ['nature'],
      ...says({ zh: '请填写类型或优先级', en: 'give a nature or a priority' }),
    }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, nobodysTicket, ownComplaint],
  summary: { zh: '重新分类', en: 'Classify a ticket anew' },
  rules: ['T-02'],
});
export const replyToCustomer = command({
  name: 'tickets.ticket.reply',
  http: 'POST /tickets/:ticketId/replies',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'reply'),
  request: z.object({ ticketId, text: ticketTexts.text.entered, channel: contactChannel.optional() }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '回复客户', en: 'Reply to the customer' },
  rules: ['T-04', 'T-05'],
});
export const remarkOnTicket = command({
  name: 'tickets.ticket.remark',
  http: 'POST /tickets/:ticketId/remarks',
  roles: ticketWatchers.filter((role) => role !== 'auditor'),
  takes: stepOf(ticketSteps, 'remark'),
  request: z.object({ ticketId, text: ticketTexts.text.entered }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '添加备注', en: 'Add a remark' },
  rules: ['T-09'],
});
export const promiseTime = command({
  name: 'tickets.ticket.promise',
  http: 'POST /tickets/:ticketId/promises',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'promise'),
  request: z.object({ ticketId, what: ticketTexts.promise.entered, dueAt: within(decidedByPolicy, instant) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, promiseUnfit, tooManyPromises],
  summary: { zh: '向客户承诺时间', en: 'Promise the customer a time' },
  rules: ['T-06'],
});
export const keepPromise = command({
  name: 'tickets.ticket.keep_promise',
  http: 'POST /tickets/:ticketId/promises/:promiseId/keep',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'keep_promise'),
  request: z.object({ ticketId, promiseId: id, note: personal('words', prose(1_000)) }),
  response: ticketView,
  problems: [ticketNotFound, promiseNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '兑现承诺', en: 'Keep a promise' },
  rules: ['T-06'],
});
export const awaitCustomer = command({
  name: 'tickets.ticket.await_customer',
  http: 'POST /tickets/:ticketId/await-customer',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'await_customer'),
  request: z.object({ ticketId, question: ticketTexts.text.entered }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '向客户询问并等待', en: 'Ask the customer and wait' },
  rules: ['T-04'],
});
export const verifyTicket = command({
  name: 'tickets.ticket.verify',
  http: 'POST /tickets/:ticketId/verify',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'verify'),
  request: z.object({ ticketId, findings: ticketTexts.findings.entered }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '核实', en: 'Record what was verified' },
  rules: ['T-05'],
});
export const reportToDepartment = command({
  name: 'tickets.ticket.report_to_department',
  http: 'POST /tickets/:ticketId/report',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'report_to_department'),
  request: z.object({ ticketId, departmentId: id, detail: ticketTexts.report.entered }),
  response: ticketView,
  problems: [departmentUnknown, departmentGone, ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '申报技术部门', en: 'Report to the technical department' },
  rules: ['T-05'],
});
export const recordDepartmentAnswer = command({
  name: 'tickets.ticket.record_department_answer',
  http: 'POST /tickets/:ticketId/department-answer',
  roles: [...ticketHandlers, 'department_liaison'],
  takes: stepOf(ticketSteps, 'record_department_answer'),
  request: z.object({ ticketId, answer: ticketTexts.departmentAnswer.entered }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '记录技术部门答复', en: 'Record the department’s answer' },
  rules: ['T-05'],
});
export const resolveTicket = command({
  name: 'tickets.ticket.resolve',
  http: 'POST /tickets/:ticketId/resolve',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'resolve'),
  seen: 'ticketId',
  request: z.object({
    ticketId,
    /** The problem summary (T-09). */
    cause: ticketTexts.cause.entered,
    remedy: ticketTexts.remedy.entered,
    /** What the customer is told; recorded as a reply. */
    reply: ticketTexts.text.entered,
    /** When the customer agreed to be called back (C-02). */
    callbackAgreedAt: within(decidedByPolicy, instant).optional(),
  }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '解决并回复客户', en: 'Resolve a ticket' },
  rules: ['T-05', 'T-09', 'C-02'],
});
export const confirmTicket = command({
  name: 'tickets.ticket.confirm',
  http: 'POST /tickets/:ticketId/feedback',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'confirm'),
  request: z
    .object({
      ticketId,
      content: z.boolean(),
      words: ticketTexts.feedback.entered,
      channel: contactChannel,
      /** Asked of a customer who is not content, together with what will be improved. */
      cause: ticketTexts.cause.entered.optional(),
      improvement: ticketTexts.improvement.entered.optional(),
    })
    .refine((value) => value.content || (value.cause !== undefined && value.improvement !== undefined), {
      path: ['cause'],
      ...says({
        zh: '客户不满意时须询问原因并记录改进措施',
        en: 'a customer who is not content is asked why, and the improvement is recorded',
      }),
    }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, ownComplaint],
  summary: { zh: '记录客户反馈', en: 'Record the customer’s feedback' },
  rules: ['T-08'],
});
export const closeTicket = command({
  name: 'tickets.ticket.close',
  http: 'POST /tickets/:ticketId/close',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'close'),
  seen: 'ticketId',
  request: z.object({ ticketId }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, ticketBlocked],
  summary: { zh: '办结', en: 'Close a ticket' },
  rules: ['T-05', 'T-10'],
});
export const reopenTicket = command({
  name: 'tickets.ticket.reopen',
  http: 'POST /tickets/:ticketId/reopen',
  roles: ticketHandlers,
  takes: stepOf(ticketSteps, 'reopen'),
  request: z.object({ ticketId, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '重新打开', en: 'Reopen a ticket' },
  rules: ['T-08'],
});
export const withdrawTicket = command({
  name: 'tickets.ticket.withdraw',
  http: 'POST /tickets/:ticketId/withdraw',
  roles: ['supervisor', 'department_manager'],
  takes: stepOf(ticketSteps, 'withdraw'),
  request: z.object({ ticketId, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, ticketBlocked, ownComplaint],
  summary: { zh: '撤销工单', en: 'Withdraw a ticket' },
});
