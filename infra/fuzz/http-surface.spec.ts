import { Attacker } from './attacker.ts';
import { WholeHouse } from './whole-house.ts';

const count = Number(process.env['FUZZ_REQUESTS'] ?? 2_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe('E-04 whatever is sent to the gateway', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await WholeHouse.open();
  }, 120_000);
  afterAll(() => house?.close());

  it(`is answered in time, as the document says and without a word about the inside (seed ${seed})`, async () => {
    const attacker = await Attacker.on(house);
    const { complaints, statuses, succeeded } = await attacker.attack(seed, count);
    expect(complaints.slice(0, 50).join('\n')).toBe('');
    // A run in which all is refused proves nothing.
    const sent = [...statuses.values()].reduce((sum, one) => sum + one, 0);
    const accepted = [...statuses].filter(([status]) => status < 300).reduce((sum, [, one]) => sum + one, 0);
    expect(sent).toBe(count);
    expect(accepted / sent).toBeGreaterThan(0.1);
    expect(succeeded.size).toBeGreaterThan(attacker.operations.length / 3);
  }, 60_000 + count * 100);
});
