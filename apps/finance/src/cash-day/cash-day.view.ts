import { cashDayView, type getCashDay, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CashDay } from './cash-day.entity.ts';

type View = ResponseOf<typeof getCashDay>;

/** `hidden`: what was in the boxes is left out, for whoever is to count them (F-08). */
export const cashDayViewOf = (day: CashDay, act: Act, hidden: boolean): View =>
  viewOf(cashDayView, day, {
    cashDeskId: day.deskId,
    opening: hidden ? null : day.opening,
    counts: hidden ? [] : [...day.counts],
    closing: hidden ? null : day.closing,
    voucherIds: day.voucherIds === null ? null : [...day.voucherIds],
    offers: day.offers(act),
  });
