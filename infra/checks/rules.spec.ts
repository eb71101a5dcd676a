import { catalogue, services } from '@bumen/contracts';
import { knownRules, rulesCitedIn, rulesInForce, unknownRulesIn } from './rules.ts';
import { sources } from './sources.ts';
import { allTitles, titlesIn } from './test-titles.ts';

const known = knownRules();

test('knows the whole rule book, without a gap in the numbers of a chapter', () => {
  const last = { P: 7, T: 25, C: 13, Q: 11, F: 21, H: 13, M: 10, E: 5 };
  const numbers = Object.entries(last).flatMap(([chapter, count]) =>
    Array.from({ length: count }, (_, index) => `${chapter}-${String(index + 1).padStart(2, '0')}`),
  );
  const promises = Array.from({ length: 10 }, (_, index) => `R${index + 1}`);
  expect([...known].toSorted()).toEqual([...numbers, ...promises].toSorted());
});

test('every rule that is cited exists', () => {
  const cited = sources().filter(({ path }) => /\.(ts|mts|md)$/.test(path) && !path.startsWith('infra/checks/rules.'));
  const seen = new Set(cited.flatMap((source) => rulesCitedIn(source.text)));
  expect(rulesInForce.filter((rule) => !seen.has(rule))).toEqual([]);
  expect(cited.flatMap((source) => unknownRulesIn(source, known))).toEqual([]);
});

test('every rule that a contract names exists', () => {
  const named = [...catalogue.operations, ...catalogue.events, ...catalogue.policies].flatMap((one) =>
    (one.rules ?? []).map((rule) => `${one.name} ${rule}`),
  );
  expect(services.filter((service) => !named.some((one) => one.startsWith(`${service}.`)))).toEqual([]);
  expect(named.filter((one) => !known.has(one.split(' ')[1]!))).toEqual([]);
});

test('a rule that does not exist is found, and what only looks like one is not', () => {
  expect(
    unknownRulesIn({ path: 'x.ts', text: '// T-05 and T-26, R1, R11, Z-01; 2026-03-02T-05:00, x-T-77, SR99' }, known),
  ).toEqual([
    'x.ts cites T-26, which is not in docs/rules.md',
    'x.ts cites R11, which is not in docs/rules.md',
    'x.ts cites Z-01, which is not in docs/rules.md',
  ]);
});

test('every rule in force is proved by a test that says so', () => {
  const proved = new Set(
    [...allTitles()]
      .filter(([path]) => !path.startsWith('infra/checks/rules'))
      .flatMap(([, titles]) => titles.flatMap(rulesCitedIn)),
  );
  expect(rulesInForce.filter((rule) => !proved.has(rule))).toEqual([]);
});

test('reads the titles of tests, of tables and of groups, and nothing else', () => {
  const text = `
    // it('T-01 in a comment')
    const name = 'T-02 in a text';
    describe.each(users)('%s T-03', () => {
      test('T-04 refuses', async () => { expect('T-05').toBe(name); });
      test.each\`a\${1}\`(\`T-06 \${name} here\`, () => {});
    });`;
  expect(titlesIn({ path: 'x.spec.ts', text })).toEqual(['%s T-03', 'T-04 refuses', 'T-06  here']);
});
