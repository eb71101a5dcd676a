import fc from 'fast-check';
import { knownTokens, readFormat } from './date-format.ts';

const read = (format: string, cell: string, zone = 'Asia/Shanghai') => {
  const found = readFormat(format);
  if (!('format' in found)) throw new Error(JSON.stringify(found));
  return found.format.read(cell, zone)?.toISOString();
};

test.each([
  ['yyyy-MM-dd HH:mm', '2026-11-20 15:30', '2026-11-20T07:30:00.000Z'],
  ['yyyy-MM-dd HH:mm', '2026-11-20   15:30', '2026-11-20T07:30:00.000Z'],
  ['yyyy-MM-dd HH:mm', '２０２６-11-20\u300015\uff1a30', '2026-11-20T07:30:00.000Z'],
  ['yyyy/M/d ah:mm', '2026/11/20 下午3:30', '2026-11-20T07:30:00.000Z'],
  ['yyyy/M/d ah:mm', '2026/1/2 上午12:05', '2026-01-01T16:05:00.000Z'],
  ['yyyy/M/d ah:mm', '2026/1/2 中午12:05', '2026-01-02T04:05:00.000Z'],
  ['yyyy/M/d ah:mm', '2026/1/2 中午11:50', '2026-01-02T03:50:00.000Z'],
  ['yyyy/M/d ah:mm', '2026/1/2 晚上8:05', '2026-01-02T12:05:00.000Z'],
  ['M/d/yy h:mm a', '3/2/26 12:07 AM', '2026-03-01T16:07:00.000Z'],
  ['M/d/yy h:mm a', '3/2/26 12:07 p.m.', '2026-03-02T04:07:00.000Z'],
  ['d MMM yyyy', '2 mar 2026', '2026-03-01T16:00:00.000Z'],
  ['MMMM d, yyyy', 'September 3, 2026', '2026-09-02T16:00:00.000Z'],
  ['yyyy年MMMd日', '2026年十二月3日', '2026-12-02T16:00:00.000Z'],
  ['yyyy年M月d日 H时m分s秒', '2026年3月2日 9时5分7秒', '2026-03-02T01:05:07.000Z'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", '2026-03-02T09:05:07.250-05:00', '2026-03-02T14:05:07.250Z'],
  ["yyyy-MM-dd'T'HH:mm:ssZZ", '2026-03-02T09:05:07Z', '2026-03-02T09:05:07.000Z'],
  ['yyyyMMddHHmm', '202603020905', '2026-03-02T01:05:00.000Z'],
])('T-01 by the format %s the cell %s is %s', (format, cell, moment) => {
  expect(read(format, cell)).toBe(moment);
});

test.each([
  ['yyyy-MM-dd HH:mm', '昨天'],
  ['yyyy-MM-dd HH:mm', '2026-02-30 10:00'],
  ['yyyy-MM-dd HH:mm', '2026-02-03 24:01'],
  ['yyyy-MM-dd HH:mm', '2026-02-03 10:00:00'],
  ['yyyy-MM-dd HH:mm', '2026-02-0310:00'],
  ['yyyy/M/d ah:mm', '2026/11/20 下午13:30'],
  ['yyyy/M/d ah:mm', '2026/11/20 下午0:30'],
  ['yyyy/M/d ah:mm', '2026/11/20 晚上12:30'],
  ['d MMM yyyy', '2 Mär 2026'],
  ['yyyy-MM-dd HH:mmZZ', '2026-02-03 10:00+99:59'],
  ['yyyy-MM-dd HH:mmZZ', '2026-02-03 10:00-14:01'],
  ['yyyy-MM-dd', `2026-11-20${' '.repeat(60)}`],
])('T-01 by the format %s the cell %s is no moment', (format, cell) => {
  expect(read(format, cell)).toBeUndefined();
});

test.each<[string, object]>([
  ['yyyy', { wrong: 'no_whole_date' }],
  ['HH:mm', { wrong: 'no_whole_date' }],
  ['yyyy-MM HH:mm', { wrong: 'no_whole_date' }],
  ['', { wrong: 'no_whole_date' }],
  ['yyyy-MM-dd hh:mm', { wrong: 'no_whole_time' }],
  ['yyyy-MM-dd HH:mm a', { wrong: 'no_whole_time' }],
  ['yyyy-MM-dd mm', { wrong: 'no_whole_time' }],
  ['yyyy-MM-dd HH:ss', { wrong: 'no_whole_time' }],
  ['yyyy-MM-dd yyyy', { wrong: 'twice', token: 'yyyy' }],
  ['yyyy-M-d MMMM', { wrong: 'twice', token: 'MMMM' }],
  ['yyyyMd', { wrong: 'together', token: 'Md' }],
  ['yyyy-MM-ddTHH:mm', { wrong: 'unknown', token: 'T' }],
  ['yyyyy-MM-dd', { wrong: 'unknown', token: 'yyyyy' }],
  ['ffff', { wrong: 'unknown', token: 'ffff' }],
])('T-01 the format %s is refused', (format, why) => {
  expect(readFormat(format)).toEqual(why);
});

test('R9 no format of tokens and no cell makes it look for long', () => {
  const format = fc.array(fc.constantFrom(...knownTokens, ' ', "'", '-', '月', 'x'), { maxLength: 20 });
  const cell = fc.string({ unit: fc.constantFrom('1', '0', ' ', '月', '十', '午', 'a', '.'), maxLength: 5_000 });
  fc.assert(
    fc.property(format, cell, (tokens, written) => {
      const found = readFormat(tokens.join(''));
      if ('format' in found) expect(found.format.read(written, 'Asia/Shanghai') ?? new Date()).toBeInstanceOf(Date);
    }),
    { numRuns: 2_000 },
  );
});
