import { randomUUID } from 'node:crypto';
import { ticketReopened, type EventEnvelope } from '@bumen/contracts';
import { refusal, until } from '@bumen/testing';
import { envelopeOf, EventDatabases, EventRig } from './event.rig.ts';

describe('an event that can not be applied', () => {
  let databases: EventDatabases;
  let rig: EventRig;
  beforeAll(async () => {
    databases = await EventDatabases.open();
  });
  afterAll(() => databases.close());
  beforeEach(async () => {
    rig = await EventRig.open(databases);
  });
  afterEach(() => rig.close());

  /** The broker gives out again after so long what a process that vanished had in work. */
  const soon = { ackWaitMs: 300 };
  const publish = (event: EventEnvelope) => rig.publishRaw(JSON.stringify(event));
  const handled = () => rig.callbacks.handled();
  const versionsOf = async (aggregateId: string) =>
    (await rig.callbacks.effects())
      .filter((effect) => effect.aggregate_id === aggregateId)
      .map((effect) => effect.version);
  const lineOf = async (aggregateId: string) =>
    (await rig.callbacks.deaths())
      .filter((dead) => dead.aggregateId === aggregateId)
      .map((dead) => [dead.aggregateVersion, dead.status]);
  /** As the operation does it, in a person's transaction. */
  const asPerson = <T>(act: () => Promise<T>) =>
    rig.callbacks.transactions.run(
      { name: 'callbacks.dead_event.replay', actor: 'officer', correlationId: randomUUID(), reason: 'repaired' },
      act,
    );
  const replay = (id: string) => asPerson(() => rig.callbacks.deadEvents.replay(id));
  const discard = (id: string) => asPerson(() => rig.callbacks.deadEvents.discard(id));

  test('R8 dies with its reason while the good ones go on', async () => {
    const [throwing, good] = [randomUUID(), randomUUID()];
    rig.callbacks.react(
      (event) => (event.subject === throwing ? Promise.reject(new Error('the moon is wrong')) : Promise.resolve()),
      { tries: 3 },
    );
    await rig.publishRaw('this is no JSON');
    await rig.publishRaw(Uint8Array.from([0xff, 0xfe, 0x00]));
    await rig.publishRaw('null');
    const { id: _id, ...nameless } = envelopeOf(randomUUID(), 1);
    await rig.publishRaw(JSON.stringify(nameless));
    await publish(envelopeOf('with\u0000nul', 1));
    await publish(envelopeOf(throwing, 1));
    await publish(envelopeOf(randomUUID(), 1, { dataversion: 9 }));
    await publish(envelopeOf(randomUUID(), 1, { data: { ticketId: 'no uuid' } }));
    await publish(envelopeOf(randomUUID(), 1, { data: undefined }));
    await publish(envelopeOf(good, 1));
    await publish(envelopeOf(good, 2));
    await handled();
    expect(await versionsOf(good)).toEqual([1, 2]);
    const deaths = await rig.callbacks.deaths();
    expect(deaths).toHaveLength(9);
    const reasons = deaths.map((dead) => dead.reason).sort();
    expect(reasons).toEqual(
      [
        'Error: the moon is wrong',
        'it is not JSON in UTF-8',
        'it is not JSON in UTF-8',
        `its data is not as tickets.ticket.reopened says: ${Object.keys(ticketReopened.data.shape).join(', ')}`,
        'its data is of version 9, and this service knows version 1 of tickets.ticket.reopened',
        'its envelope is not as CloudEvents and our contract say: data',
        'its envelope is not as CloudEvents and our contract say: id',
        'its envelope is not as CloudEvents and our contract say: subject',
        'its envelope is not as CloudEvents and our contract say: the whole',
      ].sort(),
    );
    expect(deaths.find((dead) => dead.aggregateId === throwing)!.attempts).toBe(3);
    expect(await rig.callbacks.effects()).toHaveLength(2);
  });

  test('R8 holds up 1 % of poison in 1,000 events no more than it must', async () => {
    rig.callbacks.react(
      (event) => (event.actor === 'poison' ? Promise.reject(new Error('poison')) : Promise.resolve()),
      { tries: 3 },
    );
    const tickets = Array.from({ length: 1_000 }, () => randomUUID());
    await Promise.all(
      tickets.map((ticket, index) => publish(envelopeOf(ticket, 1, index % 100 === 50 ? { actor: 'poison' } : {}))),
    );
    await handled();
    expect(await rig.callbacks.effects()).toHaveLength(990);
    expect(await rig.callbacks.deaths()).toHaveLength(10);
  });

  test('R8 lets later events of the aggregate wait, and replaying it applies them in order', async () => {
    let broken = true;
    rig.callbacks.react(
      (event) => (broken && event.aggregateversion === 2 ? Promise.reject(new Error('broken')) : Promise.resolve()),
      { tries: 2 },
    );
    const ticket = randomUUID();
    for (const version of [1, 2, 3, 4]) await publish(envelopeOf(ticket, version));
    await handled();
    expect(await lineOf(ticket)).toEqual([
      [2, 'dead'],
      [3, 'waiting'],
      [4, 'waiting'],
    ]);
    expect(await versionsOf(ticket)).toEqual([1]);

    const [dead, waiting] = await rig.callbacks.deaths();
    expect(await refusal(replay(dead!.id))).toMatchObject({
      code: 'dead_event_still_fails',
      details: { reason: 'Error: broken' },
    });
    expect(await refusal(replay(waiting!.id))).toMatchObject({ code: 'dead_event_still_fails' });
    expect(await versionsOf(ticket)).toEqual([1]);

    broken = false;
    await replay(dead!.id);
    expect(await versionsOf(ticket)).toEqual([1, 2, 3, 4]);
    expect(await lineOf(ticket)).toEqual([
      [2, 'replayed'],
      [3, 'replayed'],
      [4, 'replayed'],
    ]);
    expect(await refusal(replay(dead!.id))).toMatchObject({ code: 'dead_event_not_found' });

    await publish(envelopeOf(ticket, 5));
    await handled();
    expect(await versionsOf(ticket)).toEqual([1, 2, 3, 4, 5]);
  });

  test('R8 goes past an event that is given up and applies those behind it', async () => {
    rig.callbacks.react(
      (event) => ([1, 3].includes(event.aggregateversion) ? Promise.reject(new Error('never')) : Promise.resolve()),
      { tries: 2 },
    );
    const ticket = randomUUID();
    for (const version of [1, 2, 3, 4]) await publish(envelopeOf(ticket, version));
    await handled();
    const [first] = await rig.callbacks.deaths();
    await discard(first!.id);
    expect(await versionsOf(ticket)).toEqual([2]);
    expect(await lineOf(ticket)).toEqual([
      [1, 'discarded'],
      [2, 'replayed'],
      [3, 'dead'],
      [4, 'waiting'],
    ]);
    await discard((await rig.callbacks.deaths())[2]!.id);
    expect(await versionsOf(ticket)).toEqual([2, 4]);
    expect(await lineOf(ticket)).toEqual([
      [1, 'discarded'],
      [2, 'replayed'],
      [3, 'discarded'],
      [4, 'replayed'],
    ]);
  });

  test('R8 passes over an event that was given up while it waited', async () => {
    let broken = true;
    rig.callbacks.react(
      (event) => (broken && event.aggregateversion === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()),
      { tries: 2 },
    );
    const ticket = randomUUID();
    for (const version of [1, 2, 3]) await publish(envelopeOf(ticket, version));
    await handled();
    const [dead, second] = await rig.callbacks.deaths();
    broken = false;
    await discard(second!.id);
    expect(await lineOf(ticket)).toEqual([
      [1, 'dead'],
      [2, 'discarded'],
      [3, 'waiting'],
    ]);
    expect(await versionsOf(ticket)).toEqual([]);
    await replay(dead!.id);
    expect(await versionsOf(ticket)).toEqual([1, 3]);
    expect(await lineOf(ticket)).toEqual([
      [1, 'replayed'],
      [2, 'discarded'],
      [3, 'replayed'],
    ]);
  });

  test('R8 loses none that arrives while its line is being replayed', async () => {
    let broken = true;
    rig.callbacks.react(
      (event) => (broken && event.aggregateversion === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()),
      { tries: 1 },
    );
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 1));
    await handled();
    broken = false;
    const [dead] = await rig.callbacks.deaths();
    const arriving = (async () => {
      for (let version = 2; version <= 40; version += 1) await publish(envelopeOf(ticket, version));
    })();
    await until('some wait', async () => (await lineOf(ticket)).length > 3);
    await replay(dead!.id);
    await arriving;
    await handled();
    expect(await versionsOf(ticket)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect((await lineOf(ticket)).every(([, status]) => status === 'replayed')).toBe(true);
  });

  const waitingForLocks = async () =>
    (
      await rig.callbacks.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'
           AND datname = current_database()`,
      )
    )[0]!.count;

  test('R8 is replayed once where several people do it at the same time', async () => {
    let broken = true;
    rig.callbacks.react(
      async () => {
        if (broken) throw new Error('broken');
        await until('the others are there too', async () => (await waitingForLocks()) === 3);
      },
      { tries: 1 },
    );
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 1));
    await handled();
    broken = false;
    const [dead] = await rig.callbacks.deaths();
    const done = await Promise.allSettled(Array.from({ length: 4 }, () => replay(dead!.id)));
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of done)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'dead_event_not_found' });
    expect(await versionsOf(ticket)).toEqual([1]);
  });

  test('R8 does not apply what somebody gives up while somebody else replays the line', async () => {
    let broken = true;
    let over = false;
    const replayBegan = Promise.withResolvers<void>();
    rig.callbacks.react(
      async (event) => {
        if (broken) throw new Error('broken');
        if (event.aggregateversion !== 1) return;
        replayBegan.resolve();
        await until('the other one waits, or is through', async () => over || (await waitingForLocks()) > 0);
      },
      { tries: 1 },
    );
    const ticket = randomUUID();
    for (const version of [1, 2]) await publish(envelopeOf(ticket, version));
    await handled();
    broken = false;
    const [first, second] = await rig.callbacks.deaths();
    const replaying = replay(first!.id);
    await replayBegan.promise;
    const given = discard(second!.id).finally(() => (over = true));
    const [, outcome] = await Promise.allSettled([replaying, given]);
    expect(await versionsOf(ticket)).toEqual(outcome.status === 'fulfilled' ? [1] : [1, 2]);
    expect(await lineOf(ticket)).toEqual([
      [1, 'replayed'],
      [2, outcome.status === 'fulfilled' ? 'discarded' : 'replayed'],
    ]);
  });

  test('R8 dies when its predecessor never comes, and replaying it goes on without that one', async () => {
    rig.callbacks.react(undefined, { earlyTries: 3 });
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 1));
    await publish(envelopeOf(ticket, 4));
    await publish(envelopeOf(ticket, 5));
    await handled();
    const [dead] = await rig.callbacks.deaths();
    expect(dead).toMatchObject({
      aggregateVersion: 4,
      status: 'dead',
      reason: 'the events before version 4 never came',
    });
    await replay(dead!.id);
    expect(await versionsOf(ticket)).toEqual([1, 4, 5]);
  });

  test('R8 is not run again and again when the process ends in the middle of it', async () => {
    const [killer, bystander] = [randomUUID(), randomUUID()];
    let runs = 0;
    const hang = () => {
      runs += 1;
      return new Promise<void>(() => {});
    };
    await publish(envelopeOf(killer, 1));
    for (let life = 0; life < 6 && (await rig.callbacks.deaths()).length === 0; life += 1) {
      const process = await rig.callbacks.anotherProcess(hang, soon);
      const before = runs;
      await until('it is run or dead', async () => runs > before || (await rig.callbacks.deaths()).length > 0);
      await process.vanish();
    }
    const [dead] = await rig.callbacks.deaths();
    expect(dead).toMatchObject({ aggregateId: killer, reason: 'the process ended 3 times while it was being applied' });
    expect(runs).toBe(3);
    rig.callbacks.react(undefined, soon);
    await publish(envelopeOf(bystander, 1));
    await until('the next one is applied', async () => (await versionsOf(bystander)).length === 1);
  });

  test('R8 is not taken for one that ended its process where it only came too early', async () => {
    const ticket = randomUUID();
    await publish(envelopeOf(ticket, 2));
    const process = await rig.callbacks.anotherProcess(() => Promise.resolve(), soon);
    await until(
      'it came early more than once',
      async () => (await rig.callbacks.sql('SELECT 1 FROM reaction_attempt WHERE started = 0')).length === 1,
    );
    await process.vanish();
    const next = await rig.callbacks.anotherProcess(
      (event) => (event.aggregateversion === 1 ? Promise.resolve() : new Promise<void>(() => {})),
      soon,
    );
    await publish(envelopeOf(ticket, 1));
    await until(
      'its turn has come',
      async () => (await rig.callbacks.sql('SELECT 1 FROM reaction_attempt WHERE started = 1')).length === 1,
    );
    await next.vanish();
    rig.callbacks.react(undefined, soon);
    await until('it is applied', async () => (await versionsOf(ticket)).length === 2);
    expect(await rig.callbacks.sql('SELECT 1 FROM reaction_attempt')).toEqual([]);
  });

  test('R8 is not blamed for a process that ended because of another one', async () => {
    const [killer, neighbours] = [randomUUID(), Array.from({ length: 3 }, () => randomUUID())];
    const never = new Promise<void>(() => {});
    const life = () => {
      const inWork = new Set<string>();
      const hanging = new Set<string>();
      let over = false;
      // The killer ends the process, here by never coming back, and whatever is in work beside it goes down too.
      const act = async ({ subject }: EventEnvelope) => {
        inWork.add(subject);
        // Long enough for those that are given out beside it to be in work as well.
        await rig.callbacks.sql('SELECT pg_sleep(0.1)');
        if (over || subject === killer || inWork.size > 1) {
          hanging.add(subject);
          await never;
        }
        inWork.delete(subject);
      };
      return { act, stuck: () => hanging.size > 0 && hanging.size === inWork.size, end: () => (over = true) };
    };
    for (const ticket of [...neighbours, killer]) await publish(envelopeOf(ticket, 1));
    const isDead = async () => (await rig.callbacks.deaths()).length > 0;
    let last: { vanish(): Promise<void> } | undefined;
    for (let lives = 0; lives < 12 && last === undefined; lives += 1) {
      const { act, stuck, end } = life();
      const process = await rig.callbacks.anotherProcess(act, soon);
      await until('nothing in work goes on, or one is dead', async () => stuck() || (await isDead()));
      if (await isDead()) last = process;
      else {
        end();
        await process.vanish();
      }
    }
    await until('the neighbours are applied', async () => (await rig.callbacks.effects()).length === 3);
    await last!.vanish();
    expect((await rig.callbacks.deaths()).map((dead) => dead.aggregateId)).toEqual([killer]);
  });
});
