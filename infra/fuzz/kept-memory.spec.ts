import { keptBytes } from './kept-memory.ts';

test('sees what is kept, and not what is let go of', () => {
  const kept: unknown[] = [];
  const bytes = 8 * 1024 * 1024;
  const before = keptBytes();
  for (let index = 0; index < bytes / 1024; index += 1) kept.push(Array.from({ length: 128 }, () => index));
  const full = keptBytes();
  expect(full - before).toBeGreaterThan(bytes / 2);
  kept.length = 0;
  expect(keptBytes() - before).toBeLessThan(bytes / 2);
});
