import { shiftView, type planShift, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Shift } from './shift.entity.ts';

export const shiftViewOf = (shift: Shift, act: Act): ResponseOf<typeof planShift> =>
  viewOf(shiftView, shift, { offers: shift.offers(act) });
