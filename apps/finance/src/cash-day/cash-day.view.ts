import { cashDayView, type getCashDay, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { isBlindTo } from '../cash-desk/blind.ts';
import type { CashDay } from './cash-day.entity.ts';

type View = ResponseOf<typeof getCashDay>;

/** What should be in the boxes is left out for whoever is to count them (F-08). */
export const cashDayViewOf = (day: CashDay, act: Act): View =>
  viewOf(cashDayView, day, {
    cashDeskId: day.deskId,
    opening: day.state === 'open' && isBlindTo(day.custodianId, act) ? null : day.opening,
    counts: [...day.counts],
    voucherIds: day.voucherIds === null ? null : [...day.voucherIds],
    offers: day.offers(act),
  });
