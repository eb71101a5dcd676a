import { z } from 'zod';
import {
  choice,
  day,
  event,
  id,
  offersOf,
  paymentKind,
  paymentSigner,
  problem,
  transitions,
  version,
  wordsOf,
  type Role,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { insiders } from './roles.ts';

/** Who pays signs nothing, who audits changes nothing, and who is from outside decides nothing (P-04). */
export const neverDeputies: ReadonlySet<Role> = new Set(['cashier', 'auditor', 'department_liaison']);
export const deputies = insiders.filter((role) => !neverDeputies.has(role));
/** Its last day is at most so many days after its first. */
export const authorityDaysMax = 92;

export const signingAuthorityState = choice({
  given: { zh: '待接受', en: 'not accepted' },
  in_force: { zh: '有效', en: 'in force' },
  ended: { zh: '已终止', en: 'ended' },
});
export type SigningAuthorityState = z.output<typeof signingAuthorityState>;
export const signingAuthoritySteps = transitions({
  name: 'finance.signing_authority',
  states: wordsOf(signingAuthorityState),
  steps: {
    /** By the deputy. */
    accept: { from: ['given'], to: 'in_force', summary: { zh: '接受', en: 'accept it' } },
    /** By either of both, or by who leads the finances or the company. */
    end: { from: ['given', 'in_force'], to: 'ended', summary: { zh: '终止', en: 'end it' } },
  },
});

export const authorityKinds = z.array(paymentKind).min(1).max(20);
/** 授权委托: somebody signs payments for another, up to a sum and a day (F-06). It counts as the principal's hand. */
export const signingAuthorityView = z.object({
  id,
  version,
  state: signingAuthorityState,
  principalId: id,
  principalName: z.string(),
  deputyId: id,
  deputyName: z.string(),
  /** As which the principal would sign. */
  role: paymentSigner,
  kinds: authorityKinds,
  /** Of what counts together as one payment at most. */
  maxFen: z.int(),
  /** Both days are of it; it counts on no other, whatever its state. */
  fromDay: day,
  untilDay: day,
  givenAt: z.iso.datetime(),
  accepted: paperHand.nullable(),
  ended: paperHand.nullable(),
  /** Why it was ended. */
  reason: z.string().nullable(),
  offers: offersOf(signingAuthoritySteps),
});

export const signingAuthorityNotFound = problem({
  code: 'finance.signing_authority.not_found',
  status: 404,
  title: { zh: '没有这份授权', en: 'No such authority' },
  detail: { zh: '找不到签字授权 {id}', en: 'There is no authority {id} to sign' },
  details: z.object({ id: z.string() }),
});
export const deputyUnfit = problem({
  code: 'finance.signing_authority.deputy_unfit',
  status: 422,
  title: { zh: '该员工不能代签', en: 'They can not sign for you' },
  detail: {
    zh: '受托人须是在职的另一位员工,且不是出纳、审计或部门联络员;请另选一人',
    en: 'A deputy is somebody else who works here, and no cashier, auditor or liaison; choose another person',
  },
});
export const signingAuthorityNotYours = problem({
  code: 'finance.signing_authority.not_yours',
  status: 403,
  title: { zh: '须由当事人办理', en: 'It is not for you' },
  detail: {
    zh: '接受由受托人 {deputy} 办理;终止由双方、财务经理或总经理办理',
    en: '{deputy} accepts it; either of both, a finance manager or a general manager ends it',
  },
  details: z.object({ deputy: z.string() }),
});
/** Why an authority doesn't cover a signature. */
export const authorityMiss = choice({
  not_in_force: { zh: '尚未接受或已终止', en: 'it is not accepted, or ended' },
  other_deputy: { zh: '受托人不是您', en: 'it is not given to you' },
  dates: { zh: '不在授权期限内', en: 'today is none of its days' },
  other_kind: { zh: '不含该付款类别', en: 'it is for other kinds' },
  too_much: { zh: '金额超过授权', en: 'it is for smaller sums' },
  principal: { zh: '委托人已离职或不再担任该职务', en: 'the principal has left, or has that role no more' },
  deputy: {
    zh: '受托人已离职,或担任出纳、审计、联络员',
    en: 'the deputy has left, or pays, audits or is from outside',
  },
});
export const signingAuthorityUnfit = problem({
  code: 'finance.signing_authority.unfit',
  status: 409,
  title: { zh: '签字授权不适用', en: 'The authority does not cover it' },
  detail: {
    zh: '授权不适用:{why};请由本人签字,或由其另行授权',
    en: 'The authority does not cover it: {why}; have the principal sign, or give another one',
  },
  called: { why: wordsOf(authorityMiss) },
  details: z.object({ why: authorityMiss }),
});

/** The whole state of an authority. */
export const signingAuthorityChanged = event({
  name: 'finance.signing_authority.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['finance_manager', 'general_manager', 'auditor'],
  toldToWhomItIsAbout: true,
  about: { staff: ['principalId', 'deputyId'] },
  data: z.object({
    signingAuthorityId: id,
    state: signingAuthorityState,
    principalId: id,
    deputyId: id,
    role: paymentSigner,
    fromDay: day,
    untilDay: day,
  }),
  summary: { zh: '签字授权变动', en: 'An authority to sign changed' },
  rules: ['F-06'],
});
