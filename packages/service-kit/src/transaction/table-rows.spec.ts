import type { ColumnType } from 'typeorm';
import { asCompared } from './table-rows.ts';

const one = '0197b0a0-0000-7000-8000-00000000000a';

test.each<[type: ColumnType, spellings: readonly unknown[]]>([
  ['bigint', ['3', '000000003', '+3', ' 3 ', 3, 3n]],
  ['int', [0, '-0', '00']],
  ['uuid', [one, one.toUpperCase(), `{${one}}`, one.replaceAll('-', '')]],
  ['timestamptz', ['2026-03-02T08:30:00Z', '2026-03-02T16:30:00+08:00', new Date('2026-03-02T08:30:00.000Z')]],
  [Number, [7, '07']],
])('R1 a row is known by its key however that is spelled: %s', (type, spellings) => {
  expect(new Set(spellings.map((spelling) => asCompared({ type }, spelling))).size).toBe(1);
});

test.each<[type: ColumnType, one: unknown, other: unknown]>([
  ['text', '3', '03'],
  ['text', 'a', 'A'],
  ['bigint', '9007199254740993', '9007199254740992'],
  ['timestamptz', new Date(1), new Date(2)],
])('keys that are two are not taken for one: %s %p, %p', (type, left, right) => {
  expect(asCompared({ type }, left)).not.toBe(asCompared({ type }, right));
});
