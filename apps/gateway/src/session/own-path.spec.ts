import fc from 'fast-check';
import { ownPath } from './own-path.ts';

test.each([
  ['/tickets', '/tickets'],
  ['/tickets?state=open&words=%E9%80%80', '/tickets?state=open&words=%E9%80%80'],
  ['/a/./b/../c', '/a/c'],
  ['/客户', '/%E5%AE%A2%E6%88%B7'],
  ['/x?next=//evil.example', '/x?next=//evil.example'],
])('leads on to %s', (given, path) => {
  expect(ownPath(given)).toBe(path);
});

test.each([
  undefined,
  '',
  'tickets',
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/./\\evil.example',
  '/x/..//evil.example',
  '/x/../\\/evil.example',
  '/%2e//evil.example',
  '/x/%2E%2e//evil.example',
  '/..//evil.example',
  '/.//user@evil.example',
  '//own.invalid:80//evil.example',
  '//user:word@own.invalid/',
  `/${'a'.repeat(1_000)}`,
  `/${'客'.repeat(999)}`,
])('leads nobody on to %j', (elsewhere) => {
  expect(ownPath(elsewhere)).toBeNull();
});

test('whatever is put together of parts that browsers read in their own way, it stays with us', () => {
  const part = fc.constantFrom(
    ...['/', '\\', '.', '..', '%2e', '%2F', '%5c', '@', ':', '?', '#', '\t', '\n', ' ', 'x', 'evil.example', 'http:'],
  );
  const text = fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(text, (given) => {
      const path = ownPath(given);
      if (path === null) return;
      const ours = 'https://bumen.example';
      expect(new URL(path, ours).origin).toBe(ours);
      expect(path).toMatch(/^\/(?![/\\])[\u0021-\u007e]*$/);
    }),
    { numRuns: 5_000 },
  );
});
