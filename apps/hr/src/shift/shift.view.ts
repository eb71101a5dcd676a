import type { planShift, ResponseOf } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Shift } from './shift.entity.ts';

export function shiftViewOf(shift: Shift, act: Act): ResponseOf<typeof planShift> {
  const { id, version, staffId, startsAt, endsAt, cancelled } = shift;
  return {
    id,
    version,
    staffId,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    cancelled,
    offers: shift.offers(act),
  };
}
