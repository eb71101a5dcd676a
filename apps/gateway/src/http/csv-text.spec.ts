import { csvText } from './csv-text.ts';

const rows = 'name,kind\n客服组,service\n';
const gb18030 = Buffer.from([
  ...Buffer.from('name,kind\n'),
  0xbf,
  0xcd,
  0xb7,
  0xfe,
  0xd7,
  0xe9,
  ...Buffer.from(',service\n'),
]);
const utf16 = Buffer.from(`\uFEFF${rows}`, 'utf16le');
const bigEndian = Buffer.from(utf16).swap16();

describe('the text of a CSV file', () => {
  test.each([
    ['UTF-8', Buffer.from(rows), 'text/csv'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${rows}`), 'text/csv; charset=utf-8'],
    ['what a Chinese spreadsheet saves', gb18030, 'text/csv'],
    ['GBK by name', gb18030, 'text/csv; charset=GBK'],
    ['GB18030 by name', gb18030, 'text/csv;charset="gb18030"'],
    ['UTF-16', utf16, 'text/csv; charset=utf-16'],
    ['UTF-16 that nobody declared', utf16, 'text/csv'],
    ['UTF-16 the other way round', bigEndian, 'text/csv'],
    ['UTF-16 without a mark', utf16.subarray(2), 'text/csv'],
    ['UTF-16 the other way round without a mark', bigEndian.subarray(2), 'text/csv'],
  ])('T-01 is read from %s', (_, body, type) => {
    expect(csvText(body, type)).toBe(rows);
  });
  test.each([
    ['that is not in the encoding named', gb18030, 'text/csv; charset=utf-8'],
    ['in an encoding that nobody uses here', gb18030, 'text/csv; charset=big5'],
    ['that was cut off within a character, and is short', utf16.subarray(0, -1), 'text/csv'],
    ['that is no text', Buffer.from([0x50, 0x4b, 0x03, 0xff]), 'text/csv'],
  ])('T-01 is not guessed from a file %s', (_, body, type) => {
    expect(() => csvText(body, type)).toThrow('unreadable_text');
  });

  const many = `name,kind\n${'客服组有二十多个字,才算是几个坏字\n'.repeat(4)}`;
  const [before, after] = [Buffer.from(many), Buffer.from(rows)];
  test.each([
    ['a character that was cut off', Buffer.concat([before, Buffer.from('客').subarray(0, 2), after]), 'text/csv'],
    [
      'one in a file that says what it is',
      Buffer.concat([before, Buffer.from([0xff]), after]),
      'text/csv; charset=utf-8',
    ],
    ['NUL', Buffer.concat([before, Buffer.from([0]), after]), 'text/csv'],
  ])('T-01 keeps the rows around one with %s', (_, body, type) => {
    expect(csvText(body, type)).toBe(`${many}\0${rows}`);
  });
  test('T-01 keeps the rows before the one that UTF-16 was cut off in', () => {
    const cut = Buffer.from(`\uFEFF${many}`, 'utf16le').subarray(0, -1);
    expect(csvText(cut, 'text/csv')).toBe(`${many.slice(0, -1)}\0`);
  });
  test.each([1, 2, 3, 4])('T-01 fields of UTF-8 that are filled up with NULs make it no UTF-16: %i', (nuls) => {
    const filled = `name,kind\n${`a客服组${'\0'.repeat(nuls)},service\n`.repeat(5)}`;
    expect(csvText(Buffer.from(filled), 'text/csv')).toBe(filled);
    expect(csvText(Buffer.from(`${filled}\n`), 'text/csv')).toBe(`${filled}\n`);
  });
});
