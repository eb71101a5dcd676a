import { z } from 'zod';
import { policy, services } from './define/index.ts';
import { policyCopiesBy, standard } from './standard.ts';

const planted = (sharedWith?: Parameters<typeof policy>[0]['sharedWith']) =>
  policy({
    name: 'tickets.sample',
    schema: z.object({}),
    default: {},
    rules: [],
    summary: { zh: '试行', en: 'Sample' },
    ...(sharedWith && { sharedWith }),
  });

test('E-03 a service keeps what is shared with it by one reaction to the policies of each source', () => {
  expect(policyCopiesBy([planted()])).toEqual([]);
  expect(policyCopiesBy([planted(['hr']), planted(['hr'])])).toMatchObject([
    { service: 'hr', name: 'keep-tickets-policy-copy', on: [standard.tickets.policySet], source: 'tickets' },
  ]);
});

test('what is shared with everyone goes to every other service', () => {
  expect(planted('everyone').sharedWith).toEqual(services.filter((one) => one !== 'tickets'));
});
