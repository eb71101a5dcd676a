import { parseQuery } from './query-string.ts';

test.each([
  ['T-01 a telephone number that begins with a plus as it is', 'phone=+8613812345678', '+8613812345678'],
  ['T-01 the same with the plus encoded', 'phone=%2B8613812345678', '+8613812345678'],
  ['T-01 a number with spaces as forms write them', 'phone=+86+138+1234+5678', '+86 138 1234 5678'],
  ['the offset of a moment', 'from=2026-03-02T08:00:00+08:00', '2026-03-02T08:00:00+08:00'],
  [
    'the offset of a moment with its colons encoded',
    'from=2026-03-02T08%3A00%3A00+08%3A00',
    '2026-03-02T08:00:00+08:00',
  ],
  ['words with a space between them', 'words=not+found', 'not found'],
  ['words with a number behind a space', 'words=order+5', 'order 5'],
  ['each value of a list', 'at=+86,+1', '+86,+1'],
  ['what is no escape as something that nothing lets through', 'words=%zz', '\uD800'],
])('a query is read: %s', (_, text, value) => {
  const [values] = Object.values(parseQuery(text));
  expect(values).toEqual([value]);
});
