import { together } from './together.ts';

test('gives every answer in its place', async () => {
  expect(await together([Promise.resolve(1), 'two', undefined])).toEqual([1, 'two', undefined]);
});

test('where one fails it fails only when the others are through', async () => {
  let through = false;
  const slow = new Promise((resolve) => setImmediate(resolve)).then(() => (through = true));
  await expect(together([Promise.reject(new Error('refused')), slow])).rejects.toThrow('refused');
  expect(through).toBe(true);
});
