import { z } from 'zod';
import { choice } from './choice.ts';
import { event } from './event.ts';
import { anyOf, page, pageRequest } from './lists.ts';
import { noun } from './noun.ts';
import { command, query } from './operation.ts';
import { policyHolds } from './policy.ts';
import { problem } from './problem.ts';
import { invalidCursor, issuesMax } from './problems.ts';
import { everyRole, type Role, type ServiceName } from './roles.ts';
import { id, instant, policyName, reason, record, text } from './shapes.ts';
import { within } from './time-bounds.ts';

const json = z.json();
/** Values that a policy may have for later: all of them, as long as they may be, fit into one answer. */
export const upcomingMax = 20;
/** All values of a policy for later together, in characters of their JSON: each change reads them, and shows them. */
export const upcomingLengthMax = 1_000_000;

/** What holds from a date in the past is refused by a problem of its own. */
export const policyTime = within({ backDays: 200 * 366, aheadDays: 10 * 366 }, instant);

export const policyView = z.object({
  name: z.string(),
  /** How many values it was given so far; 0 where it never was. Its ETag. */
  version: z.int().min(0),
  value: json,
  default: json,
  /** From when the value holds; null where it is the default. */
  effectiveFrom: z.iso.datetime().nullable(),
  holds: policyHolds,
  /** It is proposed, and a second person decides (P-04). */
  needsSecondPerson: z.boolean(),
  /** Values that will hold later, the nearest first. */
  upcoming: z.array(z.object({ value: json, effectiveFrom: z.iso.datetime() })).max(upcomingMax),
  rules: z.array(z.string()).max(20),
  summary: text,
  /** What somebody has to see to about it, such as a year whose public holidays are not known yet. */
  warnings: z.array(text).max(5),
  schema: json,
});

export const auditEntryView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** Staff id, or the name of the reaction or deadline that did it. */
  actor: z.string(),
  /** What they are called; of a reaction or deadline by the words of its declaration. */
  actorName: text,
  /** Operation, reaction or deadline. */
  action: z.string(),
  /** What that is, in words. */
  what: text,
  aggregate: z.string(),
  aggregateId: z.string(),
  version: z.int(),
  /** Only what changed; personal data masked. */
  before: record(z.string(), json, 500),
  after: record(z.string(), json, 500),
  reason: z.string().nullable(),
  correlationId: z.string(),
});

/** What is unusual about somebody's looking at what is confidential, by the times that came before (P-05). */
export const revealMark = choice({
  many: { zh: '一小时内查看过多', en: 'many within an hour' },
  misses: { zh: '一小时内多次查无此人', en: 'many who were not found within an hour' },
  repeated: { zh: '一天内反复查看同一对象', en: 'the same one again and again within a day' },
});
export const revealView = auditEntryView
  .pick({
    id: true,
    at: true,
    actor: true,
    actorName: true,
    action: true,
    what: true,
    aggregate: true,
    aggregateId: true,
    reason: true,
    correlationId: true,
  })
  .extend({
    /** Whether a search found somebody; null where nobody was searched for. */
    found: z.boolean().nullable(),
    /** How often this person looked within the hour up to this, and how often they found nobody. */
    inHour: z.int(),
    missesInHour: z.int(),
    /** How often this person looked at the same one within the day up to this. */
    sameInDay: z.int(),
    marks: z.array(revealMark).max(revealMark.options.length),
  });

/** `waiting`: one before it is dead. */
export const deadEventStatus = choice({
  dead: { zh: '未能处理', en: 'could not be applied' },
  waiting: { zh: '等待前一条', en: 'waits for one before it' },
  replayed: { zh: '已重新处理', en: 'replayed' },
  discarded: { zh: '已放弃', en: 'given up' },
});
export const deadEventView = z.object({
  id: z.string(),
  reaction: z.string(),
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  aggregateId: z.string().nullable(),
  aggregateVersion: z.int().nullable(),
  reason: z.string(),
  attempts: z.int(),
  diedAt: z.iso.datetime(),
  status: deadEventStatus,
});

export const deadDeadlineStatus = choice({
  dead: { zh: '未能办理', en: 'could not be met' },
  met: { zh: '已办理', en: 'met' },
});
export const deadDeadlineView = z.object({
  id: z.string(),
  deadline: z.string(),
  /** What it is called, in words. */
  called: text,
  aggregateId: z.string(),
  aggregateVersion: z.int(),
  reason: z.string(),
  attempts: z.int(),
  triedAt: z.iso.datetime(),
  status: deadDeadlineStatus,
});

export const policyNotFound = problem({
  code: 'policy_not_found',
  status: 404,
  title: { zh: '没有这项规则设置', en: 'No such policy' },
  detail: { zh: '没有名为 {name} 的规则设置', en: 'There is no policy {name}' },
  details: z.object({ name: z.string() }),
});
export const policyValueInvalid = problem({
  code: 'policy_value_invalid',
  status: 422,
  title: { zh: '规则设置的值有误', en: 'The policy value is not valid' },
  detail: { zh: '请更正以下内容:{names}', en: 'Please correct: {names}' },
  details: z.object({
    fields: z.array(z.string()).max(issuesMax),
    names: z.array(text).max(issuesMax),
    issues: z.array(z.object({ path: z.string(), message: text })).max(issuesMax),
  }),
});
export const policyFromThePast = problem({
  code: 'policy_from_the_past',
  status: 422,
  title: { zh: '生效时间不能早于现在', en: 'A policy cannot take effect in the past' },
  detail: { zh: '请填写现在或以后的时间', en: 'Choose a time that is not in the past' },
});
/** A month that has begun, and the money that follows from it, is counted by one rule to its end. */
export const policyNotFromMonth = problem({
  code: 'policy_not_from_month',
  status: 422,
  title: { zh: '只能从月初起生效', en: 'It takes effect with a month only' },
  detail: {
    zh: '该规则按月生效,只能从以后某月一日零时起生效,最早为 {earliest}',
    en: 'This policy holds for whole months: let it take effect on the first of a month to come, at {earliest} at the earliest',
  },
  details: z.object({ earliest: z.iso.datetime() }),
});
export const tooManyUpcoming = problem({
  code: 'policy_too_many_upcoming',
  status: 409,
  title: { zh: '待生效的值过多', en: 'Too many values for later' },
  detail: {
    zh: '一项规则设置最多有 {max} 个待生效的值;请等其中一些生效',
    en: 'A policy has at most {max} values for later; wait until some take effect',
  },
  details: z.object({ max: z.int() }),
});
export const upcomingTooLong = problem({
  code: 'policy_upcoming_too_long',
  status: 409,
  title: { zh: '待生效的值过长', en: 'The values for later are too long' },
  detail: {
    zh: '一项规则设置待生效的值合计最多 {max} 个字符,现为 {length};请缩短该值,或等其中一些生效',
    en: 'All values of a policy for later have {max} characters at most, and would have {length}; shorten this one, or wait until some take effect',
  },
  details: z.object({ max: z.int(), length: z.int() }),
});
/** Nobody gives power, or changes what keeps it apart, alone (P-04). */
export const secondPersonNeeded = problem({
  code: 'second_person_needed',
  status: 403,
  title: { zh: '需要第二人批准', en: 'This takes a second person' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});
export const deadEventNotFound = problem({
  code: 'dead_event_not_found',
  status: 404,
  title: { zh: '没有这条未处理消息', en: 'No such dead event' },
  detail: { zh: '它可能已被处理', en: 'It may have been handled already' },
});
export const deadEventStillFails = problem({
  code: 'dead_event_still_fails',
  status: 409,
  title: { zh: '重新处理仍然失败', en: 'It still fails' },
  detail: { zh: '原因:{reason}', en: 'Reason: {reason}' },
  details: z.object({ reason: z.string() }),
});

export const deadDeadlineNotFound = problem({
  code: 'dead_deadline_not_found',
  status: 404,
  title: { zh: '没有这项未办理的到期事项', en: 'No such dead deadline' },
  detail: { zh: '它可能已被办理', en: 'It may have been met already' },
});
export const deadDeadlineStillFails = problem({
  code: 'dead_deadline_still_fails',
  status: 409,
  title: { zh: '重新办理仍然失败', en: 'It still fails' },
  detail: { zh: '原因:{reason}', en: 'Reason: {reason}' },
  details: z.object({ reason: z.string() }),
});

/**
 * Who sets the policies of a service, and who reads its trail. Of the books these are others than of what is done for
 * customers: a trail says each amount, and who reads those is one list (F-08).
 */
const whoLooksAfter = (service: ServiceName): readonly [leaders: readonly Role[], readers: readonly Role[]] =>
  service === 'finance'
    ? [
        ['finance_manager', 'general_manager'],
        ['auditor', 'finance_manager', 'general_manager'],
      ]
    : [
        ['department_manager', 'general_manager'],
        ['auditor', 'supervisor', 'department_manager', 'general_manager'],
      ];

/** What every service offers beside its own work: policies, audit trail, dead events and dead deadlines. */
export function standardOperations(service: ServiceName) {
  const [leaders, readers] = whoLooksAfter(service);
  return {
    policyNoun: noun(`${service}.policy`, {
      zh: '规则设置:数值与期限,按生效时间',
      en: 'Policies: numbers and limits, by date',
    }),
    auditNoun: noun(`${service}.audit`, {
      zh: '操作记录:谁在何时做了什么',
      en: 'The audit trail: who did what, and when',
    }),
    deadEventNoun: noun(`${service}.dead_event`, {
      zh: '未能处理的消息:查看、重新处理或放弃',
      en: 'Events that could not be applied: look, replay or give up',
    }),
    deadDeadlineNoun: noun(`${service}.dead_deadline`, {
      zh: '未能办理的到期事项:查看或重新办理',
      en: 'Deadlines that could not be met: look, or have them tried again',
    }),
    listPolicies: query({
      name: `${service}.policy.list`,
      http: `GET /${service}/policies`,
      roles: everyRole,
      request: z.object({}),
      response: z.object({ items: z.array(policyView).max(500) }),
      problems: [],
      summary: { zh: '查看规则设置', en: 'List policies' },
    }),
    setPolicy: command({
      name: `${service}.policy.set`,
      http: `PUT /${service}/policies/:name`,
      roles: leaders,
      seen: 'name',
      request: z.object({ name: policyName, value: json, effectiveFrom: policyTime.optional(), reason }),
      response: policyView,
      problems: [
        ...[
          policyNotFound,
          policyValueInvalid,
          policyFromThePast,
          policyNotFromMonth,
          tooManyUpcoming,
          upcomingTooLong,
        ],
        ...(service === 'hr' ? [secondPersonNeeded] : []),
      ],
      summary: { zh: '修改规则设置', en: 'Set a policy' },
      rules: ['P-06'],
    }),
    listAudit: query({
      name: `${service}.audit.list`,
      http: `GET /${service}/audit`,
      roles: readers,
      request: pageRequest.extend({
        aggregateId: anyOf(z.string().max(100)),
        actor: anyOf(z.string().max(100)),
        action: anyOf(z.string().max(100)),
        correlationId: anyOf(z.string().max(100)),
        from: instant.optional(),
        until: instant.optional(),
      }),
      response: page(auditEntryView),
      problems: [invalidCursor],
      summary: { zh: '查看操作记录', en: 'Read the audit trail' },
      rules: ['P-06'],
    }),
    listReveals: query({
      name: `${service}.audit.list_reveals`,
      http: `GET /${service}/reveals`,
      roles: readers,
      request: pageRequest.extend({
        aggregateId: anyOf(z.string().max(100)),
        actor: anyOf(z.string().max(100)),
        action: anyOf(z.string().max(100)),
        from: instant.optional(),
        until: instant.optional(),
      }),
      response: page(revealView),
      problems: [invalidCursor],
      summary: { zh: '查看保密内容的记录', en: 'Who looked at what is confidential, with what is unusual marked' },
      rules: ['P-05'],
    }),
    listDeadEvents: query({
      name: `${service}.dead_event.list`,
      http: `GET /${service}/dead-events`,
      roles: ['admin_officer', 'auditor', 'department_manager'],
      request: pageRequest.extend({ status: anyOf(deadEventStatus) }),
      response: page(deadEventView),
      problems: [invalidCursor],
      summary: { zh: '查看未能处理的消息', en: 'List events that could not be applied' },
    }),
    replayDeadEvent: command({
      name: `${service}.dead_event.replay`,
      http: `POST /${service}/dead-events/:deadEventId/replay`,
      roles: ['admin_officer', 'department_manager'],
      request: z.object({ deadEventId: id, reason }),
      response: deadEventView,
      problems: [deadEventNotFound, deadEventStillFails],
      summary: { zh: '重新处理消息', en: 'Replay a dead event' },
    }),
    discardDeadEvent: command({
      name: `${service}.dead_event.discard`,
      http: `POST /${service}/dead-events/:deadEventId/discard`,
      roles: ['admin_officer', 'department_manager'],
      request: z.object({ deadEventId: id, reason }),
      response: deadEventView,
      problems: [deadEventNotFound],
      summary: { zh: '放弃该消息', en: 'Give up a dead event' },
    }),
    listDeadDeadlines: query({
      name: `${service}.dead_deadline.list`,
      http: `GET /${service}/dead-deadlines`,
      roles: ['admin_officer', 'auditor', 'department_manager'],
      request: pageRequest.extend({ status: anyOf(deadDeadlineStatus) }),
      response: page(deadDeadlineView),
      problems: [invalidCursor],
      summary: { zh: '查看未能办理的到期事项', en: 'List deadlines that could not be met' },
    }),
    replayDeadDeadline: command({
      name: `${service}.dead_deadline.replay`,
      http: `POST /${service}/dead-deadlines/:deadDeadlineId/replay`,
      roles: ['admin_officer', 'department_manager'],
      request: z.object({ deadDeadlineId: id, reason }),
      response: deadDeadlineView,
      problems: [deadDeadlineNotFound, deadDeadlineStillFails],
      summary: { zh: '重新办理到期事项', en: 'Have a dead deadline tried again' },
    }),
    /** State of one policy; services that share it keep a copy. */
    policySet: event({
      name: `${service}.policy.set`,
      version: 1,
      audience: 'services',
      visibleTo: everyRole,
      data: z.object({ name: z.string(), value: json, effectiveFrom: z.iso.datetime() }),
      summary: { zh: '规则设置已修改', en: 'A policy was set' },
    }),
  } as const;
}
