import { rolesOfPower, secondPersons, type Role } from '@bumen/contracts';

/** Another department's contact reads what was given to theirs; whoever has any other role reads much more (P-05). */
export const outside: Role = 'department_liaison';

/** Somebody as far as it decides what they may be given. */
export interface Holder {
  readonly roles: readonly Role[];
  /** They are another department's contact, or were, and no two have let them inside since. */
  readonly fromOutside: boolean;
}
export const nobodyYet: Holder = { roles: [], fromOutside: false };

/**
 * What somebody has now, hadn't before and is not given by one person (P-04): roles of power, and whatever makes of
 * another department's contact, in one step or in several, somebody who reads what isn't their department's.
 */
export function powerGained({ roles: before, fromOutside }: Holder, after: readonly Role[]): Role[] {
  const inside = after.some((role) => role !== outside);
  const letIn = inside && (fromOutside || after.includes(outside));
  return after.filter((role) => !before.includes(role) && (letIn || rolesOfPower.includes(role)));
}

/** Whether these roles are given by two only, so that nobody may sign in as who has them by what one does (P-04). */
export const hasPower = (roles: readonly Role[]): boolean => powerGained(nobodyYet, roles).length > 0;

/** Whether who has these roles may be a second person. */
export const maySecond = (roles: readonly Role[]): boolean => secondPersons.some((role) => roles.includes(role));

/** Roles that somebody loses. */
export interface Losing {
  readonly staffId: string;
  readonly before: readonly Role[];
  readonly after: readonly Role[];
}

/** Roles of which one is enough to do what the system needs, and how many others who have one must be left. */
export interface Need {
  readonly roles: readonly Role[];
  readonly others: number;
}

/**
 * What nobody could do without (P-04): open accounts, change positions, and, once there has been a second person,
 * decide what somebody else with the same power asks for.
 */
export const needs = (begun: boolean): readonly Need[] => [
  { roles: ['hr_officer'], others: 1 },
  { roles: ['general_manager'], others: 1 },
  ...(begun ? [{ roles: secondPersons, others: 2 }] : []),
];

/** Who of them no longer does what is needed. */
export const losersOf = ({ roles }: Need, losing: readonly Losing[]): string[] =>
  losing
    .filter(
      ({ before, after }) => roles.some((role) => before.includes(role)) && !roles.some((role) => after.includes(role)),
    )
    .map(({ staffId }) => staffId);
