import { storeBytesMax } from './store-limit.ts';

test('R9 lets the broker keep a part of its disk, or so many bytes', () => {
  expect(storeBytesMax('75%', 1_000)).toBe(750);
  expect(storeBytesMax('20GB', 1_000)).toBe(20 * 1024 ** 3);
  expect(storeBytesMax('512MB')).toBe(512 * 1024 ** 2);
});

test.each(['0%', '100%', '75', '20 GB', '-1GB', ''])('refuses %p, which is no limit', (limit) => {
  expect(() => storeBytesMax(limit, 1_000)).toThrow(/^NATS_STORE_MAX must be a part of the disk/);
});

test('refuses a part of a disk that it does not know', () => {
  expect(() => storeBytesMax('75%')).toThrow('NATS_STORE_MAX must be a size, such as 20GB.');
});
