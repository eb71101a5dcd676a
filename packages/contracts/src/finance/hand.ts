import { z } from 'zod';
import { id, problem, text } from '../define/index.ts';

/** Through whose hands a paper went, and when. */
export const paperHand = z.object({ byId: id, byName: z.string(), at: z.iso.datetime() });
export type PaperHand = z.output<typeof paperHand>;

/** Whoever lent one hand to something lends it no other, whichever of their roles would allow it (P-04). */
export const secondHand = problem({
  code: 'finance.second_hand',
  status: 403,
  title: { zh: '须由另一人办理', en: 'Another person must do this' },
  detail: { zh: '您已{did};{hands}', en: 'You {did}; {hands}' },
  details: z.object({
    /** What they did already. */
    did: text,
    /** Whose hands it takes. */
    hands: text,
  }),
});
