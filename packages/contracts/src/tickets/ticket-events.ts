import { z } from 'zod';
import { choice, event, handlers, id } from '../define/index.ts';
import { callerTold } from './customer.ts';
import { ticketWatchers } from './roles.ts';
import { those, which } from './ticket-event-parts.ts';
import { contactChannel, feedbackSource, ticketFlow, ticketNature, ticketPriority } from './ticket.ts';

const thoseAnd = <Field extends string>(...staff: Field[]) => ({ ...those, staff: ['assigneeId', ...staff] }) as const;
const moment = z.iso.datetime();

export const ticketOpened = event({
  name: 'tickets.ticket.opened',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({
    ...which,
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
  about: thoseAnd('previousAssigneeId'),
  data: z.object({
    ...which,
    assigneeId: id,
    previousAssigneeId: id.nullable(),
    how: choice({
      routed: { zh: '自动分派', en: 'routed' },
      accepted: { zh: '受理', en: 'accepted' },
      assigned: { zh: '主管分派', en: 'assigned' },
      reassigned: { zh: '改派', en: 'reassigned' },
    }),
  }),
  summary: { zh: '工单已分派', en: 'A ticket has somebody in charge' },
  rules: ['T-03'],
});
export const ticketQueued = event({
  name: 'tickets.ticket.queued',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({
    ...which,
    nature: ticketNature,
    why: choice({
      nobody_on_shift: { zh: '无人当班', en: 'nobody is on shift' },
      nobody_fits: { zh: '无合适人员', en: 'nobody fits' },
      all_busy: { zh: '人员均已满负荷', en: 'all are busy' },
    }),
  }),
  summary: { zh: '无人可派,已入队并告知主管', en: 'Nobody fits; it waits in the queue and the supervisor is told' },
  rules: ['T-03'],
});
export const ticketClassified = event({
  name: 'tickets.ticket.classified',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, nature: ticketNature, priority: ticketPriority, flow: ticketFlow }),
  summary: { zh: '工单重新分类', en: 'A ticket was classified anew' },
  rules: ['T-02'],
});
export const ticketAnswered = event({
  name: 'tickets.ticket.answered',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('by'),
  data: z.object({
    ...which,
    /** Who answered; not always who is in charge. */
    by: id,
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
  about: thoseAnd('by'),
  data: z.object({
    ...which,
    by: id,
    at: moment,
    /** Of the time since the customer spoke; null where nothing was to answer. */
    usedMs: z.int().nullable(),
    inTime: z.boolean().nullable(),
  }),
  summary: { zh: '已回复客户', en: 'The customer has another answer' },
  rules: ['T-01'],
});
export const ticketHeard = event({
  name: 'tickets.ticket.heard',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, channel: contactChannel, at: moment }),
  summary: { zh: '客户再次来访', en: 'The customer spoke again' },
  rules: ['T-01', 'T-04'],
});
export const ticketRemarked = event({
  name: 'tickets.ticket.remarked',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('by'),
  data: z.object({ ...which, by: id, at: moment }),
  summary: { zh: '已添加备注', en: 'Somebody added a remark' },
  rules: ['T-09'],
});
export const ticketEscalated = event({
  name: 'tickets.ticket.escalated',
  version: 1,
  audience: 'services',
  inPassing: true,
  visibleTo: ticketWatchers,
  about: thoseAnd('toStaffId'),
  data: z.object({
    ...which,
    to: choice({ supervisor: { zh: '主管', en: 'supervisor' }, manager: { zh: '经理', en: 'manager' } }),
    toStaffId: id.nullable(),
    why: choice({
      first_response: { zh: '首次响应超时', en: 'the first response is late' },
      next_answer: { zh: '客户来信的答复超时', en: 'the answer to what the customer said is late' },
      promise_missed: { zh: '承诺未兑现', en: 'a promise was missed' },
      holder_away: { zh: '负责人不在班,无人可接手', en: 'whoever has it is away, and nobody can take it' },
      progress: { zh: '未按时通报进展', en: 'the customer did not hear of the progress' },
    }),
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
  about: those,
  data: z.object({ ...which, promiseId: id, dueAt: moment }),
  summary: { zh: '已向客户承诺时间', en: 'The customer was promised a time' },
  rules: ['T-06'],
});
export const promiseNearlyDue = event({
  name: 'tickets.ticket.promise_nearly_due',
  version: 1,
  audience: 'services',
  inPassing: true,
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, promiseId: id, dueAt: moment }),
  summary: { zh: '承诺即将到期', en: 'A promise is nearly due' },
  rules: ['T-06'],
});
export const promiseKept = event({
  name: 'tickets.ticket.promise_kept',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, promiseId: id, inTime: z.boolean() }),
  summary: { zh: '承诺已兑现', en: 'A promise was kept' },
  rules: ['T-06'],
});
export const promiseMissed = event({
  name: 'tickets.ticket.promise_missed',
  version: 1,
  audience: 'departments',
  inPassing: true,
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, promiseId: id, dueAt: moment }),
  summary: { zh: '承诺未兑现', en: 'A promise was missed' },
  rules: ['T-06'],
});
export const ticketAwaitsCustomer = event({
  name: 'tickets.ticket.awaits_customer',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, at: moment }),
  summary: { zh: '等待客户', en: 'Waiting for the customer; clocks stand still' },
  rules: ['T-04'],
});
export const ticketVerified = event({
  name: 'tickets.ticket.verified',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('by'),
  data: z.object({ ...which, by: id, at: moment }),
  summary: { zh: '已核实', en: 'Verified' },
  rules: ['T-05'],
});
export const ticketReportedToDepartment = event({
  name: 'tickets.ticket.reported_to_department',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, departmentId: id, priority: ticketPriority, at: moment }),
  onlyForDepartment: 'departmentId',
  summary: { zh: '已申报技术部门', en: 'Reported to the technical department' },
  rules: ['T-05'],
});
export const departmentAnswered = event({
  name: 'tickets.ticket.department_answered',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, departmentId: id, at: moment }),
  summary: { zh: '技术部门已答复', en: 'The department answered' },
  rules: ['T-05'],
});
export const ticketResolved = event({
  name: 'tickets.ticket.resolved',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: thoseAnd('handlerId'),
  data: z.object({
    ...which,
    nature: ticketNature,
    flow: ticketFlow,
    channel: contactChannel,
    handlerId: id,
    handlerIds: handlers,
    resolvedAt: moment,
    /** 1 for the first resolution, one more after each reopening. */
    round: z.int().min(1),
    callbackAgreedAt: moment.nullable(),
    /**
     * What was said of who the customer is, where nobody can say that the file is theirs: whoever calls back asks for
     * that name, by that number. Null where it is, or where the customer was chosen (T-15).
     */
    told: callerTold.nullable(),
  }),
  withheldFromDepartments: ['told'],
  summary: { zh: '工单已解决', en: 'A ticket was resolved' },
  rules: ['T-05', 'C-02', 'Q-02'],
});
/** Somebody else handles a ticket that was resolved before; a callback about it may be under way (C-11). */
export const ticketHandled = event({
  name: 'tickets.ticket.handled',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('handlerId'),
  data: z.object({ ...which, handlerId: id, round: z.int().min(1), at: moment }),
  summary: { zh: '解决后另有人处理', en: 'Somebody else handled it after a resolution' },
  rules: ['C-11'],
});
export const ticketConfirmed = event({
  name: 'tickets.ticket.confirmed',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('handlerId'),
  data: z.object({ ...which, handlerId: id, how: feedbackSource, at: moment }),
  summary: { zh: '客户已确认', en: 'The customer is content' },
  rules: ['T-08'],
});
export const ticketCallbackNoted = event({
  name: 'tickets.ticket.callback_noted',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({
    ...which,
    callbackId: id,
    outcome: choice({
      satisfied: { zh: '满意', en: 'satisfied' },
      dissatisfied: { zh: '不满意', en: 'dissatisfied' },
      excused: { zh: '免回访', en: 'excused' },
    }),
  }),
  summary: { zh: '回访已完成', en: 'Its callback is done' },
  rules: ['T-10'],
});
export const ticketClosed = event({
  name: 'tickets.ticket.closed',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: thoseAnd('handlerId'),
  data: z.object({ ...which, nature: ticketNature, handlerId: id, closedAt: moment, reopenings: z.int() }),
  summary: { zh: '工单已办结', en: 'A ticket was closed' },
  rules: ['T-05'],
});
export const ticketReopened = event({
  name: 'tickets.ticket.reopened',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({
    ...which,
    why: choice({
      not_content: { zh: '客户不满意', en: 'the customer is not content' },
      callback_dissatisfied: { zh: '回访不满意', en: 'the callback was dissatisfied' },
      by_hand: { zh: '人工', en: 'by hand' },
      customer_spoke: { zh: '客户再次来访', en: 'the customer spoke again' },
    }),
    callbackId: id.nullable(),
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
  about: thoseAnd('by'),
  data: z.object({ ...which, by: id, at: moment }),
  summary: { zh: '工单已撤销', en: 'A ticket was withdrawn' },
});
/** The files of two people were taken apart, or two of one became one. */
export const ticketMoved = event({
  name: 'tickets.ticket.moved',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: { ...those, customer: ['customerId', 'previousCustomerId'] },
  data: z.object({ ...which, previousCustomerId: id, at: moment }),
  summary: { zh: '工单已转到另一份客户资料', en: 'A ticket went to another customer’s file' },
  rules: ['T-15'],
});
/** What was said of who the customer is was found to be right: the file is theirs. */
export const ticketCustomerConfirmed = event({
  name: 'tickets.ticket.customer_confirmed',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: thoseAnd('by'),
  data: z.object({ ...which, by: id, at: moment }),
  summary: { zh: '已确认客户身份', en: 'The customer is whom the file is of' },
  rules: ['T-15'],
});
