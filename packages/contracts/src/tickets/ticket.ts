import { z } from 'zod';
import {
  handledBy,
  handlers,
  choice,
  id,
  line,
  offersOf,
  personalField,
  personName,
  prose,
  text,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { customerBrief, toldFields } from './customer.ts';

/** Nature of a contact (T-02). */
export const ticketNature = choice({
  consult: { zh: '咨询', en: 'consultation' },
  order: { zh: '订单', en: 'order' },
  technical_fault: { zh: '技术故障', en: 'technical fault' },
  dispute: { zh: '纠纷投诉', en: 'dispute or complaint' },
  suggestion: { zh: '建议', en: 'suggestion' },
  repair: { zh: '报修', en: 'repair' },
});
export type TicketNature = z.output<typeof ticketNature>;
export const ticketPriority = choice({
  urgent: { zh: '紧急', en: 'urgent' },
  high: { zh: '高', en: 'high' },
  normal: { zh: '普通', en: 'normal' },
  low: { zh: '低', en: 'low' },
});
export type TicketPriority = z.output<typeof ticketPriority>;
/** The way a contact came in or an answer went out (T-01). */
export const contactChannel = choice({
  phone: { zh: '电话', en: 'phone' },
  chat: { zh: '在线客服', en: 'chat' },
  email: { zh: '邮件', en: 'e-mail' },
  on_site: { zh: '现场', en: 'on site' },
  web_form: { zh: '网页表单', en: 'web form' },
  social: { zh: '社交媒体', en: 'social media' },
});
export type ContactChannel = z.output<typeof contactChannel>;
/** Flows of T-05; a technical ticket that is reported to the department follows the fourth. */
export const ticketFlow = choice({
  consult: { zh: '咨询流程', en: 'consultation' },
  dispute: { zh: '纠纷流程', en: 'dispute' },
  technical: { zh: '技术流程', en: 'technical' },
});
export type TicketFlow = z.output<typeof ticketFlow>;
/** Which flow of T-05 a nature follows. */
export const flowOf: Record<z.output<typeof ticketNature>, z.output<typeof ticketFlow>> = {
  consult: 'consult',
  order: 'consult',
  suggestion: 'consult',
  repair: 'consult',
  dispute: 'dispute',
  technical_fault: 'technical',
};
export const ticketState = choice({
  queued: { zh: '待受理', en: 'waiting in the queue' },
  assigned: { zh: '已分派', en: 'assigned' },
  in_progress: { zh: '处理中', en: 'in progress' },
  awaiting_customer: { zh: '等待客户', en: 'waiting for the customer' },
  with_department: { zh: '已申报技术部门', en: 'with the technical department' },
  resolved: { zh: '已解决待反馈', en: 'resolved, feedback pending' },
  confirmed: { zh: '客户已确认', en: 'confirmed by the customer' },
  closed: { zh: '已办结', en: 'closed' },
  withdrawn: { zh: '已撤销', en: 'withdrawn' },
});
export type TicketState = z.output<typeof ticketState>;
/** To somebody, who goes on with it as it is, or into the queue. */
const elsewhere = {
  queued: ['queued', 'assigned'],
  assigned: ['assigned', 'queued'],
  in_progress: ['in_progress', 'queued'],
  awaiting_customer: ['awaiting_customer', 'queued'],
} as const;
const everyState = ticketState.options;
export const ticketSteps = transitions({
  name: 'tickets.ticket',
  states: wordsOf(ticketState),
  steps: {
    accept: { from: ['queued', 'assigned'], to: 'in_progress', summary: { zh: '受理', en: 'accept it' } },
    assign: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer', 'with_department'],
      to: { queued: 'assigned' },
      summary: { zh: '分派', en: 'assign it' },
    },
    classify: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer'],
      to: elsewhere,
      summary: { zh: '重新分类', en: 'classify it' },
    },
    reply: {
      from: ['assigned', 'in_progress', 'awaiting_customer', 'with_department', 'resolved', 'confirmed'],
      to: { assigned: 'in_progress' },
      summary: { zh: '回复客户', en: 'reply to the customer' },
    },
    remark: {
      from: [
        'queued',
        'assigned',
        'in_progress',
        'awaiting_customer',
        'with_department',
        'resolved',
        'confirmed',
        'closed',
      ],
      summary: { zh: '添加备注', en: 'add a remark' },
    },
    hear: {
      from: everyState,
      // What is over comes back, so that somebody has it (T-01).
      to: { awaiting_customer: 'in_progress', closed: ['assigned', 'queued'], withdrawn: ['assigned', 'queued'] },
      summary: { zh: '记录客户来信', en: 'record what the customer says' },
    },
    promise: {
      from: ['assigned', 'in_progress', 'awaiting_customer', 'with_department'],
      summary: { zh: '承诺时间', en: 'promise a time' },
    },
    keep_promise: {
      from: ['assigned', 'in_progress', 'awaiting_customer', 'with_department'],
      summary: { zh: '兑现承诺', en: 'keep a promise' },
    },
    await_customer: {
      from: ['in_progress'],
      to: 'awaiting_customer',
      summary: { zh: '等待客户', en: 'wait for the customer' },
    },
    verify: { from: ['in_progress', 'awaiting_customer'], to: 'in_progress', summary: { zh: '核实', en: 'verify it' } },
    report_to_department: {
      from: ['in_progress'],
      to: 'with_department',
      summary: { zh: '申报技术部门', en: 'report it to the technical department' },
    },
    record_department_answer: {
      from: ['with_department'],
      to: 'in_progress',
      summary: { zh: '记录技术部门答复', en: 'record the department’s answer' },
    },
    resolve: { from: ['in_progress'], to: 'resolved', summary: { zh: '解决', en: 'resolve it' } },
    confirm: {
      from: ['resolved'],
      to: ['confirmed', 'assigned', 'queued'],
      summary: { zh: '记录客户反馈', en: 'record the customer’s feedback' },
    },
    close: { from: ['resolved', 'confirmed'], to: 'closed', summary: { zh: '办结', en: 'close it' } },
    reopen: {
      from: ['resolved', 'confirmed', 'closed'],
      to: ['assigned', 'queued'],
      summary: { zh: '重新打开', en: 'reopen it' },
    },
    place: {
      // What is resolved goes to somebody else where the customer speaks and whoever has it is away (T-03).
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer', 'with_department', 'resolved', 'confirmed'],
      to: elsewhere,
      automatic: true,
      summary: { zh: '改派或转入队列', en: 'give it to somebody else or into the queue' },
    },
    ask_refund: {
      from: ['assigned', 'in_progress', 'awaiting_customer', 'with_department', 'resolved', 'confirmed'],
      summary: { zh: '申请退款', en: 'ask for a refund' },
    },
    withdraw: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer'],
      to: 'withdrawn',
      summary: { zh: '撤销', en: 'withdraw it' },
    },
  },
});

/** How what was said at a contact of who the customer is fits the file (T-15). */
export const identityFit = choice({
  agreed: { zh: '与资料一致', en: 'the file is theirs' },
  unsure: { zh: '无法确认是否本人', en: 'nobody can say whether the file is theirs' },
  contradicted: { zh: '与资料不符,可能是他人', en: 'it contradicts the file: perhaps it is somebody else' },
});
/** How far the watchdog of the first response has gone (T-03, T-04). */
export const escalationLevel = choice({
  none: { zh: '未升级', en: 'none' },
  warned: { zh: '已提醒', en: 'the agent was warned' },
  breached: { zh: '已超时', en: 'late' },
  reassigned: { zh: '已改派', en: 'given to somebody else' },
  supervisor: { zh: '已告知主管', en: 'the supervisor was told' },
  manager: { zh: '已告知经理', en: 'the manager was told' },
});
/** What people call a ticket by, e.g. `T000123`. */
export const ticketNumber = z.string().regex(/^T\d{6,}$/);
const words = (max: number) => personalField('words', prose(max));
/** Characters of what customers say, and of what they are told. */
export const textLengthMax = 20_000;
/** Lists show so much of a question, and a sign that there is more. */
export const listedLengthMax = 500;
/** What people write about a ticket; a customer may have said anything, so it never leaves for another department. */
export const ticketTexts = {
  /** As long as people write; it is found by its words to the end. */
  question: words(textLengthMax),
  /** Of a message in either direction, or of a remark. */
  text: words(textLengthMax),
  promise: personalField('words', line(500)),
  findings: words(4_000),
  report: words(4_000),
  departmentAnswer: words(4_000),
  cause: words(2_000),
  remedy: words(2_000),
  feedback: words(2_000),
  improvement: words(2_000),
} as const;
/** Promises that a ticket may have in all, kept ones counted. */
export const promisesMax = 100;
/** An expected time given to the customer: a deadline of its own (T-06). */
export const promiseView = z.object({
  id,
  what: ticketTexts.promise.shown,
  dueAt: z.iso.datetime(),
  madeBy: id,
  madeAt: z.iso.datetime(),
  state: choice({
    open: { zh: '待兑现', en: 'open' },
    kept: { zh: '已兑现', en: 'kept' },
    missed: { zh: '未兑现', en: 'missed' },
    kept_late: { zh: '逾期兑现', en: 'kept late' },
    released: { zh: '已解除', en: 'released' },
  }),
  settledAt: z.iso.datetime().nullable(),
});
/** The way in which the customer said whether they are content; a callback may also be a text message. */
export const feedbackChannel = choice({ ...wordsOf(contactChannel), message: { zh: '短信', en: 'message' } });
/** Who heard from the customer whether they are content; what a handler heard is no satisfaction (T-08, H-06). */
export const feedbackSource = choice({
  agent: { zh: '客服记录', en: 'recorded by an agent' },
  handler: { zh: '处理人自行记录(不计满意度)', en: 'recorded by who handled it, so it counts as no satisfaction' },
  callback: { zh: '回访', en: 'callback' },
});
const runningClock = {
  limitS: z.int(),
  since: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  breachedAt: z.iso.datetime().nullable(),
};
export const ticketView = z.object({
  id,
  version,
  number: ticketNumber,
  nature: ticketNature,
  flow: ticketFlow,
  priority: ticketPriority,
  channel: contactChannel,
  state: ticketState,
  question: ticketTexts.question.shown,
  customer: customerBrief,
  /** The name that was given at this contact, where the file's is written otherwise (T-15). */
  toldName: personName.shown.nullable(),
  /**
   * What else was said at this contact of who the customer is, and whether the file is theirs. Perhaps somebody else
   * has the number now; what they say stays here and isn't written into the file (T-15). Null where the customer was
   * chosen.
   */
  told: z.object({ fit: identityFit, ...toldFields }).nullable(),
  teamId: id.nullable(),
  assigneeId: id.nullable(),
  assigneeName: z.string().nullable(),
  handlerIds: handlers,
  openedAt: z.iso.datetime(),
  firstResponse: z.object({
    limitS: z.int(),
    /** When the limit passes; null while the clock stands still or once answered. */
    dueAt: z.iso.datetime().nullable(),
    respondedAt: z.iso.datetime().nullable(),
    breachedAt: z.iso.datetime().nullable(),
    /** Working time used until the first human answer, in ms. */
    usedMs: z.int(),
  }),
  escalation: escalationLevel,
  /** What the customer said after the first answer and nobody has answered; null where nothing is (T-04). */
  nextAnswer: z
    .object({ ...runningClock, channel: contactChannel, usedMs: z.int(), escalation: escalationLevel })
    .nullable(),
  /** By when the customer hears of the progress; null while it is theirs to speak, or all is told (T-21). */
  progress: z.object(runningClock).nullable(),
  promises: z.array(promiseView).max(promisesMax),
  verification: z.object({ findings: ticketTexts.findings.shown, by: id, at: z.iso.datetime() }).nullable(),
  department: z
    .object({
      id,
      name: z.string(),
      detail: ticketTexts.report.shown,
      reportedAt: z.iso.datetime(),
      answer: ticketTexts.departmentAnswer.shown.nullable(),
      answeredAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  resolution: z
    .object({
      cause: ticketTexts.cause.shown,
      remedy: ticketTexts.remedy.shown,
      by: id,
      at: z.iso.datetime(),
      round: z.int(),
    })
    .nullable(),
  feedback: z
    .object({
      content: z.boolean(),
      how: feedbackSource,
      /** Null where the callback told it: what was said then stands in its record. */
      words: ticketTexts.feedback.shown.nullable(),
      channel: feedbackChannel,
      recordedBy: z.string(),
      at: z.iso.datetime(),
      cause: ticketTexts.cause.shown.nullable(),
      improvement: ticketTexts.improvement.shown.nullable(),
    })
    .nullable(),
  callbackDone: z.boolean(),
  /** Refunds that finance has not decided; until then it is neither closed nor withdrawn (F-12). */
  refundsUnderWay: z.int(),
  reopenings: z.int(),
  closedAt: z.iso.datetime().nullable(),
  /** What the caller may do with it now, and for the rest why not (T-05). */
  offers: offersOf(ticketSteps),
});
handledBy.add(ticketView, { field: 'assigneeId' });
export const ticketSummary = ticketView
  .pick({
    id: true,
    version: true,
    number: true,
    nature: true,
    priority: true,
    channel: true,
    state: true,
    question: true,
    customer: true,
    toldName: true,
    teamId: true,
    assigneeId: true,
    assigneeName: true,
    openedAt: true,
    escalation: true,
    closedAt: true,
  })
  .extend({
    /** Of a long one the beginning, which ends with an ellipsis. */
    question: ticketTexts.question.shown,
    /** The nearest thing due: first response or promise. */
    dueAt: z.iso.datetime().nullable(),
    overdue: z.boolean(),
  });
handledBy.add(ticketSummary, { field: 'assigneeId' });
/** What a ticket's history says, or the customer is told, that nobody wrote. */
export const ticketNote = choice({
  callback_dissatisfied: { zh: '回访不满意', en: 'dissatisfied at the callback' },
  callback_satisfied: { zh: '回访满意', en: 'satisfied at the callback' },
  verified_before: { zh: '上一轮核实', en: 'verified in the round before' },
  refund_paid: { zh: '退款已付', en: 'refund paid' },
  refund_refused: { zh: '退款未获办理', en: 'refund refused' },
  refund_withdrawn: { zh: '退款已撤回', en: 'refund withdrawn' },
});
export const messageView = z.object({
  id,
  kind: choice({
    from_customer: { zh: '客户来信', en: 'from the customer' },
    to_customer: { zh: '回复客户', en: 'to the customer' },
    remark: { zh: '内部备注', en: 'remark' },
    system: { zh: '系统消息', en: 'system message' },
  }),
  channel: contactChannel.nullable(),
  /** What was said or written; of what nobody wrote what it quotes, null where it quotes nothing. */
  text: ticketTexts.text.shown.nullable(),
  /** What nobody wrote says, in a system message or to the customer; null for others. */
  system: z.object({ code: ticketNote, words: text }).nullable(),
  /** Staff id, or the reaction or deadline that did it. */
  by: z.string(),
  byName: text,
  at: z.iso.datetime(),
});
