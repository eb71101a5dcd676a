import fc from 'fast-check';
import { textLengthMax } from '@bumen/contracts';
import { bucketOf, gramsOf, ticketsPerBucket, tokenOf, tokensOf } from './words.ts';

const finds = (question: string, words: string, serial = 7) => {
  const grams = gramsOf(words);
  const tokens = new Set(tokensOf(question, serial));
  return grams.all.length > 0 && grams.all.every((gram) => tokens.has(tokenOf(bucketOf(serial), gram)));
};

test('any part of a Chinese question finds it', () => {
  const chinese = fc.array(fc.constantFrom(...'充值未到账余额退款订单密码锁定怎么办请尽快处理'), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(chinese, fc.nat(), fc.nat(), (characters, from, length) => {
      const start = from % characters.length;
      const part = characters.slice(start, start + 1 + (length % (characters.length - start))).join('');
      expect(finds(characters.join(''), part)).toBe(true);
    }),
  );
});

test.each([
  ['订单ABC123未发货', 'abc123', true],
  ['订单ABC123未发货', 'ABC', false],
  ['Ｃａｆé 退款', 'café', true],
  ['退款', '退货', false],
  ['退款', '。', false],
])('%s is found by %s: %s', (question, words, expected) => {
  expect(finds(question, words)).toBe(expected);
});

test('tokens are whole numbers that JavaScript and PostgreSQL agree on, and neighbours share their bucket', () => {
  const far = ticketsPerBucket * 200_000;
  expect(tokensOf('退款', far).every(Number.isSafeInteger)).toBe(true);
  expect(tokensOf('退款', 1)).toEqual(tokensOf('退款', ticketsPerBucket - 1));
  expect(tokensOf('退款', 1)).not.toEqual(tokensOf('退款', ticketsPerBucket));
});

test('T-01 a question as long as one may be is found by its beginning, its middle and its end', () => {
  const long = Array.from({ length: textLengthMax }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
  for (const from of [0, textLengthMax / 2, textLengthMax - 4])
    expect(finds(long, long.slice(from, from + 4))).toBe(true);
  const words = Array.from({ length: 4_000 }, (_, index) => `w${index}`)
    .join(' ')
    .slice(0, textLengthMax);
  expect(finds(words, words.split(' ').at(-2)!)).toBe(true);
});

test('R9 a sign that stands for many costs no more than a text of ordinary ones', () => {
  // One sign of Arabic that is eighteen when it is written out.
  expect(tokensOf('\ufdfa'.repeat(textLengthMax), 1).length).toBeLessThan(2 * textLengthMax);
});

test.each([
  ['我的手机是13812345678,未到账', '13812345678', true],
  ['我的手机是138 1234 5678,未到账', '1234', true],
  ['我的手机是13812345678,未到账', '未到账', false],
  ['工单T000123还没处理', 'T000123', false],
  ['2026-03-02下单,订单号3456', '3456', false],
  ['写信给wang.xiaoming@example.com', 'xiaoming', true],
  ['我是王小明,请尽快处理', '王小明', true],
  ['我是王小明,请尽快处理', '小明', true],
  ['我是王小明,请尽快处理', '尽快', false],
  ['请寄到南山区科技园南路12号A座1501室', '科技园', true],
  ['送到老邮局后面的院子', '邮局', true],
  ['这条路15号开始施工', '施工', false],
])('P-05 in %s the words %s are masked for those who do not handle it: %s', (question, words, masked) => {
  const tokens = new Set(tokensOf(question, 7, ['王小明', '老邮局后面的院子']));
  const grams = gramsOf(words);
  expect(grams.all.every((gram) => tokens.has(tokenOf(0, gram)))).toBe(true);
  expect(grams.masked.some((gram) => tokens.has(tokenOf(0, gram)))).toBe(masked);
});
