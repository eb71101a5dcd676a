import { cashDifferenceView, type getCashDifference, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CashDifference } from './cash-difference.entity.ts';

const dayMs = 86_400_000;

export const cashDifferenceViewOf = (difference: CashDifference, act: Act): ResponseOf<typeof getCashDifference> =>
  viewOf(cashDifferenceView, difference, {
    cashDeskId: difference.deskId,
    amountFen: Number(difference.amountFen),
    openDays: Math.floor(((difference.decidedAt ?? act.at).getTime() - difference.foundAt.getTime()) / dayMs),
    offers: difference.offers(act),
  });
