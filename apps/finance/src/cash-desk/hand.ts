import type { PaperHand } from '@bumen/contracts';
import type { Act } from '../acts.ts';

/** Who does something, and when. */
export const handOf = ({ by, at }: Act): PaperHand => ({ byId: by.id, byName: by.name, at: at.toISOString() });
