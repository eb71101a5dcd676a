import type { PaperHand } from '@bumen/contracts';
import type { Act } from './acts.ts';

/** The hand of whoever acts. */
export const handOf = ({ by, at }: Pick<Act, 'by' | 'at'>): PaperHand => ({
  ...{ byId: by.id, byName: by.name, at: at.toISOString() },
});
