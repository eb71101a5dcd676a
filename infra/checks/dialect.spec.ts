import { dialectComplaints } from './dialect.ts';
import { sources } from './sources.ts';

test('every file is written in the one dialect', () => {
  expect(sources().flatMap(dialectComplaints)).toEqual([]);
});

const controller = 'apps/hr/src/staff/staff.controller.ts';
test.each([
  [controller, '@Controller() class A { readonly #x; constructor(x: X) { this.#x = x; } }', 'a constructor property'],
  [controller, 'class A { constructor(private readonly x: X) {} }', 'only Nest makes it'],
  [controller, 'class A { private go() {} }', 'go is private; write #go'],
  [controller, 'class A { private readonly x = 1; }', 'x is private; write #x'],
  [controller, 'class A { #go() {} come() {} }', 'come stands behind private methods'],
  [controller, 'class A { come() {} x = 1; }', 'x stands behind public methods'],
  [controller, 'class A { come() {} constructor() {} }', 'constructor stands behind public methods'],
  [controller, `import { Policies } from '@bumen/service-kit';`, 'only src/rules.ts and src/acts.ts read policies'],
  ['apps/hr/src/staff/staff.view.ts', 'export function staffView() {}', 'a mapper is called staffViewOf'],
  [
    'apps/hr/src/reactions/keep-staff.reaction.ts',
    '@Controller() class A { @ReactsTo(staffKept) keep() {} }',
    'a reaction’s method is react, not keep',
  ],
])('finds what is planted in %s: %s', (path, text, complaint) => {
  expect(dialectComplaints({ path, text })).toEqual([expect.stringContaining(complaint)]);
});

test.each([
  [controller, '@Controller() class A { constructor(private readonly x: X) {} come() {} #go() {} }'],
  [controller, 'class A { static readonly none = new A(); readonly #x; private constructor() {} static open() {} }'],
  ['apps/hr/src/rules.ts', `import { Policies } from '@bumen/service-kit';`],
  ['apps/hr/src/staff/staff.view.ts', 'export function staffViewOf() {}'],
])('lets the text in %s be: %s', (path, text) => {
  expect(dialectComplaints({ path, text })).toEqual([]);
});
