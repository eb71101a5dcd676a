import { z } from 'zod';
import {
  command,
  id,
  instant,
  invalidCursor,
  line,
  page,
  pageRequest,
  personal,
  policy,
  problem,
  prose,
  query,
  reaction,
  reason,
  standardOperations,
  stepRefused,
  ticketHandlers,
  timeOfDay,
  transitions,
  version,
  type Role,
  says,
} from '../define/index.ts';
import { callbackDissatisfied, callbackExcused, callbackSatisfied } from './callbacks-events.ts';
import { hrStandard, shiftChanged, skill, staffChanged, teamChanged, teamKind } from './hr.ts';
import {
  contactChannel,
  contactConsent,
  contactPreferences,
  ticketFlow,
  ticketNature,
  ticketPriority,
  ticketWatchers,
} from './tickets-events.ts';

export * from './tickets-events.ts';
export const ticketsStandard = standardOperations('tickets');

// ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const ticketId = id;
/** Which flow of T-05 a nature follows. */
export const flowOf: Record<z.output<typeof ticketNature>, z.output<typeof ticketFlow>> = {
  consult: 'consult',
  order: 'consult',
  suggestion: 'consult',
  repair: 'consult',
  dispute: 'dispute',
  technical_fault: 'technical',
};

export const ticketState = z.enum([
  'queued',
  'assigned',
  'in_progress',
  'awaiting_customer',
  'with_department',
  'resolved',
  'confirmed',
  'closed',
  'withdrawn',
]);
export type TicketState = z.output<typeof ticketState>;
/** How far the watchdog of the first response has gone (T-03, T-04). */
export const escalationLevel = z.enum(['none', 'warned', 'breached', 'reassigned', 'supervisor', 'manager']);
const text = z.object({ zh: z.string(), en: z.string() });

const customerBrief = z.object({
  id,
  name: personal('name', z.string()),
  phone: personal('phone', z.string()).nullable(),
});
export const customerView = customerBrief.extend({
  version,
  email: personal('email', z.string()).nullable(),
  idNumber: personal('id_number', z.string()).nullable(),
  address: personal('address', z.string()).nullable(),
  member: z.boolean(),
  preferences: contactPreferences,
  createdAt: z.iso.datetime(),
});
/** An expected time given to the customer: a deadline of its own (T-06). */
export const promiseView = z.object({
  id,
  what: z.string(),
  dueAt: z.iso.datetime(),
  madeBy: id,
  madeAt: z.iso.datetime(),
  state: z.enum(['open', 'kept', 'missed', 'kept_late', 'released']),
  settledAt: z.iso.datetime().nullable(),
});
export const ticketView = z.object({
  id,
  version,
  /** Human-readable number, e.g. `T000123`. */
  number: z.string(),
  nature: ticketNature,
  flow: ticketFlow,
  priority: ticketPriority,
  channel: contactChannel,
  state: ticketState,
  question: personal('words', z.string()),
  customer: customerBrief,
  teamId: id.nullable(),
  assigneeId: id.nullable(),
  assigneeName: z.string().nullable(),
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
  promises: z.array(promiseView),
  verification: z.object({ findings: personal('words', z.string()), by: id, at: z.iso.datetime() }).nullable(),
  department: z
    .object({
      name: z.string(),
      detail: personal('words', z.string()),
      reportedAt: z.iso.datetime(),
      answer: personal('words', z.string()).nullable(),
      answeredAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  resolution: z
    .object({
      cause: personal('words', z.string()),
      remedy: personal('words', z.string()),
      by: id,
      at: z.iso.datetime(),
      round: z.int(),
    })
    .nullable(),
  feedback: z
    .object({
      content: z.boolean(),
      words: personal('words', z.string()),
      channel: contactChannel,
      recordedBy: z.string(),
      at: z.iso.datetime(),
      cause: z.string().nullable(),
      improvement: z.string().nullable(),
    })
    .nullable(),
  callbackDone: z.boolean(),
  reopenings: z.int(),
  closedAt: z.iso.datetime().nullable(),
  /** The steps that the state table allows now. */
  steps: z.array(z.string()),
  /** What keeps it from being closed, in words (T-05). */
  blockers: z.array(text),
});
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
    teamId: true,
    assigneeId: true,
    assigneeName: true,
    openedAt: true,
    escalation: true,
    closedAt: true,
  })
  .extend({
    /** The nearest thing due: first response or promise. */
    dueAt: z.iso.datetime().nullable(),
    overdue: z.boolean(),
  });
export const messageView = z.object({
  id,
  kind: z.enum(['from_customer', 'to_customer', 'remark']),
  channel: contactChannel.nullable(),
  text: personal('words', z.string()),
  by: z.string(),
  byName: z.string(),
  at: z.iso.datetime(),
});

// ── problems ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const ticketNotFound = problem({
  code: 'tickets.ticket.not_found',
  status: 404,
  title: { zh: '没有这张工单', en: 'No such ticket' },
  detail: { zh: '找不到工单 {id}', en: 'There is no ticket {id}' },
  details: z.object({ id: z.string() }),
});
export const customerNotFound = problem({
  code: 'tickets.customer.not_found',
  status: 404,
  title: { zh: '没有这位客户', en: 'No such customer' },
  detail: { zh: '找不到客户 {id}', en: 'There is no customer {id}' },
  details: z.object({ id: z.string() }),
});
export const promiseNotFound = problem({
  code: 'tickets.promise.not_found',
  status: 404,
  title: { zh: '没有这项承诺', en: 'No such promise' },
  detail: { zh: '工单上没有承诺 {id}', en: 'The ticket has no promise {id}' },
  details: z.object({ id: z.string() }),
});
export const ticketBlocked = problem({
  code: 'tickets.ticket.blocked',
  status: 409,
  title: { zh: '工单还不能这样处理', en: 'The ticket can not take that step yet' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ step: z.string(), why: text }),
});
export const notYourTicket = problem({
  code: 'tickets.ticket.not_yours',
  status: 403,
  title: { zh: '不是您负责的工单', en: 'Not your ticket' },
  detail: {
    zh: '该工单由 {assignee} 负责;请由其本人或主管处理',
    en: '{assignee} is in charge of it; they or a supervisor can do this',
  },
  details: z.object({ assignee: z.string() }),
});
export const assigneeUnfit = problem({
  code: 'tickets.ticket.assignee_unfit',
  status: 422,
  title: { zh: '该员工不适合受理', en: 'This person does not fit the ticket' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});
export const promiseUnfit = problem({
  code: 'tickets.promise.unfit',
  status: 422,
  title: { zh: '承诺时间有误', en: 'The promised time is not sensible' },
  detail: {
    zh: '承诺时间必须晚于现在,且不超过 {maxDays} 天',
    en: 'A promise lies in the future, at most {maxDays} days ahead',
  },
  details: z.object({ maxDays: z.int() }),
});
export const customerNotServed = problem({
  code: 'tickets.customer.not_served',
  status: 403,
  title: { zh: '您没有在服务这位客户', en: 'You are not serving this customer' },
  detail: {
    zh: '只有正在服务该客户的人员或主管可以查看完整资料',
    en: 'Only the person who serves this customer, or a supervisor, may see the full data',
  },
});
export const importNotFound = problem({
  code: 'tickets.import.not_found',
  status: 404,
  title: { zh: '没有这次导入', en: 'No such import' },
  detail: { zh: '找不到导入 {id}', en: 'There is no import {id}' },
  details: z.object({ id: z.string() }),
});
export const importUnreadable = problem({
  code: 'tickets.import.unreadable',
  status: 422,
  title: { zh: '文件无法导入', en: 'The file can not be imported' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});

// ── state table (T-05) ────────────────────────────────────────────────────────────────────────────────────────────

export const ticketSteps = transitions({
  name: 'tickets.ticket',
  states: {
    queued: { zh: '待受理', en: 'waiting in the queue' },
    assigned: { zh: '已分派', en: 'assigned' },
    in_progress: { zh: '处理中', en: 'in progress' },
    awaiting_customer: { zh: '等待客户', en: 'waiting for the customer' },
    with_department: { zh: '已申报技术部门', en: 'with the technical department' },
    resolved: { zh: '已解决待反馈', en: 'resolved, feedback pending' },
    confirmed: { zh: '客户已确认', en: 'confirmed by the customer' },
    closed: { zh: '已办结', en: 'closed' },
    withdrawn: { zh: '已撤销', en: 'withdrawn' },
  },
  steps: {
    accept: { from: ['queued', 'assigned'], to: 'in_progress', summary: { zh: '受理', en: 'accept it' } },
    assign: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer', 'with_department'],
      summary: { zh: '分派', en: 'assign it' },
    },
    classify: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer'],
      summary: { zh: '重新分类', en: 'classify it' },
    },
    reply: {
      from: ['assigned', 'in_progress', 'awaiting_customer', 'with_department'],
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
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer', 'with_department', 'resolved', 'confirmed'],
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
    confirm: { from: ['resolved'], summary: { zh: '记录客户反馈', en: 'record the customer’s feedback' } },
    close: { from: ['resolved', 'confirmed'], to: 'closed', summary: { zh: '办结', en: 'close it' } },
    reopen: { from: ['resolved', 'confirmed', 'closed'], summary: { zh: '重新打开', en: 'reopen it' } },
    withdraw: {
      from: ['queued', 'assigned', 'in_progress', 'awaiting_customer'],
      to: 'withdrawn',
      summary: { zh: '撤销', en: 'withdraw it' },
    },
  },
});

// ── policies ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Seconds of working time; 30 days bound what a slip of the hand can ask a calendar to count. */
const workingSeconds = z.int().min(0).max(2_592_000);
const limit = workingSeconds.min(1);
const perPriority = z.object({ urgent: limit, high: limit, normal: limit, low: limit });
const same = (seconds: number) => ({ urgent: seconds, high: seconds, normal: seconds, low: seconds });
export const firstResponsePolicy = policy({
  name: 'tickets.first_response',
  /** Seconds of working time per channel and priority until the first human answer. */
  schema: z.object({
    phone: perPriority,
    chat: perPriority,
    email: perPriority,
    on_site: perPriority,
    web_form: perPriority,
    social: perPriority,
    /** Channels whose clock never stops for the night. */
    aroundTheClock: z.array(contactChannel),
  }),
  default: {
    phone: same(60),
    chat: same(60),
    on_site: same(300),
    email: { urgent: 1_800, high: 3_600, normal: 14_400, low: 28_800 },
    web_form: { urgent: 1_800, high: 3_600, normal: 14_400, low: 28_800 },
    social: { urgent: 600, high: 1_800, normal: 3_600, low: 7_200 },
    aroundTheClock: [],
  },
  rules: ['T-04'],
  summary: { zh: '首次响应时限(秒)', en: 'First response limits (s)' },
});
export const watchdogPolicy = policy({
  name: 'tickets.watchdog',
  schema: z
    .object({
      /** Share of the limit after which the agent is warned. */
      warnAtPercent: z.int().min(1).max(99),
      /** Seconds of working time after the limit. */
      reassignAfterS: workingSeconds,
      supervisorAfterS: workingSeconds,
      managerAfterS: workingSeconds,
    })
    .refine(
      (value) => value.reassignAfterS <= value.supervisorAfterS && value.supervisorAfterS <= value.managerAfterS,
      says({
        zh: '改派、主管、经理的时间必须依次不早于前一项',
        en: 'reassign, supervisor and manager follow in this order, none before the one before it',
      }),
    ),
  default: { warnAtPercent: 60, reassignAfterS: 0, supervisorAfterS: 60, managerAfterS: 300 },
  rules: ['T-03', 'T-04'],
  summary: { zh: '超时升级', en: 'What happens when nobody answers' },
});
export const routingPolicy = policy({
  name: 'tickets.routing',
  schema: z.object({
    /** An agent with this many tickets in hand is given no more. */
    maxInHand: z.int().min(1).max(10_000),
    teamOf: z.record(ticketNature, teamKind),
  }),
  default: {
    maxInHand: 20,
    teamOf: {
      consult: 'service',
      suggestion: 'service',
      repair: 'service',
      technical_fault: 'service',
      order: 'orders',
      dispute: 'complaints',
    },
  },
  rules: ['T-03'],
  summary: { zh: '分派规则', en: 'Routing' },
});
export const priorityPolicy = policy({
  name: 'tickets.priority',
  schema: z.object({ byNature: z.record(ticketNature, ticketPriority) }),
  default: {
    byNature: {
      consult: 'normal',
      order: 'normal',
      technical_fault: 'high',
      dispute: 'high',
      suggestion: 'low',
      repair: 'normal',
    },
  },
  rules: ['T-02'],
  summary: { zh: '默认优先级', en: 'Priority by nature' },
});
export const promisePolicy = policy({
  name: 'tickets.promise',
  schema: z.object({ warnBeforeS: workingSeconds, maxDays: z.int().min(1).max(365) }),
  default: { warnBeforeS: 1_800, maxDays: 30 },
  rules: ['T-06'],
  summary: { zh: '对客户的承诺', en: 'Promises to customers' },
});

// ── operations ────────────────────────────────────────────────────────────────────────────────────────────────────

const handlers: readonly Role[] = ticketHandlers;
const watchers: readonly Role[] = ticketWatchers;
const phone = personal(
  'phone',
  z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{4,19}$/),
);
const newCustomer = z.object({
  name: personal('name', line(60)),
  phone: phone.optional(),
  email: personal('email', z.email().max(200)).optional(),
  idNumber: personal(
    'id_number',
    z
      .string()
      .trim()
      .regex(/^[0-9A-Za-z]{6,20}$/),
  ).optional(),
  address: personal('address', line(200)).optional(),
  member: z.boolean().default(false),
});

/** Every contact is recorded; a customer with the same phone or e-mail is the same customer (T-01). */
export const openTicket = command({
  name: 'tickets.ticket.open',
  http: 'POST /tickets',
  roles: handlers,
  status: 201,
  request: z
    .object({
      customerId: id.optional(),
      customer: newCustomer.optional(),
      channel: contactChannel,
      nature: ticketNature,
      priority: ticketPriority.optional(),
      question: personal('words', prose(4_000)),
      /** Skills that the ticket needs. */
      skills: z.array(skill).max(10).default([]),
      /** Time of the contact where it was recorded afterwards; never in the future. */
      contactedAt: instant.optional(),
    })
    .refine((value) => (value.customerId === undefined) !== (value.customer === undefined), {
      path: ['customer'],
      ...says({ zh: 'customerId 与 customer 必须且只能填写一个', en: 'give either customerId or customer' }),
    }),
  response: ticketView,
  problems: [customerNotFound],
  summary: { zh: '登记来访并开工单', en: 'Record a contact and open a ticket' },
  rules: ['T-01', 'T-02', 'T-03'],
});
export const hearCustomer = command({
  name: 'tickets.ticket.hear',
  http: 'POST /tickets/:ticketId/contacts',
  roles: handlers,
  request: z.object({ ticketId, channel: contactChannel, text: personal('words', prose(4_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '记录客户再次来访', en: 'Record another contact of the customer' },
  rules: ['T-01', 'T-04'],
});
export const getTicket = query({
  name: 'tickets.ticket.get',
  http: 'GET /tickets/:ticketId',
  roles: watchers,
  request: z.object({ ticketId }),
  response: ticketView,
  problems: [ticketNotFound],
  summary: { zh: '查看工单', en: 'One ticket' },
});
export const listTickets = query({
  name: 'tickets.ticket.list',
  http: 'GET /tickets',
  roles: watchers,
  request: pageRequest
    .extend({
      state: ticketState.optional(),
      nature: ticketNature.optional(),
      priority: ticketPriority.optional(),
      channel: contactChannel.optional(),
      assigneeId: id.optional(),
      teamId: id.optional(),
      customerId: id.optional(),
      /** Not yet closed or withdrawn. */
      open: z.stringbool().optional(),
      /** Its first response or a promise is late. */
      overdue: z.stringbool().optional(),
      /**
       * Words that all stand in the question, or a number. Chinese is found by any part, other words as a whole. A rare
       * mix of words and filters is looked for page by page, so a page may hold fewer than asked and still have a next
       * one.
       */
      words: z.string().trim().min(1).max(100).optional(),
      /**
       * `due`: open tickets only, the nearest due first and those with nothing due last. Words are always listed newest
       * first.
       */
      order: z.enum(['newest', 'due']).default('newest'),
    })
    .refine((value) => value.words === undefined || value.order === 'newest', {
      path: ['order'],
      ...says({ zh: '按词语查询时只能从新到旧排列', en: 'words are listed newest first' }),
    }),
  response: page(ticketSummary),
  problems: [invalidCursor],
  summary: { zh: '工单列表', en: 'List tickets' },
});
export const listMessages = query({
  name: 'tickets.message.list',
  http: 'GET /tickets/:ticketId/messages',
  roles: watchers,
  request: pageRequest.extend({ ticketId }),
  response: page(messageView),
  problems: [ticketNotFound, invalidCursor],
  summary: { zh: '工单往来记录', en: 'The conversation of a ticket' },
  rules: ['T-01', 'T-09'],
});
export const acceptTicket = command({
  name: 'tickets.ticket.accept',
  http: 'POST /tickets/:ticketId/accept',
  roles: handlers,
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
  request: z.object({ ticketId, assigneeId: id, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, assigneeUnfit],
  summary: { zh: '分派', en: 'Assign a ticket' },
  rules: ['T-03'],
});
export const classifyTicket = command({
  name: 'tickets.ticket.classify',
  http: 'POST /tickets/:ticketId/classify',
  roles: handlers,
  request: z
    .object({ ticketId, nature: ticketNature.optional(), priority: ticketPriority.optional(), reason })
    .refine((value) => value.nature !== undefined || value.priority !== undefined, {
      path: ['nature'],
      ...says({ zh: '请填写类型或优先级', en: 'give a nature or a priority' }),
    }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '重新分类', en: 'Classify a ticket anew' },
  rules: ['T-02'],
});
export const replyToCustomer = command({
  name: 'tickets.ticket.reply',
  http: 'POST /tickets/:ticketId/replies',
  roles: handlers,
  request: z.object({ ticketId, text: personal('words', prose(4_000)), channel: contactChannel.optional() }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '回复客户', en: 'Reply to the customer' },
  rules: ['T-04', 'T-05'],
});
export const remarkOnTicket = command({
  name: 'tickets.ticket.remark',
  http: 'POST /tickets/:ticketId/remarks',
  roles: watchers.filter((role) => role !== 'auditor'),
  request: z.object({ ticketId, text: personal('words', prose(2_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '添加备注', en: 'Add a remark' },
  rules: ['T-09'],
});
export const promiseTime = command({
  name: 'tickets.ticket.promise',
  http: 'POST /tickets/:ticketId/promises',
  roles: handlers,
  request: z.object({ ticketId, what: personal('words', line(500)), dueAt: instant }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, promiseUnfit],
  summary: { zh: '向客户承诺时间', en: 'Promise the customer a time' },
  rules: ['T-06'],
});
export const keepPromise = command({
  name: 'tickets.ticket.keep_promise',
  http: 'POST /tickets/:ticketId/promises/:promiseId/keep',
  roles: handlers,
  request: z.object({ ticketId, promiseId: id, note: personal('words', prose(1_000)) }),
  response: ticketView,
  problems: [ticketNotFound, promiseNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '兑现承诺', en: 'Keep a promise' },
  rules: ['T-06'],
});
export const awaitCustomer = command({
  name: 'tickets.ticket.await_customer',
  http: 'POST /tickets/:ticketId/await-customer',
  roles: handlers,
  request: z.object({ ticketId, question: personal('words', prose(2_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket],
  summary: { zh: '向客户询问并等待', en: 'Ask the customer and wait' },
  rules: ['T-04'],
});
export const verifyTicket = command({
  name: 'tickets.ticket.verify',
  http: 'POST /tickets/:ticketId/verify',
  roles: handlers,
  request: z.object({ ticketId, findings: personal('words', prose(4_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '核实', en: 'Record what was verified' },
  rules: ['T-05'],
});
export const reportToDepartment = command({
  name: 'tickets.ticket.report_to_department',
  http: 'POST /tickets/:ticketId/report',
  roles: handlers,
  request: z.object({ ticketId, department: line(60), detail: personal('words', prose(4_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '申报技术部门', en: 'Report to the technical department' },
  rules: ['T-05'],
});
export const recordDepartmentAnswer = command({
  name: 'tickets.ticket.record_department_answer',
  http: 'POST /tickets/:ticketId/department-answer',
  roles: [...handlers, 'department_liaison'],
  request: z.object({ ticketId, answer: personal('words', prose(4_000)) }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '记录技术部门答复', en: 'Record the department’s answer' },
  rules: ['T-05'],
});
export const resolveTicket = command({
  name: 'tickets.ticket.resolve',
  http: 'POST /tickets/:ticketId/resolve',
  roles: handlers,
  request: z.object({
    ticketId,
    /** The problem summary (T-09). */
    cause: personal('words', prose(2_000)),
    remedy: personal('words', prose(2_000)),
    /** What the customer is told; recorded as a reply. */
    reply: personal('words', prose(4_000)),
    /** When the customer agreed to be called back (C-02). */
    callbackAgreedAt: instant.optional(),
  }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '解决并回复客户', en: 'Resolve a ticket' },
  rules: ['T-05', 'T-09', 'C-02'],
});
export const confirmTicket = command({
  name: 'tickets.ticket.confirm',
  http: 'POST /tickets/:ticketId/feedback',
  roles: handlers,
  request: z
    .object({
      ticketId,
      content: z.boolean(),
      words: personal('words', prose(2_000)),
      channel: contactChannel,
      /** Asked of a customer who is not content, together with what will be improved. */
      cause: personal('words', prose(2_000)).optional(),
      improvement: personal('words', prose(2_000)).optional(),
    })
    .refine((value) => value.content || (value.cause !== undefined && value.improvement !== undefined), {
      path: ['cause'],
      ...says({
        zh: '客户不满意时须询问原因并记录改进措施',
        en: 'a customer who is not content is asked why, and the improvement is recorded',
      }),
    }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '记录客户反馈', en: 'Record the customer’s feedback' },
  rules: ['T-08'],
});
export const closeTicket = command({
  name: 'tickets.ticket.close',
  http: 'POST /tickets/:ticketId/close',
  roles: handlers,
  request: z.object({ ticketId }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused, ticketBlocked],
  summary: { zh: '办结', en: 'Close a ticket' },
  rules: ['T-05', 'T-10'],
});
export const reopenTicket = command({
  name: 'tickets.ticket.reopen',
  http: 'POST /tickets/:ticketId/reopen',
  roles: handlers,
  request: z.object({ ticketId, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '重新打开', en: 'Reopen a ticket' },
  rules: ['T-08'],
});
export const withdrawTicket = command({
  name: 'tickets.ticket.withdraw',
  http: 'POST /tickets/:ticketId/withdraw',
  roles: ['supervisor', 'department_manager'],
  request: z.object({ ticketId, reason }),
  response: ticketView,
  problems: [ticketNotFound, stepRefused],
  summary: { zh: '撤销工单', en: 'Withdraw a ticket' },
});
export const getCustomer = query({
  name: 'tickets.customer.get',
  http: 'GET /tickets/customers/:customerId',
  roles: watchers,
  request: z.object({ customerId: id }),
  response: customerView,
  problems: [customerNotFound],
  summary: { zh: '查看客户', en: 'One customer' },
  rules: ['P-05'],
});
export const listCustomers = query({
  name: 'tickets.customer.list',
  http: 'GET /tickets/customers',
  roles: watchers,
  request: pageRequest.extend({ phone: z.string().max(30).optional() }),
  response: page(customerView),
  problems: [invalidCursor],
  summary: { zh: '客户列表', en: 'List customers' },
  rules: ['P-05'],
});
export const setContactPreferences = command({
  name: 'tickets.customer.set_preferences',
  http: 'PUT /tickets/customers/:customerId/preferences',
  roles: [...handlers, 'callback_specialist'],
  request: z.object({
    customerId: id,
    doNotCall: z.boolean(),
    quietHours: z
      .array(z.object({ from: timeOfDay, until: timeOfDay }))
      .max(6)
      .nullable(),
    consent: contactConsent.nullable().default(null),
    reason,
  }),
  response: customerView,
  problems: [customerNotFound],
  summary: { zh: '设置联系偏好', en: 'Set how a customer may be contacted' },
  rules: ['C-04'],
});
export const revealCustomer = command({
  name: 'tickets.customer.reveal',
  http: 'POST /tickets/customers/:customerId/reveal',
  roles: [...handlers, 'department_manager'],
  reveals: true,
  request: z.object({ customerId: id, reason }),
  response: customerView,
  problems: [customerNotFound, customerNotServed],
  summary: { zh: '查看客户完整资料', en: 'Reveal a customer’s data' },
  rules: ['P-05'],
});

/** Which column of the file is what; `values` translate the file's words into ours. */
const importMapping = z.object({
  /** Unique in the source; the same one is never taken in twice. */
  externalId: line(80),
  question: z.array(line(80)).min(1).max(10),
  contactedAt: z.object({ column: line(80), format: line(40), zone: line(60) }),
  nature: z.object({
    column: line(80),
    values: z.record(z.string(), ticketNature),
    otherwise: ticketNature.optional(),
  }),
  channel: z.union([
    z.object({ column: line(80), values: z.record(z.string(), contactChannel), otherwise: contactChannel.optional() }),
    contactChannel,
  ]),
  priority: z
    .object({ column: line(80), values: z.record(z.string(), ticketPriority), otherwise: ticketPriority.optional() })
    .optional(),
  customerName: z.object({ column: line(80).optional(), otherwise: line(60) }),
  customerPhone: line(80).optional(),
});
export type ImportMapping = z.output<typeof importMapping>;
export const importView = z.object({
  id,
  version,
  source: z.string(),
  fileName: z.string(),
  state: z.enum(['running', 'done']),
  rows: z.int(),
  accepted: z.int(),
  refused: z.int(),
  /** Rows dealt with, as a share of all: 0 to 100. */
  progressPercent: z.number(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  startedBy: z.string(),
});
export const startImport = command({
  name: 'tickets.import.start',
  http: 'POST /tickets/import',
  roles: ['supervisor', 'department_manager', 'admin_officer'],
  status: 202,
  bodyLimit: 5_000_000,
  csvField: 'csv',
  request: z.object({
    /** Where the contacts come from; external ids are unique within it. */
    source: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
    fileName: line(200),
    mapping: z.union([importMapping, z.string().max(10_000).transform(parseJson).pipe(importMapping)]),
    csv: z.string().min(1).max(5_000_000),
  }),
  response: importView,
  problems: [importUnreadable],
  summary: { zh: '导入来访记录', en: 'Import contacts from a CSV file' },
  rules: ['T-01'],
});
export const getImport = query({
  name: 'tickets.import.get',
  http: 'GET /tickets/imports/:importId',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: z.object({ importId: id }),
  response: importView,
  problems: [importNotFound],
  summary: { zh: '导入进度', en: 'Progress of an import' },
});
export const listImports = query({
  name: 'tickets.import.list',
  http: 'GET /tickets/imports',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: pageRequest,
  response: page(importView),
  problems: [invalidCursor],
  summary: { zh: '导入列表', en: 'List imports' },
});
export const listImportRows = query({
  name: 'tickets.import.list_rows',
  http: 'GET /tickets/imports/:importId/rows',
  roles: ['supervisor', 'department_manager', 'admin_officer', 'auditor'],
  request: pageRequest.extend({ importId: id, outcome: z.enum(['accepted', 'refused']).optional() }),
  response: page(
    z.object({
      line: z.int(),
      outcome: z.enum(['waiting', 'accepted', 'refused']),
      externalId: z.string().nullable(),
      ticketId: id.nullable(),
      why: text.nullable(),
    }),
  ),
  problems: [importNotFound, invalidCursor],
  summary: { zh: '逐行导入结果', en: 'The outcome of each line' },
});

/** Numbers at a glance for leaders: what waits and what is late. */
export const showBacklog = query({
  name: 'tickets.backlog.show',
  http: 'GET /tickets/backlog',
  roles: watchers,
  request: z.object({}),
  response: z.object({
    items: z.array(
      z.object({
        teamId: id.nullable(),
        state: ticketState,
        count: z.int(),
        overdue: z.int(),
        oldestOpenedAt: z.iso.datetime(),
      }),
    ),
  }),
  problems: [],
  summary: { zh: '积压一览', en: 'The backlog by team and state' },
});

function parseJson(value: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', ...says({ zh: '不是有效的 JSON', en: 'is not valid JSON' }) });
    return z.NEVER;
  }
}

// ── what this service does because of others ──────────────────────────────────────────────────────────────────────

export const ticketsKeepStaffCopy = reaction({
  service: 'tickets',
  name: 'keep-staff-copy',
  on: [staffChanged],
  summary: {
    zh: '员工变动:更新名册并移交其工单',
    en: 'Keep a copy of the staff; the tickets of who can’t any more go to others',
  },
});
export const ticketsKeepTeamCopy = reaction({
  service: 'tickets',
  name: 'keep-team-copy',
  on: [teamChanged],
  summary: { zh: '保存团队副本', en: 'Keep a copy of the teams' },
});
export const ticketsKeepShiftCopy = reaction({
  service: 'tickets',
  name: 'keep-shift-copy',
  on: [shiftChanged],
  summary: { zh: '保存班次副本', en: 'Keep a copy of the shifts' },
});
export const ticketsKeepPolicyCopy = reaction({
  service: 'tickets',
  name: 'keep-policy-copy',
  on: [hrStandard.policySet],
  summary: { zh: '保存日历副本', en: 'Keep a copy of shared policies' },
});
export const reopenTicketWhenCallbackDissatisfied = reaction({
  service: 'tickets',
  name: 'reopen-ticket-when-callback-dissatisfied',
  on: [callbackDissatisfied],
  summary: { zh: '回访不满意则重新打开工单', en: 'A dissatisfied callback reopens its ticket' },
});
export const recordCallbackDoneOnTicket = reaction({
  service: 'tickets',
  name: 'record-callback-done-on-ticket',
  on: [callbackSatisfied, callbackExcused],
  summary: { zh: '记录回访已完成', en: 'A finished callback is noted on its ticket, which may then be closed' },
});
