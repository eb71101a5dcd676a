import { catalogue } from '@bumen/contracts';
import { unheardComplaints, unheardEvents } from './unheard-events.ts';

test('every event is heard by somebody or stands in a list that only shrinks', () => {
  expect(unheardEvents().length).toBeLessThan(catalogue.events.length);
  expect(unheardComplaints(unheardEvents())).toEqual([]);
});

test('an unheard event, a superfluous line and a new one are found', () => {
  expect(unheardComplaints(['a', 'b'], ['b', 'c'], [['b']])).toEqual([
    'nobody hears a: declare a reaction, or the roles that are told of it',
    'c is heard or gone: take it off infra/checks/unheard-events.json',
    'c was added to infra/checks/unheard-events.json, which may only shrink',
  ]);
});
