import { z } from 'zod';
import {
  anyOf,
  command,
  dutiesNotSegregated,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  policyFromThePast,
  policyName,
  policyNotFound,
  policyTime,
  policyValueInvalid,
  query,
  reason,
  stepOf,
  stepRefused,
  tooManyUpcoming,
  upcomingTooLong,
} from '../define/index.ts';
import { accountNotFound } from './account.ts';
import { positionNotFound } from './position.ts';
import { lastHolder, notYourOwn } from './problems.ts';
import {
  breachList,
  notSecondPerson,
  proposalNotFound,
  proposalNotNeeded,
  proposalNotYours,
  proposalOpenAlready,
  proposalOvertaken,
  proposalState,
  proposalSteps,
  proposalSummary,
  proposalView,
  proposalWithHalf,
} from './proposal.ts';
import { positionsMax, staffNotFound } from './staff.ts';

export const proposalNoun = noun('hr.proposal', {
  zh: '待批申请:授予权力须由第二人批准',
  en: 'Proposals: what gives power takes a second person',
});

const readers = ['hr_officer', 'department_manager', 'general_manager', 'auditor'] as const;
const asked = [proposalNotNeeded, proposalOpenAlready, stepRefused, notYourOwn];

/** All positions that somebody is to have, of which one gives power. See `proposalWithHalf`. */
export const proposePositions = command({
  name: 'hr.proposal.propose_positions',
  http: 'POST /hr/proposals/positions',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  status: 201,
  secretAnswer: true,
  request: z.object({ staffId: id, positionIds: z.array(id).min(1).max(positionsMax), reason }),
  response: proposalWithHalf,
  problems: [staffNotFound, positionNotFound, dutiesNotSegregated, ...asked],
  summary: { zh: '申请授予岗位', en: 'Propose positions that give power' },
  rules: ['P-04'],
});
/** For an account of somebody with power; their own sessions go on until it is approved. See `proposalWithHalf`. */
export const proposePassword = command({
  name: 'hr.proposal.propose_password',
  http: 'POST /hr/proposals/password',
  roles: ['hr_officer'],
  status: 201,
  secretAnswer: true,
  request: z.object({ accountId: id, reason }),
  response: proposalWithHalf,
  problems: [accountNotFound, ...asked],
  summary: { zh: '申请重置有权人员的密码', en: 'Propose a new password for somebody with power' },
  rules: ['P-04'],
});
/** A moment that has passed when it is approved is that of the approval. */
export const proposePolicy = command({
  name: 'hr.proposal.propose_policy',
  http: 'POST /hr/proposals/policy',
  roles: ['department_manager', 'general_manager'],
  status: 201,
  request: z.object({ name: policyName, value: z.json(), effectiveFrom: policyTime.optional(), reason }),
  response: proposalView,
  problems: [...[policyNotFound, policyValueInvalid, policyFromThePast, proposalNotNeeded, proposalOpenAlready]],
  summary: { zh: '申请修改职责分离规则', en: 'Propose a policy that keeps duties apart' },
  rules: ['P-04'],
});
/**
 * Does what was asked for. By a general manager, or a department manager where no other general manager can decide. See
 * `proposalWithHalf`.
 */
export const approveProposal = command({
  name: 'hr.proposal.approve',
  http: 'POST /hr/proposals/:proposalId/approve',
  roles: ['general_manager', 'department_manager'],
  takes: stepOf(proposalSteps, 'approve'),
  seen: 'proposalId',
  secretAnswer: true,
  request: z.object({ proposalId: id, reason }),
  response: proposalWithHalf,
  problems: [
    ...[proposalNotFound, stepRefused, notYourOwn, notSecondPerson, proposalOvertaken],
    ...[dutiesNotSegregated, lastHolder, tooManyUpcoming, upcomingTooLong],
  ],
  summary: { zh: '批准申请', en: 'Approve a proposal' },
  rules: ['P-04'],
});
export const refuseProposal = command({
  name: 'hr.proposal.refuse',
  http: 'POST /hr/proposals/:proposalId/refuse',
  roles: ['general_manager', 'department_manager'],
  takes: stepOf(proposalSteps, 'refuse'),
  request: z.object({ proposalId: id, reason }),
  response: proposalView,
  problems: [proposalNotFound, stepRefused, notYourOwn],
  summary: { zh: '拒绝申请', en: 'Refuse a proposal' },
  rules: ['P-04'],
});
export const withdrawProposal = command({
  name: 'hr.proposal.withdraw',
  http: 'POST /hr/proposals/:proposalId/withdraw',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(proposalSteps, 'withdraw'),
  request: z.object({ proposalId: id, reason }),
  response: proposalView,
  problems: [proposalNotFound, stepRefused, proposalNotYours],
  summary: { zh: '撤回申请', en: 'Withdraw a proposal' },
  rules: ['P-04'],
});
export const getProposal = query({
  name: 'hr.proposal.get',
  http: 'GET /hr/proposals/:proposalId',
  roles: readers,
  request: z.object({ proposalId: id }),
  response: proposalView,
  problems: [proposalNotFound],
  summary: { zh: '查看申请', en: 'One proposal' },
  rules: ['P-04'],
});
/** The newest first. */
export const listProposals = query({
  name: 'hr.proposal.list',
  http: 'GET /hr/proposals',
  roles: readers,
  request: pageRequest.extend({ state: anyOf(proposalState), staffId: anyOf(id) }),
  response: page(proposalSummary),
  problems: [invalidCursor],
  summary: { zh: '申请列表', en: 'List proposals' },
  rules: ['P-04'],
});
/** By the rules that hold now: who had both roles when a rule was tightened keeps them until somebody changes it. */
export const listBreaches = query({
  name: 'hr.staff.list_breaches',
  http: 'GET /hr/segregation-breaches',
  roles: readers,
  request: z.object({}),
  response: breachList,
  problems: [],
  summary: { zh: '违反职责分离的人员', en: 'Who has duties that are kept apart' },
  rules: ['P-04'],
});
