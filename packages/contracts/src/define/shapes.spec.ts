import { day, instant } from './shapes.ts';

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
