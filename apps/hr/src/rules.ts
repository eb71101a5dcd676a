import { calendarPolicy, proposalPolicy, segregationPolicy, signInPolicy, type PolicyValue } from '@bumen/contracts';
import type { Policies } from '@bumen/service-kit';

/** What the company has set for its staff, as it holds at one moment. */
export interface Rules {
  /** Pairs of roles that one person may not hold together (P-04). */
  readonly apart: PolicyValue<typeof segregationPolicy>['apart'];
  /** Days for which a proposal waits. */
  readonly proposalDays: number;
  /** Hours after which the owner of the database may stand in for the second person. */
  readonly ownerAfterHours: number;
  readonly signIn: PolicyValue<typeof signInPolicy>;
  /** Where the company's days begin and end. */
  readonly zone: string;
}

/** The rules as these policies have them now. */
export const rulesBy = (policies: Pick<Policies, 'get'>): Rules => ({
  apart: policies.get(segregationPolicy).apart,
  proposalDays: policies.get(proposalPolicy).openDays,
  ownerAfterHours: policies.get(proposalPolicy).ownerAfterHours,
  signIn: policies.get(signInPolicy),
  zone: policies.get(calendarPolicy).zone,
});
