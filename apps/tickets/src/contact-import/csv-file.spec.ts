import type { ImportMapping } from '@bumen/contracts';
import { readCsv, rowsMax } from './csv-file.ts';
import { readContact } from './read-contact.ts';
import { wordsOfRefusal } from './row-refusal.ts';

const mapping: ImportMapping = {
  externalId: 'id',
  question: ['what', 'more'],
  contactedAt: { column: 'when', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
  nature: { column: 'kind', values: { 咨询: 'consult', 投诉: 'dispute' } },
  channel: { column: 'by', values: { 电话: 'phone' }, otherwise: 'chat' },
  priority: { column: 'urgency', values: { 急: 'urgent' }, otherwise: 'normal' },
  customerName: { column: 'who', otherwise: '匿名' },
  customerPhone: 'phone',
};
const header = 'id,what,more,when,kind,by,urgency,who,phone';
const row = (cells: Partial<Record<string, string>> = {}) => {
  const whole: Record<string, string> = {
    id: '1',
    what: '充值未到账',
    more: '',
    when: '2026-03-01 10:00',
    kind: '咨询',
    by: '电话',
    urgency: '急',
    who: '王小明',
    phone: '13800000000',
    ...cells,
  };
  return header
    .split(',')
    .map((column) => `"${whole[column]!.replaceAll('"', '""')}"`)
    .join(',');
};
const now = new Date('2026-03-02T01:30:00Z');
const why = async (csv: string, changed: Partial<ImportMapping> = {}) => {
  const error = await readCsv(csv, { ...mapping, ...changed }).then(
    () => undefined,
    (thrown: unknown) => thrown as { code: string; details: { why: { zh: string; en: string } } },
  );
  return error && { code: error.code, why: error.details.why.zh };
};
const cellsOf = async (csv: string) => (await readCsv(csv, mapping))[0]!.cells!;

test('lines are those of the file: after a BOM, quoted line breaks, blank lines and either kind of line end', async () => {
  const csv = ['\uFEFF' + header, row(), row({ id: '2', what: 'two\nlines, "quoted"' }), '', row({ id: '3' }), ''].join(
    '\r\n',
  );
  const rows = await readCsv(csv, mapping);
  expect(rows.map((one) => [one.line, one.cells?.id])).toEqual([
    [2, '1'],
    [3, '2'],
    [6, '3'],
  ]);
  expect(rows[1]!.cells!.what).toBe('two\nlines, "quoted"');
});

test('only the mapped columns are kept, and a record with another number of fields is kept as unreadable', async () => {
  const rows = await readCsv([`${header},secret`, `${row()},x`, 'a,b', `${row()},x,,`].join('\n'), mapping);
  expect(Object.keys(rows[0]!.cells!)).not.toContain('secret');
  expect(rows[1]).toEqual({ line: 3, cells: null, why: { code: 'other_fields' } });
  // Cells that have no name and nothing in them are none.
  expect(rows[2]!.cells?.id).toBe('1');
});

test('T-01 a row without anything in it is none, whatever stands between its cells', async () => {
  const rows = await readCsv(
    [header, row(), ',,,,,,,,', ',,', ' , ,\u3000,,,,,,', row({ id: '2' })].join('\n'),
    mapping,
  );
  expect(rows.map((one) => [one.line, one.cells?.id])).toEqual([
    [2, '1'],
    [6, '2'],
  ]);
});

test.each([
  ['semicolons', ';', ''],
  ['tabs', '\t', ''],
  ['commas', ',', ''],
  ['what a line of Excel’s says', '|', 'sep=|\r\n'],
])('T-01 cells are told from each other by %s', async (_, delimiter, first) => {
  const lines = [header, row(), row({ id: '2', what: `a${delimiter}b, c; d` })];
  const csv = lines.map((line) => line.replaceAll(/,(?=\w|")/g, delimiter)).join('\r\n');
  const rows = await readCsv(`\uFEFF${first}${csv}`, mapping);
  expect(rows.map((one) => [one.line, one.cells?.id, one.cells?.what])).toEqual([
    [first === '' ? 2 : 3, '1', '充值未到账'],
    [first === '' ? 3 : 4, '2', `a${delimiter}b, c; d`],
  ]);
});

test.each<[string, string, string, Partial<ImportMapping>?]>([
  ['an empty file', ' ', '文件没有数据行'],
  ['no rows', header, '文件没有数据行'],
  ['missing columns', 'id,what,when\n1,2,3', '缺少列:more、kind、by、urgency、who、phone'],
  ['a mapped column that is there twice', `${header},id\n${row()},1`, '列名重复:id'],
  [
    'a quote in the header that never ends',
    `\n${header.replace('what', '"what')}\n${row()}`,
    '第 2 行(表头)不能读取:引号没有结束',
  ],
  [
    'a zone that does not exist',
    `${header}\n${row()}`,
    '没有时区“Mars/Base”',
    { contactedAt: { column: 'when', format: 'yyyy', zone: 'Mars/Base' } },
  ],
  [
    'times that name no day',
    `${header}\n${row()}`,
    '时间格式“yyyy-MM”缺少年、月或日',
    { contactedAt: { column: 'when', format: 'yyyy-MM', zone: 'Asia/Shanghai' } },
  ],
])('a file is refused as a whole: %s', async (_, csv, expected, changed = {}) => {
  const refusal = await why(csv, changed);
  expect(refusal?.code).toBe('tickets.import.unreadable');
  if (csv.trim() !== '') expect(refusal?.why).toBe(expected);
});

test.each<[string, string, number, string]>([
  ['a cell with ever so many line ends', `3,"${'\n'.repeat(50_000)}",,,,,,,`, 50_000, 'not_acceptable'],
  ['one that is too long', `3,"${'长篇, 大论\n'.repeat(50_000)}",,,,,,,`, 50_000, 'too_long'],
  ['one with quotes of its own', `3,"${'他说""好"",就走了\r\n'.repeat(50_000)}",,,,,,,`, 50_000, 'too_long'],
  ['one in a single line', `3,"${'长'.repeat(200_000)}",,,,,,,`, 0, 'too_long'],
  ['one whose quote never ends', `3,"${'长篇大论\n'.repeat(50_000)}`, 50_000, 'endless_quote'],
])('T-01 %s is refused by itself, with its line, and those around it are read', async (_, long, breaks, code) => {
  const csv = [header, row(), long, row({ id: '4' }), row({ id: '5', what: 'two\nlines' }), row({ id: '6' })].join(
    '\n',
  );
  const rows = await readCsv(csv, mapping);
  expect(rows.map(({ line }) => line)).toEqual([2, 3, 4 + breaks, 5 + breaks, 7 + breaks]);
  expect(rows.map(({ cells }) => cells?.id ?? null)).toEqual([
    '1',
    code === 'not_acceptable' ? '3' : null,
    '4',
    '5',
    '6',
  ]);
  const { cells, why: refused } = rows[1]!;
  const read = cells ? readContact({ ...cells, when: '2026-03-01 10:00', kind: '咨询' }, mapping, now) : undefined;
  expect(read && 'why' in read ? read.why.code : refused?.code).toBe(code);
});

test('T-01 a quote that never ends swallows no rows, though far below another one would fit', async () => {
  const lines = Array.from(
    { length: 3_000 },
    (_, index) => `${index},问题 ${'长'.repeat(40)},,2026-03-01 10:00,咨询,,,,`,
  );
  const csv = [header, '9,"问题,,2026-03-01 10:00,咨询,,,,', ...lines, 'x,屏幕6.1",,2026-03-01 10:00,咨询,,,,'].join(
    '\n',
  );
  const rows = await readCsv(csv, mapping);
  expect(rows.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2));
  expect([rows.length, rows.filter(({ cells }) => cells === null).map(({ line }) => line)]).toEqual([3_002, [2]]);
});

test('more rows than the limit are refused', async () => {
  const line = row();
  expect(await why([header, ...Array.from({ length: rowsMax + 1 }, () => line)].join('\n'))).toMatchObject({
    why: `最多 ${rowsMax} 行,请拆分后再导入`,
  });
});

test('a record becomes the contact that it means', async () => {
  expect(readContact(await cellsOf(`${header}\n${row({ more: '第二天' })}`), mapping, now)).toMatchObject({
    contact: {
      question: '充值未到账 / 第二天',
      nature: 'consult',
      channel: 'phone',
      priority: 'urgent',
      contactedAt: '2026-03-01T02:00:00.000Z',
      customer: { name: '王小明', phone: '13800000000' },
    },
  });
});

test.each<[string, Partial<Record<string, string>>, string]>([
  ['an unreadable time', { when: '昨天' }, '时间与格式 yyyy-MM-dd HH:mm 不符'],
  ['a day that does not exist', { when: '2026-02-30 10:00' }, '时间与格式 yyyy-MM-dd HH:mm 不符'],
  ['a time of the last century', { when: '2006-03-01 10:00' }, '时间早于 20 年前'],
  ['a time that goes on and on', { when: '1'.repeat(90_000) }, '时间与格式 yyyy-MM-dd HH:mm 不符'],
  ['a time in the future', { when: '2026-03-02 09:31' }, '时间晚于现在'],
  ['a nature without meaning', { kind: '其他' }, '性质的内容没有对应的含义'],
  ['a word of JavaScript’s own', { kind: 'constructor' }, '性质的内容没有对应的含义'],
  ['no question', { what: ' ' }, '内容不符合要求:what + more'],
  ['a phone number that is a whole letter', { phone: '不详'.repeat(60) }, '内容不符合要求:phone'],
  ['too long a name', { who: '长'.repeat(61) }, '内容不符合要求:who'],
])('a record is refused with its reason: %s', async (_, cells, expected) => {
  const read = readContact(await cellsOf(`${header}\n${row(cells)}`), mapping, now);
  expect('why' in read && wordsOfRefusal(read.why).zh).toBe(expected);
  // R9: of a cell that goes on and on a part is kept.
  expect(JSON.stringify(read).length).toBeLessThan(200);
});
