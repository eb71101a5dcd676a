import fc from 'fast-check';
import { csvRecords } from './csv-records.ts';

const recordsOf = (text: string, delimiter = ',') =>
  [...csvRecords(text, delimiter)].map(({ line, cells }) => [line, cells]);
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test.each<[string, string, [number, string[] | null][]]>([
  [
    'a quote inside of a cell',
    'a,6.1" 碎,c\nd,e,f',
    [
      [1, ['a', '6.1" 碎', 'c']],
      [2, ['d', 'e', 'f']],
    ],
  ],
  [
    'quotes inside of a quoted cell',
    'a,"6.1" 碎",c\nd',
    [
      [1, ['a', '6.1" 碎', 'c']],
      [2, ['d']],
    ],
  ],
  ['a number that Excel keeps as a text', 'a,="0138",c', [[1, ['a', '0138', 'c']]]],
  ['such a number with a delimiter', '="1,2",c', [[1, ['1,2', 'c']]]],
  [
    'line ends within quotes',
    '"a\nb\n\nc",d\ne',
    [
      [1, ['a\nb\n\nc', 'd']],
      [5, ['e']],
    ],
  ],
  [
    'line ends of each kind',
    'a\r\nb\rc\nd',
    [
      [1, ['a']],
      [2, ['b']],
      [3, ['c']],
      [4, ['d']],
    ],
  ],
  [
    'a quote that never ends',
    'a\nb,"c\nd,e\n',
    [
      [1, ['a']],
      [2, null],
      [3, ['d', 'e']],
    ],
  ],
  [
    'one before quotes that are in order',
    'a,"b,c\nd,"e",f\n"g"',
    [
      [1, null],
      [2, ['d', 'e', 'f']],
      [3, ['g']],
    ],
  ],
  [
    'one before empty quotes',
    'a,"b\nc,"",d\ne',
    [
      [1, null],
      [2, ['c', '', 'd']],
      [3, ['e']],
    ],
  ],
  ['a quote at the very end', 'a,"', [[1, null]]],
  [
    'empty cells and lines',
    ',\n\n"",',
    [
      [1, ['', '']],
      [2, ['']],
      [3, ['', '']],
    ],
  ],
])('T-01 %s: each record is read by itself', (_, text, records) => {
  expect(recordsOf(text)).toEqual(records);
});

test('T-01 what was written by the standard is read as it was meant, with the lines that an editor shows', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', ';', '\n', ' ', '=') });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), (records) => {
      const written = records.map((cells) => cells.map(quoted).join(',')).join('\n');
      let line = 1;
      const meant = records.map((cells) => {
        const begins = line;
        line += 1 + cells.join('').split('\n').length - 1;
        return [begins, cells];
      });
      expect(recordsOf(written)).toEqual(meant);
    }),
  );
});

test('R9 no text makes it look for the ends of quotes for long', () => {
  // Each line's quote could end at any of the later ones, and does at none.
  const lines = 20_000;
  for (const line of ['a,"b', '"', 'a,""b"', '"""', `"${'""'.repeat(100)}`, '="'])
    expect(recordsOf(`${line}\n`.repeat(lines)).length).toBeGreaterThan(0);
  expect(recordsOf('\n'.repeat(500_000))).toHaveLength(500_000);
});
