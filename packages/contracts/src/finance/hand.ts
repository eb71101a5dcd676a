import { z } from 'zod';
import { id } from '../define/index.ts';

/** Through whose hands a paper went, and when. */
export const paperHand = z.object({ byId: id, byName: z.string(), at: z.iso.datetime() });
export type PaperHand = z.output<typeof paperHand>;
