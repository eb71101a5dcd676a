import { z } from 'zod';
import {
  anyOf,
  command,
  day,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  paymentSigner,
  query,
  reason,
  says,
  stepOf,
  stepRefused,
  within,
  type Role,
} from '../define/index.ts';
import { sumFen } from './cash-desk.ts';
import { insiders } from './roles.ts';
import {
  authorityDaysMax,
  authorityKinds,
  deputies,
  deputyUnfit,
  signingAuthorityNotFound,
  signingAuthorityNotYours,
  signingAuthorityState,
  signingAuthoritySteps,
  signingAuthorityUnfit,
  signingAuthorityView,
} from './signing-authority.ts';

export const signingAuthorityNoun = noun('finance.signing_authority', {
  zh: '签字授权:委托、接受与终止',
  en: 'Authority to sign for another: given, accepted and ended',
});
const authorityDay = within({ backDays: 1, aheadDays: 366 }, day);
const lengthMs = (fromDay: string, untilDay: string) => Date.parse(untilDay) - Date.parse(fromDay);

/** Who may sign by a role gives what of it another may sign for them. It holds once that one has accepted it. */
export const giveSigningAuthority = command({
  name: 'finance.signing_authority.give',
  http: 'POST /finance/signing-authorities',
  roles: paymentSigner.options,
  status: 201,
  request: z
    .object({
      deputyId: id,
      role: paymentSigner,
      kinds: authorityKinds,
      maxFen: sumFen,
      fromDay: authorityDay,
      untilDay: authorityDay,
    })
    .refine(
      ({ fromDay, untilDay }) =>
        lengthMs(fromDay, untilDay) >= 0 && lengthMs(fromDay, untilDay) <= authorityDaysMax * 86_400_000,
      says({
        zh: `截止日不早于起始日,且不晚于其后 ${authorityDaysMax} 天`,
        en: `its last day is not before its first, and at most ${authorityDaysMax} days after it`,
      }),
    ),
  response: signingAuthorityView,
  problems: [deputyUnfit, signingAuthorityUnfit],
  summary: { zh: '委托他人代签', en: 'Let somebody sign for you' },
  rules: ['F-06', 'P-04'],
});
export const acceptSigningAuthority = command({
  name: 'finance.signing_authority.accept',
  http: 'POST /finance/signing-authorities/:signingAuthorityId/accept',
  roles: deputies,
  takes: stepOf(signingAuthoritySteps, 'accept'),
  seen: 'signingAuthorityId',
  request: z.object({ signingAuthorityId: id }),
  response: signingAuthorityView,
  problems: [signingAuthorityNotFound, stepRefused, signingAuthorityNotYours, signingAuthorityUnfit],
  summary: { zh: '接受签字授权', en: 'Accept to sign for somebody' },
  rules: ['F-06', 'P-04'],
});
const leading = ['finance_manager', 'general_manager'] as const satisfies readonly Role[];
/** What was signed by it before stays signed. */
export const endSigningAuthority = command({
  name: 'finance.signing_authority.end',
  http: 'POST /finance/signing-authorities/:signingAuthorityId/end',
  roles: [...insiders.filter((role) => role !== 'auditor' && !leading.some((one) => one === role)), ...leading],
  takes: stepOf(signingAuthoritySteps, 'end'),
  request: z.object({ signingAuthorityId: id, reason }),
  response: signingAuthorityView,
  problems: [signingAuthorityNotFound, stepRefused, signingAuthorityNotYours],
  summary: { zh: '终止签字授权', en: 'End an authority to sign' },
  rules: ['F-06'],
});
/** Who keeps no books sees those that they have given or were given. */
export const getSigningAuthority = query({
  name: 'finance.signing_authority.get',
  http: 'GET /finance/signing-authorities/:signingAuthorityId',
  roles: insiders,
  request: z.object({ signingAuthorityId: id }),
  response: signingAuthorityView,
  problems: [signingAuthorityNotFound],
  summary: { zh: '查看签字授权', en: 'One authority to sign' },
  rules: ['F-06'],
});
/** The newest first; who keeps no books sees those that they have given or were given. */
export const listSigningAuthorities = query({
  name: 'finance.signing_authority.list',
  http: 'GET /finance/signing-authorities',
  roles: insiders,
  request: pageRequest.extend({ principalId: anyOf(id), deputyId: anyOf(id), state: anyOf(signingAuthorityState) }),
  response: page(signingAuthorityView),
  problems: [invalidCursor],
  summary: { zh: '签字授权列表', en: 'List authorities to sign' },
  rules: ['F-06'],
});
