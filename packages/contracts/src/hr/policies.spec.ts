import { catalogue } from '../index.ts';

/** Who gets in and what they may do, whose duties are apart, who reads what is confidential. */
const ofRights = ['P-02', 'P-04', 'P-05'];

test('P-04 every policy that guards rights takes a second person, in whichever service it is read', () => {
  const guards = catalogue.policies.filter(({ rules }) => rules.some((rule) => ofRights.includes(rule)));
  expect(guards.length).toBeGreaterThan(0);
  expect(guards.filter((one) => !one.needsSecondPerson).map(({ name }) => name)).toEqual([]);
});
