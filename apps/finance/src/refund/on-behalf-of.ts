import type { PaperHand } from '@bumen/contracts';
import type { Act } from '../acts.ts';

/** What comes about by itself for somebody who asked for it elsewhere; they lend it no role. */
export const onBehalfOf = ({ byId: id, byName: name }: Pick<PaperHand, 'byId' | 'byName'>, act: Act): Act => ({
  ...act,
  by: { id, name, roles: [], teamId: null },
});
