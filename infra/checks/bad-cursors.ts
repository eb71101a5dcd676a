/** What stands in a cursor: the list that it is of, and the place after which the next page begins. */
type Place = readonly [list: unknown, ...values: unknown[]];

const sealed = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Values of the type that stands there, but none that a list could have; and values of other types. */
function badValuesFor(value: unknown): unknown[] {
  const others = [null, true, {}, [], [value], { $gt: '' }];
  if (typeof value === 'number')
    return [...others, String(value), value + 0.5, 1e300, -1e300, 2 ** 31, -(2 ** 31) - 1, 2 ** 53];
  const text = value as string;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    const days = ['0000-01-01', '2026-02-30', '2026-13-01', '+010000-01-01', '-000001-01-01', '2026-03-32'];
    const moments = days.map((day) => `${day}T00:00:00.000Z`);
    return [...others, ...moments, '2026-03-02T25:00:00.000Z', '2026-03-02', 'infinity', 'now', '', 0];
  }
  if (/^[0-9a-f-]{36}$/.test(text)) return [...others, '', text.slice(1), `${text}0`, text.replaceAll('-', ''), 7];
  if (/^\d+$/.test(text)) return [...others, '', '-1', '1e3', '9'.repeat(19), '9'.repeat(400), 7];
  return [...others, `${text}\u0000`, 7];
}

/** Cursors that no list gave, made of one that a list did give. */
export function badCursorsLike(cursor: string): string[] {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const mangled = [
    '!',
    'null',
    sealed(null),
    sealed({}),
    sealed([]),
    sealed('text'),
    cursor.slice(0, -3),
    `${cursor.slice(0, 4)}!${cursor.slice(4)}`,
    Buffer.from([0xff, 0xfe, 0x00]).toString('base64url'),
    Buffer.from('words 1e300').toString('base64url'),
    Buffer.from('words 9999999999').toString('base64url'),
    'A'.repeat(501),
  ];
  const place = placeIn(text);
  if (!place) return mangled;
  const [list, ...values] = place;
  return [
    ...mangled,
    sealed(['another', ...values]),
    sealed([null, ...values]),
    sealed([list]),
    sealed([list, ...values, 1]),
    ...values.flatMap((value, index) => badValuesFor(value).map((bad) => sealed([list, ...values.with(index, bad)]))),
  ];
}

function placeIn(text: string): Place | undefined {
  try {
    return JSON.parse(text) as Place;
  } catch {
    return undefined;
  }
}
