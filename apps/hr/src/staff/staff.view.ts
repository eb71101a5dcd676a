import { staffSummary, type getStaff, type listStaff, type Problem, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { HeldPositions } from '../position/duties.ts';
import type { Staff } from './staff.entity.ts';

type Summary = ResponseOf<typeof listStaff>['items'][number];

/**
 * `positions` has at least those that the person holds. Contact data leaves unmasked here and is masked by the kit
 * (P-05).
 */
export const staffSummaryOf = (staff: Staff, positions: HeldPositions): Summary =>
  viewOf(staffSummary, staff, {
    positions: staff.positionIds.map((positionId) => ({ id: positionId, name: positions.get(positionId)?.name ?? '' })),
  });

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
