import { openingSummary, openingView, type draftOpening, type getOpening, type ResponseOf } from '@bumen/contracts';
import { viewOf, type Act } from '@bumen/service-kit';
import type { Opening } from './opening.entity.ts';

type Summary = ResponseOf<typeof draftOpening>;

const countsOf = (opening: Opening, act: Act) => ({
  lineCount: opening.lines.length,
  openItemCount: opening.openItems.length,
  ...opening.sums,
  offers: opening.offers(act),
});

/** Without its lines, of which there may be thousands. */
export const openingSummaryOf = (opening: Opening, act: Act): Summary =>
  viewOf(openingSummary, opening, countsOf(opening, act));

export const openingViewOf = (opening: Opening, act: Act): ResponseOf<typeof getOpening> =>
  viewOf(openingView, opening, countsOf(opening, act));
