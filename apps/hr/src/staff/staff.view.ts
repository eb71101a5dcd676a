import type { getStaff, listStaff, Problem, ResponseOf } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { HeldPositions } from '../position/duties.ts';
import type { Staff } from './staff.entity.ts';

type Summary = ResponseOf<typeof listStaff>['items'][number];

/**
 * `positions` has at least those that the person holds. Contact data leaves unmasked here and is masked by the kit
 * (P-05).
 */
export function staffSummaryOf(staff: Staff, positions: HeldPositions): Summary {
  const {
    id,
    version,
    number,
    name,
    phone,
    email,
    teamId,
    departmentId,
    profile,
    mentorId,
    enteredOn,
    leftOn,
    active,
  } = staff;
  return {
    id,
    version,
    number,
    name,
    phone,
    email,
    teamId,
    departmentId,
    positions: staff.positionIds.map((positionId) => ({ id: positionId, name: positions.get(positionId)?.name ?? '' })),
    roles: [...staff.roles],
    profile,
    skills: [...staff.skills],
    mentorId,
    enteredOn,
    leftOn,
    active,
  };
}

/** `opening`: what keeps the reader from opening an account, beyond what the person's own state says. */
export const staffViewOf = (
  staff: Staff,
  positions: HeldPositions,
  opening: Problem | undefined,
  act: Act,
): ResponseOf<typeof getStaff> => ({
  ...staffSummaryOf(staff, positions),
  offers: staff.offers(act, { open_account: opening }),
});
