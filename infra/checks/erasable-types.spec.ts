import { translationComplaints } from './erasable-types.ts';
import { sources } from './sources.ts';

test('what Node runs as it is written holds nothing but JavaScript and types', () => {
  expect(sources().flatMap(translationComplaints)).toEqual([]);
});

test.each([
  ['class Desk { constructor(private readonly port: number) {} }', 'parameter property'],
  ['enum Channel { phone }', 'enum'],
  ['namespace desk { export const port = 1 }', 'namespace'],
  ['import pg = require("pg")', 'import equals'],
  ['class Desk { @Injectable() start() {} }', 'Invalid or unexpected token'],
])('finds the planted %s', (text, complaint) => {
  const path = 'infra/local/desk.ts';
  expect(translationComplaints({ path, text: `\n${text}\n` })).toEqual([
    expect.stringMatching(new RegExp(`^${path}(:2)?: .*${complaint}.*; Node runs this file without translating it`)),
  ]);
});

test.each([
  [
    'infra/local/desk.ts',
    'class Desk { #port: number; declare up: boolean; private constructor() { this.#port = 1 as number } }',
  ],
  ['apps/hr/src/staff/staff.controller.ts', 'class Staff { constructor(private readonly acts: Acts) {} }'],
  ['infra/local/desk.spec.ts', 'enum Channel { phone }'],
])('lets be what stands in %s: %s', (path, text) => {
  expect(translationComplaints({ path, text })).toEqual([]);
});
