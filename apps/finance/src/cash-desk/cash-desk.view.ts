import { cashDeskView, type CashInBoxes, type getCashDesk, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CashDesk } from './cash-desk.entity.ts';

type View = ResponseOf<typeof getCashDesk>;

/** What is in its boxes is left out for whoever is to count it (F-08). */
export function cashDeskViewOf(desk: CashDesk, inBoxes: CashInBoxes, act: Act): View {
  const { dayId, day, counted } = desk;
  return viewOf(cashDeskView, desk, {
    today: dayId === null ? null : { cashDayId: dayId, day: day!, state: counted ? 'counted' : 'open' },
    inBoxes: desk.isBlindTo(act) ? null : inBoxes,
    offers: desk.offers(act),
  });
}
