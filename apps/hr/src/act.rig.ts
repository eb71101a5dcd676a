import { calendarPolicy, proposalPolicy, segregationPolicy, signInPolicy } from '@bumen/contracts';
import type { Act } from './acts.ts';
import type { Rules } from './rules.ts';

export const rules: Rules = {
  apart: segregationPolicy.default.apart,
  proposalDays: proposalPolicy.default.openDays,
  ownerAfterHours: proposalPolicy.default.ownerAfterHours,
  signIn: signInPolicy.default,
  zone: calendarPolicy.default.zone,
};
/** What somebody of this staff id does, a Tuesday morning unless said otherwise. */
export const by = (staffId: string, at = new Date('2026-03-10T01:00:00Z'), roles: Act['by']['roles'] = []): Act => ({
  at,
  by: { id: staffId, name: '张三', roles, teamId: null },
  rules,
});
