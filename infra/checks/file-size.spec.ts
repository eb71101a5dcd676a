import { sizeComplaints } from './file-size.ts';
import { sources } from './sources.ts';

const service = 'apps/hr/src/staff/staff.controller.ts';
const columns = (length: number, text: string) => `${text}${'x'.repeat(length - text.length)}`;

test('no file is longer than one may be, and no line wider', () => {
  expect(sources().flatMap(sizeComplaints)).toEqual([]);
});

test.each([
  service,
  'apps/hr/src/staff/staff.spec.ts',
  'apps/console/src/page.tsx',
  'packages/testing/src/global-setup.mts',
  'packages/testing/src/end.cts',
  'infra/bootstrap.mjs',
  '.dependency-cruiser.cjs',
  'examples/department-subscriber/subscribe.js',
  'docs/example.mjs',
  'infra/local/guardian.sh',
  'apps/gateway/console/page.css',
  '.ci/run',
])('a file of 401 lines and a line of 121 columns are found in %s', (path) => {
  expect(sizeComplaints({ path, text: '\n'.repeat(401) })).toEqual([
    `${path}: 401 lines, and a file has 400 at most; ask what second thing it holds`,
  ]);
  expect(sizeComplaints({ path, text: `\n${'a'.repeat(121)}\n` })).toEqual([
    `${path}:2: 121 columns, and a line has 120 at most; break it`,
  ]);
  expect(sizeComplaints({ path, text: '\n'.repeat(400) })).toEqual([]);
  expect(sizeComplaints({ path, text: `${'\n'.repeat(399)}${'a'.repeat(120)}` })).toEqual([]);
});

test.each([
  ['a sum', `const sum = ${'a + '.repeat(25)}a + bcde;`],
  ['a comment with two slashes apart', columns(121, '// either/ of them is a way to say and/or in a sentence ')],
  [
    'a comment with two apostrophes',
    columns(121, "// it's what people write where they don't think of it, and so on, "),
  ],
  ['a comment with a quoted text', columns(121, "// it says 'a text of more than forty characters, which is quoted' ")],
  [
    'two divisions',
    `// prettier-ignore\n${columns(121, 'const part = (some + other) / 2 + another + yet + another + one / ')};`,
  ],
  ['a short text', columns(121, "const text = 'short' + ")],
  ['a wide line with a long text', `${columns(121, 'call(')}, '${'a'.repeat(50)}');`],
  ['two texts that go on two lines', `call('${'a'.repeat(70)}', '${'b'.repeat(70)}');${' '.repeat(40)}a();`],
])('%s does not excuse a wide line', (_what, text) => {
  expect(sizeComplaints({ path: service, text })).toEqual([expect.stringContaining(' columns, and a line has 120')]);
});

test.each([
  ['a text', `const text = '${'a'.repeat(120)}';`],
  ['a template', `const text = \`${'a'.repeat(60)} \${one} ${'b'.repeat(60)}\`;`],
  ['a line of a template', `const text = \`\n  ${'a'.repeat(120)}\n\`;`],
  ['a regular expression', `const form = /${'a'.repeat(120)}/;`],
  ['a text in Chinese behind others', `const 一 = '一';\nconst text = '${'字'.repeat(120)}';`],
])('a line may be as wide as %s that can not be broken', (_what, text) => {
  expect(sizeComplaints({ path: service, text })).toEqual([]);
});

test.each(['docs/openapi.json', 'pnpm-lock.yaml', 'docs/rules.md'])('%s is generated or prose', (path) => {
  expect(sizeComplaints({ path, text: 'a'.repeat(121) })).toEqual([]);
});
