import { clockComplaints } from './clocks.ts';
import { sources } from './sources.ts';

test('real time is read only where somebody said why', () => {
  expect(clockComplaints(sources())).toEqual([]);
});

const path = 'apps/hr/src/staff/staff.repository.ts';
const planted = (text: string, known: readonly string[] = []) =>
  clockComplaints([{ path, text }], new Map(known.map((one) => [one, 'because'])));

test.each([
  ['const at = new Date();', 'new Date()'],
  ['const at = Date.now();', 'Date.now'],
  ['const at = Date();', 'Date()'],
  ['const at = Temporal.Now.instant();', 'Temporal.Now'],
  ['const at = DateTime.now();', 'DateTime.now'],
  ['const { at } = this.acts.inRealTime();', 'inRealTime'],
  ['this.read("SELECT 1 FROM staff WHERE left_on < now()");', 'now()'],
  ['this.read(`SELECT ${columns} FROM staff WHERE left_on < CURRENT_DATE`);', 'CURRENT_DATE'],
  ["this.read('SELECT clock_timestamp()');", 'clock_timestamp()'],
  ["@Column('timestamptz', { default: () => 'now()' }) at!: Date;", 'now()'],
])('finds what is planted: %s', (text, what) => {
  const source = text.startsWith('@') ? `class A { ${text} }` : `class A { go() { ${text} } }`;
  expect(planted(source)).toEqual([expect.stringContaining(`${path}:1: ${what} is real time`)]);
  expect(planted(source, [path])).toEqual([]);
});

test.each([
  'const { now } = currentWork();',
  'const at = new Date(act.at.getTime() + 1);',
  'const began = performance.now();',
  'const at = this.clock.now();',
])('lets be: %s', (text) => {
  expect(planted(`class A { go() { ${text} } }`)).toEqual([]);
});

test('finds a reason that is none any more', () => {
  expect(planted('class A {}', [path])).toEqual([`${path} reads no real time; take it out of infra/checks/clocks.ts`]);
});
