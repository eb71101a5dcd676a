import { z } from 'zod';
import { choice, event, id, offersOf, problem, text, transitions, version, wordsOf } from '../define/index.ts';
import { role, roleList } from './position.ts';
import { positionsMax } from './staff.ts';

/** What one person asks for and a second one decides (P-04). */
export const proposalKind = choice({
  positions: { zh: '授予岗位', en: 'positions that give power' },
  password: { zh: '重置有权人员密码', en: 'a new password for somebody with power' },
  policy: { zh: '修改职责分离规则', en: 'a policy that keeps duties apart' },
});
export type ProposalKind = z.output<typeof proposalKind>;
export const proposalState = choice({
  open: { zh: '待批准', en: 'waits for a decision' },
  approved: { zh: '已批准', en: 'approved' },
  refused: { zh: '已拒绝', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  expired: { zh: '已过期', en: 'expired' },
});
export const proposalSteps = transitions({
  name: 'hr.proposal',
  states: wordsOf(proposalState),
  steps: {
    approve: { from: ['open'], to: 'approved', summary: { zh: '批准', en: 'approve it' } },
    refuse: { from: ['open'], to: 'refused', summary: { zh: '拒绝', en: 'refuse it' } },
    /** By who asked. */
    withdraw: { from: ['open'], to: 'withdrawn', summary: { zh: '撤回', en: 'withdraw it' } },
    expire: { from: ['open'], to: 'expired', automatic: true, summary: { zh: '过期', en: 'expire' } },
  },
});

/** Somebody who has two roles that a rule keeps apart. */
export const breach = z.object({ staffId: id, number: z.string(), name: z.string(), apart: z.tuple([role, role]) });
export type Breach = z.output<typeof breach>;
/** So many are shown at once. */
export const breachesMax = 100;
export const breachList = z.object({
  items: z.array(breach).max(breachesMax),
  /** There are more than are shown. */
  more: z.boolean(),
});

export const proposalView = z.object({
  id,
  version,
  kind: proposalKind,
  state: proposalState,
  /** Whom it gives power, or a password; null for a policy. */
  staffId: id.nullable(),
  staffName: z.string().nullable(),
  /** The positions that they would have, instead of those of now. */
  positions: z.array(z.object({ id, name: z.string() })).max(positionsMax),
  /** The roles that they would have then. */
  roles: roleList,
  policy: z.object({ name: z.string(), value: z.json(), effectiveFrom: z.iso.datetime().nullable() }).nullable(),
  /** Who would break the policy, had it this value. */
  breaches: breachList,
  reason: z.string(),
  askedById: id,
  askedByName: z.string(),
  askedAt: z.iso.datetime(),
  /** When it ends without a decision; null where it has ended. */
  expiresAt: z.iso.datetime().nullable(),
  /** Null also where the owner of the database decided it, who is none of the staff. */
  decidedById: id.nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** What was said with the decision. */
  decidedWhy: z.string().nullable(),
  offers: offersOf(proposalSteps),
});
/**
 * What is answered once, to who asked and to who approves. Whoever is given their first power, or a new password, signs
 * in with a one-time password that no one person knows: its first half is told to who asked, its second to who
 * approves, and the person types them one after the other, without anything in between. Null where nobody gets one.
 */
export const proposalWithHalf = proposalView.extend({ passwordHalf: z.string().length(8).nullable() });
export const proposalSummary = proposalView.omit({ offers: true, breaches: true, positions: true });

export const proposalNotFound = problem({
  code: 'hr.proposal.not_found',
  status: 404,
  title: { zh: '没有这项申请', en: 'No such proposal' },
  detail: { zh: '找不到申请 {id}', en: 'There is no proposal {id}' },
  details: z.object({ id: z.string() }),
});
export const proposalNotNeeded = problem({
  code: 'hr.proposal.not_needed',
  status: 409,
  title: { zh: '无需第二人批准', en: 'This takes no second person' },
  detail: { zh: '可以直接办理:{instead}', en: 'It can be done at once: {instead}' },
  details: z.object({ instead: z.string() }),
});
export const proposalOpenAlready = problem({
  code: 'hr.proposal.open_already',
  status: 409,
  title: { zh: '已有待批准的申请', en: 'A proposal is open already' },
  detail: {
    zh: '对同一对象已有待批准的同类申请;请等待决定,或由申请人先撤回',
    en: 'One of this kind about the same waits for a decision; wait, or let who asked withdraw it',
  },
});
export const notSecondPerson = problem({
  code: 'hr.proposal.not_second_person',
  status: 403,
  title: { zh: '您不能作为第二人批准', en: 'You cannot be the second person' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});
export const proposalNotYours = problem({
  code: 'hr.proposal.not_yours',
  status: 403,
  title: { zh: '不是您的申请', en: 'Not your proposal' },
  detail: { zh: '只有申请人可以撤回;经理可以拒绝', en: 'Only who asked withdraws it; a manager may refuse it' },
});
/** What was asked for is no longer what would happen. */
export const proposalOvertaken = problem({
  code: 'hr.proposal.overtaken',
  status: 409,
  title: { zh: '申请所依据的情况已变化', en: 'Things have changed since it was asked for' },
  detail: { zh: '{why};请拒绝或撤回后重新申请', en: '{why}; refuse or withdraw it and ask anew' },
  details: z.object({ why: text }),
});

export const proposalChanged = event({
  name: 'hr.proposal.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['hr_officer', 'department_manager', 'general_manager'],
  about: { staff: ['staffId', 'askedById', 'decidedById'] },
  data: z.object({
    proposalId: id,
    kind: proposalKind,
    state: proposalState,
    staffId: id.nullable(),
    askedById: id,
    decidedById: id.nullable(),
  }),
  summary: { zh: '待批申请变动', en: 'A proposal changed' },
  rules: ['P-04'],
});
