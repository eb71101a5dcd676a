import { SendersClocks } from './senders-clocks.ts';

const day = 86_400_000;

describe('clocks of senders', () => {
  test.each([
    ['the same', 0],
    ['a day ahead', day],
    ['a day behind', -day],
  ])('R10 a sender whose clock is %s has its deadline met as it meant it', (_, aheadMs) => {
    const clocks = new SendersClocks();
    const now = 1_800_000_000_000;
    // Sent 3 ms ago by a true clock, and it waits for 5 s.
    const sentAt = now - 3 + aheadMs;
    expect(clocks.toOurs('gateway', sentAt + 5_000, sentAt, now)).toBe(now + 5_000);
  });

  test('a request that lay in line while this process was frozen is known to be late', () => {
    const clocks = new SendersClocks();
    const sentAt = 1_800_000_000_000;
    clocks.toOurs('gateway', sentAt, sentAt + day, sentAt + 1);
    const thawed = sentAt + 40_000;
    expect(clocks.toOurs('gateway', sentAt + day + 5_000, sentAt + day, thawed)).toBe(sentAt + 5_001);
  });

  test('a clock that is set counts as right again after a while', () => {
    const clocks = new SendersClocks();
    const at = 1_800_000_000_000;
    for (let passed = 0; passed < 30_000; passed += 1_000) clocks.toOurs('gateway', at, at + passed, at + passed);
    for (let passed = 30_000; passed < 60_000; passed += 1_000)
      clocks.toOurs('gateway', at, at + passed - day, at + passed);
    expect(clocks.toOurs('gateway', at + 60_000 - day + 5_000, at + 60_000 - day, at + 60_000)).toBe(at + 65_000);
  });
});
