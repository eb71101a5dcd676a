import { z } from 'zod';
import { anyOf, catalogue, id, page, pageRequest, query } from '@bumen/contracts';
import { singleFilters } from './list-filters.ts';

test('every filter of a list by ids or by a choice takes several values', () => {
  expect(catalogue.operations.some(({ request }) => 'cursor' in request.shape)).toBe(true);
  expect(catalogue.operations.flatMap(singleFilters)).toEqual([]);
});

test('a filter that takes one value alone is found; an order, a part of the address and words are none', () => {
  const list = query({
    name: 'tickets.thing.list',
    http: 'GET /things/:ownerId',
    roles: ['agent'],
    request: pageRequest.extend({
      ownerId: id,
      state: z.enum(['open', 'closed']).optional(),
      teamId: id.optional(),
      kind: anyOf(z.enum(['a', 'b'])),
      order: z.enum(['newest', 'due']).default('newest'),
      words: z.string().optional(),
    }),
    response: page(z.object({})),
    problems: [],
    summary: { zh: '列表', en: 'List' },
  });
  expect(singleFilters(list)).toEqual([
    'tickets.thing.list: the filter state takes one value; declare it as anyOf(…), so that it takes several',
    'tickets.thing.list: the filter teamId takes one value; declare it as anyOf(…), so that it takes several',
  ]);
});
