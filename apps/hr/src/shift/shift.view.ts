import type { planShift, ResponseOf } from '@bumen/contracts';
import type { Shift } from './shift.entity.ts';

export function shiftView({ id, version, staffId, startsAt, endsAt, cancelled }: Shift): ResponseOf<typeof planShift> {
  return { id, version, staffId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), cancelled };
}
