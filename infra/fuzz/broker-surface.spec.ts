import { catalogue, services, type ServiceName } from '@bumen/contracts';
import { witness } from '@bumen/infra/faults/witness';
import { BrokerAttacker } from './broker-attacker.ts';
import { fuzzChoices } from './choices.ts';
import { WholeHouse } from './whole-house.ts';

const { count, seed } = fuzzChoices;
/** The service itself is asked what was written down. */
const readable = 'GRANT USAGE ON SCHEMA witness TO PUBLIC; GRANT SELECT ON witness.applied TO PUBLIC';

interface Step {
  readonly [column: string]: unknown;
  readonly reaction: string;
  readonly aggregate_id: string;
  readonly version: number;
}

describe('E-02 whatever is sent to the broker with the credentials of one of ours', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await WholeHouse.open();
    await house.receiveCustomers(12);
  }, 120_000);
  afterAll(() => house?.close());

  const stepsOf = async (service: ServiceName) =>
    house.desk.sql<Step>(service, 'SELECT reaction, aggregate_id, version FROM witness.applied ORDER BY n');

  test(
    `is answered, refused or laid aside, and applied neither twice nor out of order (seed ${seed})`,
    async () => {
      for (const service of services) await house.desk.asOwner(service, `${witness}; ${readable}`);
      const attacker = await BrokerAttacker.on(house);
      try {
        const { complaints, sent, answers, dead } = await attacker.attack(seed, count);
        expect(complaints.slice(0, 50).join('\n')).toBe('');
        await house.receiveCustomers(4);
        const ended = await Promise.all(
          services.map(async (service) => [
            service,
            (await fetch(`${house.desk.service(service).url}/health/ready`)).status,
          ]),
        );
        expect(ended).toEqual(services.map((service) => [service, 200]));
        await house.signIn(house.members.get('agent')!);

        const missing: string[] = [];
        for (const service of services) {
          const laid = new Set(
            (
              await house.desk.sql<{ reaction: string; event_key: string; reason: string }>(
                service,
                "SELECT reaction, event_key, reason FROM dead_event WHERE reason <> ''",
              )
            ).map((one) => `${one.reaction} ${one.event_key}`),
          );
          for (const { reaction, key } of dead)
            if (reaction.service === service && !laid.has(`${reaction.name} ${key}`))
              missing.push(`${reaction.name} did not lay ${key} aside`);
          const steps = Map.groupBy(await stepsOf(service), (one) => `${one.reaction} ${one.aggregate_id}`);
          for (const [chain, taken] of steps)
            if (taken.some((step, at) => at > 0 && step.version <= taken[at - 1]!.version))
              missing.push(`${chain} took the steps ${taken.map((step) => step.version).join(' ')}`);
        }
        expect(missing.slice(0, 20).join('\n')).toBe('');
        // A run in which all is refused, or nothing spoilt, proves nothing.
        const succeeded = answers.get('ok') ?? 0;
        expect(Object.values(sent).reduce((sum, one) => sum + one, 0)).toBe(count);
        expect(succeeded / sent.request).toBeGreaterThan(0.05);
        expect(answers.size).toBeGreaterThan(5);
        expect(new Set(dead.map(({ reaction }) => reaction.name)).size).toBeGreaterThan(catalogue.reactions.length / 2);
        expect(Math.min(...Object.values(sent))).toBeGreaterThan(count / 20);
      } finally {
        attacker.close();
      }
    },
    60_000 + count * 100,
  );

  test('goes by the good ones: what customers tell afterwards is followed through to their callbacks', async () => {
    const [open] = await house.desk.sql<{ count: number }>('callbacks', 'SELECT count(*)::int AS count FROM callback');
    await house.receiveCustomers(4);
    const [more] = await house.desk.sql<{ count: number }>('callbacks', 'SELECT count(*)::int AS count FROM callback');
    expect(more!.count).toBe(open!.count + 1);
  });
});
