import fc from 'fast-check';
import { changedElements, changedParts } from './changed-elements.ts';

describe('P-06 of a list that changed the audit trail tells', () => {
  const [one, two, changed] = [
    { id: '1', text: 'a' },
    { id: '2', text: 'b' },
    { id: '2', text: 'c' },
  ];

  test.each([
    ['what came', [one], [one, two], [[], [two]]],
    ['what went', [one, two], [two], [[one], []]],
    ['what is different now, as it was and as it is', [one, two], [one, changed], [[two], [changed]]],
    ['values without an id', ['a', 'b', 'b'], ['b', 'c'], [['a', 'b'], ['c']]],
    [
      'a new order whole',
      [one, two],
      [two, one],
      [
        [one, two],
        [two, one],
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(changedElements(before, after)).toEqual(told);
  });

  test('as little as makes the one list out of the other, whatever the lists', () => {
    const list = fc.array(fc.integer({ min: 0, max: 5 }));
    const sorted = (values: readonly unknown[]) => (values as number[]).toSorted((a, b) => a - b);
    fc.assert(
      fc.property(list, list, (before, after) => {
        const [gone, come] = changedElements(before, after) as [number[], number[]];
        const kept = sorted(before);
        for (const value of gone) kept.splice(kept.indexOf(value), 1);
        expect(sorted([...kept, ...come])).toEqual(sorted(after));
        if (gone.length > 0 && sorted(before).join() !== sorted(after).join())
          expect(come.filter((value) => gone.includes(value))).toEqual([]);
      }),
    );
  });
});

test.each<[string, unknown, unknown, unknown[]]>([
  ['nothing where nothing changed', { a: 1, b: { c: 1, d: 1 } }, { b: { d: 1, c: 1 }, a: 1 }, [{}, {}]],
  ['a field', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ b: 2 }, { b: 3 }]],
  [
    'a field inside of another',
    { a: { x: 1, y: 1 }, b: 2 },
    { a: { x: 1, y: 2 }, b: 2 },
    [{ a: { y: 1 } }, { a: { y: 2 } }],
  ],
  ['what came and what went', { a: { x: 1 } }, { a: { y: 1 } }, [{ a: { x: 1 } }, { a: { y: 1 } }]],
  ['a list whole', { a: [1, 2] }, { a: [1] }, [{ a: [1, 2] }, { a: [1] }]],
  ['null as a value', { a: null }, { a: {} }, [{ a: null }, { a: {} }]],
])('P-06 R9 of an object that changed the audit trail tells %s', (_, before, after, told) => {
  expect(changedParts(before, after)).toEqual(told);
});
