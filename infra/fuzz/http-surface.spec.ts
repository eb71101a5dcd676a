import { Attacker } from './attacker.ts';
import { fuzzChoices } from './choices.ts';
import { keptBytes } from './kept-memory.ts';
import { WholeHouse } from './whole-house.ts';

const { count, seed } = fuzzChoices;
/**
 * What services, gateway and attacker may keep in mind of one half of the requests: code that runs for the first time,
 * caches that fill, and then no more (R9).
 */
const keptBytesMax = 16 * 1024 * 1024;

describe('E-04 whatever is sent to the gateway', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await WholeHouse.open();
  }, 120_000);
  afterAll(() => house?.close());

  test(
    `is answered in time, as the document says, without a word about the inside and without being kept in memory (seed ${seed})`,
    async () => {
      const attacker = await Attacker.on(house);
      const half = Math.ceil(count / 2);
      const halves = [await attacker.attack(seed, half)];
      const kept = keptBytes();
      halves.push(await attacker.attack(seed + 1, count - half));
      const keptMore = keptBytes() - kept;
      expect(
        halves
          .flatMap(({ complaints }) => complaints)
          .slice(0, 50)
          .join('\n'),
      ).toBe('');
      expect(keptMore).toBeLessThan(keptBytesMax);
      const statuses = halves.flatMap((one) => [...one.statuses]);
      const succeeded = new Set(halves.flatMap((one) => [...one.succeeded]));
      // A run in which all is refused proves nothing.
      const sent = statuses.reduce((sum, [, one]) => sum + one, 0);
      const accepted = statuses.filter(([status]) => status < 300).reduce((sum, [, one]) => sum + one, 0);
      expect(sent).toBe(count);
      expect(accepted / sent).toBeGreaterThan(0.1);
      expect(succeeded.size).toBeGreaterThan(attacker.operations.length / 3);
    },
    60_000 + count * 100,
  );
});
