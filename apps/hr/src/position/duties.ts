import { dutiesNotSegregated, roleNames, roles as rolesInOrder, type Role } from '@bumen/contracts';
import type { Rules } from '../rules.ts';

/** What staff need to know of a position they hold. */
export interface HeldPosition {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}
export type HeldPositions = ReadonlyMap<string, HeldPosition>;

/**
 * What the positions give together: each role once, in the rule book's order, so that equal sets are equal lists
 * (P-02).
 */
export function unionOfRoles(positions: Iterable<{ readonly roles: readonly Role[] }>): Role[] {
  const held = new Set([...positions].flatMap((position) => position.roles));
  return rolesInOrder.filter((role) => held.has(role));
}

export function sameRoles(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}

/** Refuses what is kept apart, saying who would hold which two (P-04). `who` is a person or a position. */
export function refuseConflictingDuties(who: string, roles: readonly Role[], { apart }: Pick<Rules, 'apart'>): void {
  const conflict = apart.find(([one, other]) => roles.includes(one) && roles.includes(other));
  if (!conflict) return;
  const [one, other] = conflict;
  throw dutiesNotSegregated({
    why: {
      zh: `“${who}”不能同时具有“${roleNames[one].zh}”和“${roleNames[other].zh}”两种角色,请分给不同的人`,
      en: `${who} can not have the roles ${roleNames[one].en} and ${roleNames[other].en} together; give them to different people`,
    },
  });
}
