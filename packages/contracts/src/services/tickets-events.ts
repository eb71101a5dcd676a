import { z } from 'zod';
import { event, id, timeOfDay, personal, type Role } from '../define/index.ts';

// Shapes and events stand apart from the operations, because callbacks reacts to them and tickets to those of
// callbacks.

/** Nature of a contact (T-02). */
export const ticketNature = z.enum(['consult', 'order', 'technical_fault', 'dispute', 'suggestion', 'repair']);
export type TicketNature = z.output<typeof ticketNature>;
export const ticketPriority = z.enum(['urgent', 'high', 'normal', 'low']);
export type TicketPriority = z.output<typeof ticketPriority>;
/** The way a contact came in or an answer went out (T-01). */
export const contactChannel = z.enum(['phone', 'chat', 'email', 'on_site', 'web_form', 'social']);
export type ContactChannel = z.output<typeof contactChannel>;
/** Flows of T-05; a technical ticket that is reported to the department follows the fourth. */
export const ticketFlow = z.enum(['consult', 'dispute', 'technical']);
export type TicketFlow = z.output<typeof ticketFlow>;

export const contactConsent = z.object({ basis: z.enum(['contract', 'asked', 'written']), givenAt: z.iso.datetime() });
/** How a customer may be contacted (C-04). */
export const contactPreferences = z.object({
  doNotCall: z.boolean(),
  /** Local times in which the customer rests; null: the company's default. */
  quietHours: z.array(z.object({ from: timeOfDay, until: timeOfDay })).nullable(),
  consent: contactConsent.nullable(),
});

/** Those who may read tickets and are told of them live. */
export const ticketWatchers = [
  'agent',
  'complaint_specialist',
  'order_specialist',
  'supervisor',
  'department_manager',
  'general_manager',
  'callback_specialist',
  'qa_reviewer',
  'department_liaison',
  'auditor',
] as const satisfies readonly Role[];

const about = { ticketId: id, number: z.string() };
const moment = z.iso.datetime();

export const customerChanged = event({
  name: 'tickets.customer.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: [],
  data: z.object({
    customerId: id,
    name: personal('name', z.string()),
    phone: personal('phone', z.string()).nullable(),
    email: personal('email', z.string()).nullable(),
    member: z.boolean(),
    preferences: contactPreferences,
  }),
  summary: { zh: '客户资料变动', en: 'A customer’s file changed' },
  rules: ['T-15', 'C-04'],
});
export const ticketOpened = event({
  name: 'tickets.ticket.opened',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    nature: ticketNature,
    priority: ticketPriority,
    channel: contactChannel,
    flow: ticketFlow,
    openedAt: moment,
  }),
  summary: { zh: '工单已登记', en: 'A contact became a ticket' },
  rules: ['T-01', 'T-02'],
});
export const ticketAssigned = event({
  name: 'tickets.ticket.assigned',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    teamId: id.nullable(),
    assigneeId: id,
    previousAssigneeId: id.nullable(),
    how: z.enum(['routed', 'accepted', 'assigned', 'reassigned']),
  }),
  summary: { zh: '工单已分派', en: 'A ticket has somebody in charge' },
  rules: ['T-03'],
});
export const ticketQueued = event({
  name: 'tickets.ticket.queued',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    teamId: id.nullable(),
    nature: ticketNature,
    why: z.enum(['nobody_on_shift', 'nobody_fits', 'all_busy']),
  }),
  summary: { zh: '无人可派,已入队并告知主管', en: 'Nobody fits; it waits in the queue and the supervisor is told' },
  rules: ['T-03'],
});
export const ticketClassified = event({
  name: 'tickets.ticket.classified',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, nature: ticketNature, priority: ticketPriority, flow: ticketFlow }),
  summary: { zh: '工单重新分类', en: 'A ticket was classified anew' },
  rules: ['T-02'],
});
export const ticketAnswered = event({
  name: 'tickets.ticket.answered',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    assigneeId: id,
    limitS: z.int(),
    usedMs: z.int(),
    inTime: z.boolean(),
    at: moment,
    /** 0 for the first contact; after each reopening the customer is answered anew. */
    reopenings: z.int(),
  }),
  summary: { zh: '已首次响应', en: 'The customer has the first human answer' },
  rules: ['T-04'],
});
export const ticketReplied = event({
  name: 'tickets.ticket.replied',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, by: id, at: moment }),
  summary: { zh: '已回复客户', en: 'The customer has another answer' },
  rules: ['T-01'],
});
export const ticketHeard = event({
  name: 'tickets.ticket.heard',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, channel: contactChannel, at: moment }),
  summary: { zh: '客户再次来访', en: 'The customer spoke again' },
  rules: ['T-01', 'T-04'],
});
export const ticketRemarked = event({
  name: 'tickets.ticket.remarked',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, by: id, at: moment }),
  summary: { zh: '已添加备注', en: 'Somebody added a remark' },
  rules: ['T-09'],
});
export const firstResponseWarned = event({
  name: 'tickets.ticket.first_response_warned',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, assigneeId: id.nullable(), dueAt: moment }),
  summary: { zh: '首次响应即将超时', en: 'The first response is nearly due' },
  rules: ['T-03', 'T-04'],
});
export const firstResponseBreached = event({
  name: 'tickets.ticket.first_response_breached',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    nature: ticketNature,
    channel: contactChannel,
    priority: ticketPriority,
    assigneeId: id.nullable(),
    teamId: id.nullable(),
    limitS: z.int(),
    dueAt: moment,
    reopenings: z.int(),
  }),
  summary: { zh: '首次响应超时', en: 'The first response is late: evidence for QA' },
  rules: ['T-04'],
});
export const ticketEscalated = event({
  name: 'tickets.ticket.escalated',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    to: z.enum(['supervisor', 'manager']),
    toStaffId: id.nullable(),
    why: z.enum(['first_response', 'promise_missed']),
    at: moment,
  }),
  summary: { zh: '已升级', en: 'Escalated' },
  rules: ['T-03', 'T-04'],
});
export const promiseMade = event({
  name: 'tickets.ticket.promise_made',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, promiseId: id, dueAt: moment }),
  summary: { zh: '已向客户承诺时间', en: 'The customer was promised a time' },
  rules: ['T-06'],
});
export const promiseNearlyDue = event({
  name: 'tickets.ticket.promise_nearly_due',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, promiseId: id, dueAt: moment, assigneeId: id.nullable() }),
  summary: { zh: '承诺即将到期', en: 'A promise is nearly due' },
  rules: ['T-06'],
});
export const promiseKept = event({
  name: 'tickets.ticket.promise_kept',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, promiseId: id, inTime: z.boolean() }),
  summary: { zh: '承诺已兑现', en: 'A promise was kept' },
  rules: ['T-06'],
});
export const promiseMissed = event({
  name: 'tickets.ticket.promise_missed',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, promiseId: id, dueAt: moment, assigneeId: id.nullable() }),
  summary: { zh: '承诺未兑现', en: 'A promise was missed' },
  rules: ['T-06'],
});
export const ticketAwaitsCustomer = event({
  name: 'tickets.ticket.awaits_customer',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, at: moment }),
  summary: { zh: '等待客户', en: 'Waiting for the customer; clocks stand still' },
  rules: ['T-04'],
});
export const ticketVerified = event({
  name: 'tickets.ticket.verified',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, by: id, at: moment }),
  summary: { zh: '已核实', en: 'Verified' },
  rules: ['T-05'],
});
export const ticketReportedToDepartment = event({
  name: 'tickets.ticket.reported_to_department',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, department: z.string(), priority: ticketPriority, at: moment }),
  summary: { zh: '已申报技术部门', en: 'Reported to the technical department' },
  rules: ['T-05'],
});
export const departmentAnswered = event({
  name: 'tickets.ticket.department_answered',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, department: z.string(), at: moment }),
  summary: { zh: '技术部门已答复', en: 'The department answered' },
  rules: ['T-05'],
});
export const ticketResolved = event({
  name: 'tickets.ticket.resolved',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    customerId: id,
    nature: ticketNature,
    flow: ticketFlow,
    channel: contactChannel,
    teamId: id.nullable(),
    handlerId: id,
    resolvedAt: moment,
    /** 1 for the first resolution, one more after each reopening. */
    round: z.int().min(1),
    callbackAgreedAt: moment.nullable(),
  }),
  summary: { zh: '工单已解决', en: 'A ticket was resolved' },
  rules: ['T-05', 'C-02', 'Q-02'],
});
export const ticketConfirmed = event({
  name: 'tickets.ticket.confirmed',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, handlerId: id, how: z.enum(['agent', 'callback']), at: moment }),
  summary: { zh: '客户已确认', en: 'The customer is content' },
  rules: ['T-08'],
});
export const ticketCallbackNoted = event({
  name: 'tickets.ticket.callback_noted',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, callbackId: id, outcome: z.enum(['satisfied', 'excused']) }),
  summary: { zh: '回访已完成', en: 'Its callback is done' },
  rules: ['T-10'],
});
export const ticketClosed = event({
  name: 'tickets.ticket.closed',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    nature: ticketNature,
    teamId: id.nullable(),
    handlerId: id,
    closedAt: moment,
    reopenings: z.int(),
  }),
  summary: { zh: '工单已办结', en: 'A ticket was closed' },
  rules: ['T-05'],
});
export const ticketReopened = event({
  name: 'tickets.ticket.reopened',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  data: z.object({
    ...about,
    why: z.enum(['not_content', 'callback_dissatisfied', 'by_hand']),
    callbackId: id.nullable(),
    assigneeId: id.nullable(),
    dueAt: moment,
    round: z.int(),
    at: moment,
  }),
  summary: { zh: '工单已重新打开', en: 'A ticket was reopened' },
  rules: ['T-08', 'C-07'],
});
export const ticketWithdrawn = event({
  name: 'tickets.ticket.withdrawn',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  data: z.object({ ...about, by: id, at: moment }),
  summary: { zh: '工单已撤销', en: 'A ticket was withdrawn' },
});
export const importStarted = event({
  name: 'tickets.import.started',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int() }),
  summary: { zh: '导入已开始', en: 'An import began' },
});
export const importProgressed = event({
  name: 'tickets.import.progressed',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int(), accepted: z.int(), refused: z.int() }),
  summary: { zh: '导入进度', en: 'An import went on' },
});
export const importFinished = event({
  name: 'tickets.import.finished',
  version: 1,
  audience: 'services',
  visibleTo: ['supervisor', 'department_manager', 'admin_officer'],
  data: z.object({ importId: id, rows: z.int(), accepted: z.int(), refused: z.int() }),
  summary: { zh: '导入已完成', en: 'An import is done' },
});
