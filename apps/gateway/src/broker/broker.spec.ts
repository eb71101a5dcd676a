import { createTeam, revealStaff } from '@bumen/contracts';
import { GatewayDesk, problemOf, teamOfEverybody } from '../testing/gateway-desk.ts';

const path = '/api/hr/teams';
const newTeam = { name: '客服组', kind: 'service', headcount: 5 };
const team = { id: teamOfEverybody, ...newTeam };
const neverAnswers = () => new Promise<never>(() => undefined);

let desk: GatewayDesk;
beforeAll(async () => {
  desk = await GatewayDesk.start();
});
afterAll(() => desk?.close());

describe('R10 when a service or the broker is away', () => {
  test('answers 503 at once where nobody listens, and says when to come back', async () => {
    // It would wait for longer than this test may take.
    const patient = await GatewayDesk.start({ requestTimeoutMs: 600_000 });
    try {
      const officer = await patient.as('hr_officer');
      const response = await officer.post(path).send(newTeam).expect('retry-after', '1');
      expect(problemOf(response)).toMatchObject({ status: 503, code: 'service_unavailable' });
    } finally {
      await patient.close();
    }
  });

  test('tries on under a key, so that a restarted service answers as if nothing had been', async () => {
    await desk.silence(createTeam);
    const officer = await desk.as('hr_officer');
    // A request goes out once somebody waits for it.
    const response = Promise.resolve(officer.post(path).set('idempotency-key', 'restart').send(newTeam).expect(201));
    await desk.answer(createTeam, () => ({ body: team }));
    await response;
  });

  test('asks again under a key when whoever had the request never answers', async () => {
    let asked = 0;
    await desk.answer(createTeam, () => ((asked += 1) === 1 ? neverAnswers() : { body: team }));
    const officer = await desk.as('hr_officer');
    await officer.post(path).set('idempotency-key', 'died').send(newTeam).expect(201);
    expect(asked).toBe(2);
  });

  test('never asks twice without a key, and answers 504 at the deadline', async () => {
    let asked = 0;
    await desk.answer(createTeam, () => {
      asked += 1;
      return neverAnswers();
    });
    const officer = await desk.as('hr_officer');
    expect(problemOf(await officer.post(path).send(newTeam))).toMatchObject({ status: 504, code: 'deadline_exceeded' });
    expect(asked).toBe(1);
  });

  test('never asks twice for what is not kept under its key, since it reveals', async () => {
    let asked = 0;
    await desk.answer(revealStaff, () => {
      asked += 1;
      return neverAnswers();
    });
    const officer = await desk.as('hr_officer');
    await officer
      .post(`/api/hr/staff/${teamOfEverybody}/reveal`)
      .set('idempotency-key', 'reveal')
      .send({ reason: '核实' })
      .expect(504);
    expect(asked).toBe(1);
  });

  test('fails what is in flight at once when the broker is killed, and carries what has a key over to the next one', async () => {
    const officer = await desk.as('hr_officer');
    let asked = 0;
    const twoAsked = Promise.withResolvers<void>();
    await desk.answer(createTeam, () => {
      asked += 1;
      if (asked === 2) twoAsked.resolve();
      return asked <= 2 ? neverAnswers() : { body: team };
    });
    const without = Promise.resolve(officer.post(path).send(newTeam));
    const keyed = Promise.resolve(officer.post(path).set('idempotency-key', 'killed').send(newTeam).expect(201));
    await twoAsked.promise;
    const killed = desk.broker.kill();
    expect(problemOf(await without)).toMatchObject({ status: 503, code: 'service_unavailable' });
    await keyed;
    await killed;
  });
});
