import fc from 'fast-check';
import { bucketOf, gramsOf, ticketsPerBucket, tokenOf, tokensOf } from './words.ts';

const finds = (question: string, words: string, serial = 7) => {
  const grams = gramsOf(words);
  const tokens = new Set(tokensOf(question, serial));
  return grams.length > 0 && grams.every((gram) => tokens.has(tokenOf(bucketOf(serial), gram)));
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

test('a very long question is found by its beginning and costs no more than that', () => {
  const long = Array.from({ length: 4_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
  expect(tokensOf(long, 1)).toHaveLength(800);
});
