import { z } from 'zod';
import { record } from './shapes.ts';

const pageMax = 200;
/** Fields of a request for one page of a list. `cursor` is the `nextCursor` of the page before. */
export const pageRequest = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(pageMax).default(50),
});
/** One page of a list, by key: no page numbers, no total to count. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item).max(pageMax), nextCursor: z.string().nullable() });

/**
 * A filter of a list: what has one of these values. In a query they stand with commas between them, as in
 * `?state=queued,assigned`.
 */
export const anyOf = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(20).optional();

const filtersMax = 20;
/** What a page calls one of its tabs or figures. */
const filterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/);
/** Several filters of one list, by names of the caller's own. */
export const namedFilters = <Filter extends z.ZodType>(filter: Filter) => record(filterName, filter, filtersMax);
/** How many are counted at most, so that no count takes long. */
export const countedMax = 1_000;
const boundedCount = z.object({
  count: z.int().min(0).max(countedMax),
  /** There are more than were counted: a page shows "1000+". */
  more: z.boolean(),
});
export type BoundedCount = z.output<typeof boundedCount>;
/** Of each filter, under its name, how many it finds. */
export const countsByName = z.object({ counts: record(filterName, boundedCount, filtersMax) });
