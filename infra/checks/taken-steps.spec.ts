import { catalogue, transitions, type Transitions } from '@bumen/contracts';
import { takenStepComplaints } from './taken-steps.ts';

const summary = { zh: '刷', en: 'paint' };
const walls = transitions({
  name: 'hr.wall',
  states: { bare: summary },
  steps: { paint: { from: ['bare'], summary }, dry: { from: ['bare'], automatic: true, summary } },
}) as unknown as Transitions;
const complaintsAbout = (table: string, verb: string, service: 'hr' | 'tickets' = 'hr') =>
  takenStepComplaints([{ name: `${service}.wall.paint`, service, takes: { table, verb } }], [walls]);

test('T-05 each operation takes a step that there is', () => {
  expect(catalogue.operations.some(({ takes }) => takes)).toBe(true);
  expect(takenStepComplaints()).toEqual([]);
  expect(complaintsAbout('hr.wall', 'paint')).toEqual([]);
});

test.each([
  ['hr.team', 'paint', 'hr', 'hr.wall.paint takes paint of hr.team, which is no state table; name the step by stepOf'],
  ['hr.wall', 'drill', 'hr', 'hr.wall.paint takes drill of hr.wall, which is none of its steps (paint, dry)'],
  ['hr.wall', 'toString', 'hr', 'which is none of its steps (paint, dry)'],
  ['hr.wall', 'dry', 'hr', 'takes dry of hr.wall, which comes about by itself; leave `takes` out'],
  ['hr.wall', 'paint', 'tickets', 'tickets.wall.paint takes paint of hr.wall, which is another service’s'],
] as const)('T-05 finds that %s has no step %s for %s', (table, verb, service, complaint) => {
  expect(complaintsAbout(table, verb, service)).toEqual([expect.stringContaining(complaint)]);
});
