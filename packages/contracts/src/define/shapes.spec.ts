import { issuesOf } from './issues.ts';
import { day, instant, line, lineAsItIs, prose, reason } from './shapes.ts';

test.each([
  ['2026-03-02T08:15:00Z', '2026-03-02T08:15:00.000Z'],
  ['2026-03-02T08:15:00+08:00', '2026-03-02T00:15:00.000Z'],
  ['2024-02-29T12:00:00.5Z', '2024-02-29T12:00:00.500Z'],
  ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
  ['2199-12-31T23:59:59.999Z', '2199-12-31T23:59:59.999Z'],
])('the moment %s is %s in UTC', (written, inUtc) => {
  expect(instant.parse(written)).toBe(inUtc);
});

test.each([
  ['no year 0', '0000-06-30T00:00:00Z'],
  ['no year of the Romans', '0001-01-01T00:00:00Z'],
  ['no year of the century before last', '1899-12-31T23:59:59Z'],
  ['none in UTC either', '1900-01-01T00:00:00+08:00'],
  ['no year of a far future', '9999-12-31T00:00:00Z'],
  ['no year of five figures', '+10000-01-01T00:00:00Z'],
  ['none of a far future in UTC either', '2199-12-31T23:00:00-08:00'],
  ['no 30th of February', '2026-02-30T00:00:00Z'],
  ['no 29th of February but in leap years', '2026-02-29T00:00:00Z'],
  ['no hour 25', '2026-03-02T25:00:00Z'],
])('a moment has %s', (_, written) => {
  expect(instant.safeParse(written).success).toBe(false);
});

test('a day has the same calendar', () => {
  const fits = ['1900-01-01', '2024-02-29', '2199-12-31'];
  const others = ['0000-06-30', '1899-12-31', '2200-01-01', '2026-02-30', '2026-02-29', '10000-01-01'];
  expect([...fits, ...others].filter((written) => day.safeParse(written).success)).toEqual(fits);
});

const sentence = (field: typeof reason, written: string) => issuesOf(field, written).map(({ message }) => message.en);
const fields = [line(60), prose(60), reason];

test.each([
  ['spaces of no width', '\u200b\u200b'],
  ['joiners and variation selectors', '\u200d\ufe0f\u2060'],
  ['fillers of Hangul', '\u3164\uffa0\u115f'],
  ['an empty cell of Braille', '\u2800'],
  ['marks on nothing', '\u0301\u20e3'],
  ['letters of a flag that is not begun', '\u{e0067}\u{e0062}\u{e007f}'],
  ['spaces around a filler', ' \u3164 \u3164 '],
])('a text that is only %s is refused, in one sentence', (_, written) => {
  for (const field of [line(60), prose(60)])
    expect(sentence(field, written)).toEqual(['write something that can be seen']);
  expect(sentence(reason, written)).toEqual(['say why, in at least two ideographs or four letters']);
  expect(sentence(line(60), ' ')).toHaveLength(1);
});

test('what turns the direction of writing is in no line, and what has letters read from the right in no text', () => {
  const turns = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  const refusedBy = (field: typeof reason) =>
    turns.filter((one) => {
      const said = sentence(field, `退款${String.fromCodePoint(one)}说明`);
      return said.length === 1 && said[0]!.includes('turn the direction of writing');
    });
  expect(refusedBy(line(60))).toEqual(turns);
  for (const field of [prose(60), reason]) expect(refusedBy(field)).toEqual([0x202e]);
  // As phones copy their numbers.
  for (const field of [prose(60), lineAsItIs(60)])
    expect(field.safeParse('\u202d13612340015\u202c').success).toBe(true);
});

test('a line has no controls of either set and no separators of lines', () => {
  for (const written of ['a\u0085b', 'a\u009bb', 'a\u2028b', 'a\u2029b', 'a\nb', 'a\u007fb'])
    expect(sentence(line(60), written)).toEqual(['control characters are not allowed']);
});

test('pictures, scripts with joiners and marks of direction are kept as they are written', () => {
  const fine = [
    ...['👨‍👩‍👧‍👦', '❤️', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👍🏽', '🇨🇳'],
    ...['می‌خواهم', 'क्‍ष', 'שלום\u200f!', '‎+86', 'é', 'e\u0301', '。', '𠮷田'],
  ];
  for (const written of fine)
    for (const field of [line(60), prose(60)]) expect(field.safeParse(written)).toMatchObject({ data: written });
  for (const field of fields) expect(field.parse('退款给客户👨‍👩‍👧')).toBe('退款给客户👨‍👩‍👧');
});
