import type { getStaff, ResponseOf } from '@bumen/contracts';
import type { HeldPositions } from '../position/duties.ts';
import type { Staff } from './staff.entity.ts';

/**
 * `positions` has at least those that the person holds. Contact data leaves unmasked here and is masked by the kit
 * (P-05).
 */
export function staffView(staff: Staff, positions: HeldPositions): ResponseOf<typeof getStaff> {
  const { id, version, number, name, phone, email, teamId, profile, mentorId, enteredOn, leftOn, active } = staff;
  return {
    id,
    version,
    number,
    name,
    phone,
    email,
    teamId,
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
