import { always, comesUnder, type Era } from './eras.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour));
/** After so many hours under each setting. */
const eras: readonly Era<number | null>[] = [
  { from: null, until: at(4), setting: 8 },
  { from: at(4), until: at(6), setting: 2 },
  { from: at(6), until: null, setting: 1 },
];
const comes = (since: number, of: readonly Era<number | null>[] = eras) =>
  comesUnder(of, at(since), (hours) => (hours === null ? null : at(since + hours)));

test('T-04 what a changed policy puts earlier comes as the change takes effect, never earlier', () => {
  expect(comes(0)).toEqual(at(4));
  expect(comes(3)).toEqual(at(5));
});
test('T-04 what came under one setting stays, whatever the later ones say', () => {
  expect(
    comes(1, [
      { from: null, until: at(4), setting: 2 },
      { from: at(4), until: null, setting: 9 },
    ]),
  ).toEqual(at(3));
  expect(
    comes(1, [
      { from: null, until: at(4), setting: 4 },
      { from: at(4), until: null, setting: 9 },
    ]),
  ).toEqual(at(10));
});
test('T-04 a setting that lets it never come is passed over', () => {
  expect(
    comes(0, [
      { from: null, until: at(4), setting: null },
      { from: at(4), until: null, setting: 1 },
    ]),
  ).toEqual(at(4));
  expect(comes(0, always(null))).toBeNull();
});
