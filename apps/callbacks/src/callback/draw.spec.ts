import { randomUUID } from 'node:crypto';
import { getCallback, listCallbacks, sharePolicy } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { CallbacksRig } from '../callbacks.rig.ts';
import { isAlwaysCalled } from './callback-plan.ts';
import { Callback } from './callback.entity.ts';
import { at, by, customer, customerWith, resolution, rules, specialist, uuid } from './callback.rig.ts';
import { drawn, isCalled } from './draw.ts';

const seed = { day: '2026-03-02', seed: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' };

test('C-02 members, complaints, whom we don’t know yet and who wasn’t content are called back in any case', () => {
  const member = customerWith({ member: true });
  expect([
    isAlwaysCalled('after_sale', 1, customer),
    isAlwaysCalled('after_sale', 1, member),
    isAlwaysCalled('complaint', 1, customer),
    isAlwaysCalled('after_sale', 2, customer),
    isAlwaysCalled('after_sale', 1, null),
  ]).toEqual([false, true, true, true, true]);
});

test('C-02 whoever has the seed draws the same again, and each share has its part', () => {
  expect(drawn(seed, uuid(10), 1, 30)).toEqual(drawn(seed, uuid(10), 1, 30));
  expect(drawn(seed, uuid(10), 1, 30).place).not.toBe(drawn(seed, uuid(10), 2, 30).place);
  const called = (percent: number) =>
    Array.from({ length: 2_000 }, (_, index) => drawn(seed, uuid(index), 1, percent)).filter(isCalled).length;
  expect([called(0), called(100)]).toEqual([0, 2_000]);
  expect(called(30)).toBeGreaterThan(500);
  expect(called(30)).toBeLessThan(700);
});

test('C-02 who isn’t drawn is excused from the start, by name, and told of as such', () => {
  const none = { ...rules, share: { percent: 0 } };
  const callback = Callback.plan(uuid(20), { ...resolution, seed }, customer, by(specialist, at('02T10:00'), none));
  expect([callback.state, callback.decisionCause, callback.nextDeadlineAt]).toEqual(['excused', 'not_drawn', null]);
  expect(callback.draw).toMatchObject({ day: '2026-03-02', sharePercent: 0 });
  expect(raisedBy(callback)).toMatchObject([{ type: 'callbacks.callback.excused', data: { why: 'not_drawn' } }]);
});

describe('at a desk', () => {
  let rig: CallbacksRig;
  beforeAll(async () => {
    rig = await CallbacksRig.open();
  });
  afterAll(() => rig.close());
  beforeEach(() => rig.begin());

  test('C-02 R3 the share is the policy’s, decided once: neither another policy nor the event again changes it', async () => {
    const stranger = await rig.customer({ member: false });
    const member = await rig.customer({ member: true });
    await rig.desk.settle();
    const tickets = { stranger: randomUUID(), member: randomUUID(), complaint: randomUUID(), back: randomUUID() };
    const resolveAll = async (version: number) => {
      await rig.resolve(tickets.stranger, version, { customerId: stranger });
      await rig.resolve(tickets.member, version, { customerId: member });
      await rig.resolve(tickets.complaint, version, { customerId: stranger, flow: 'dispute' });
      await rig.resolve(tickets.back, version, { customerId: stranger, round: 2 });
      await rig.desk.settle();
    };
    await rig.under(sharePolicy, { percent: 0 }, () => resolveAll(1));
    await resolveAll(2);
    const states = async () =>
      Promise.all(
        Object.values(tickets).map(async (ticketId) => (await rig.callbacksOf(ticketId)).map(({ state }) => state)),
      );
    expect(await states()).toEqual([['excused'], ['planned'], ['planned'], ['planned']]);
    const [spared] = await rig.callbacksOf(tickets.stranger);
    expect(await rig.supervisor.call(getCallback, { callbackId: spared!.id })).toMatchObject({
      draw: { day: '2026-03-02', sharePercent: 0, place: expect.any(Number) },
      assigneeId: null,
    });
    const seeds = await rig.desk.sql<{ day: string; seed: string }>('callbacks', 'select day, seed from draw_seed');
    expect(seeds).toEqual([{ day: '2026-03-02', seed: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  test('C-02 by default everybody is called back', async () => {
    const customerId = await rig.customer({ member: false });
    await rig.desk.settle();
    const { id: callbackId } = await rig.untaken(customerId);
    expect(await rig.show(callbackId)).toMatchObject({ state: 'planned', draw: { sharePercent: 100 } });
    const { items } = await rig.supervisor.call(listCallbacks, { customerId: [customerId], open: true });
    expect(items.map(({ id }) => id)).toEqual([callbackId]);
  });

  test('C-02 R6 of many resolved at once in two instances all are drawn by one seed', async () => {
    rig.desk.clock.set('2026-03-03T10:00:00+08:00');
    await rig.desk.startInstance('callbacks');
    const customerId = await rig.customer({ member: false });
    await rig.desk.settle();
    await Promise.all(Array.from({ length: 20 }, () => rig.resolve(randomUUID(), 1, { customerId })));
    await rig.desk.settle();
    const [{ seed: kept }] = (await rig.desk.sql<{ seed: string }>(
      'callbacks',
      `select seed from draw_seed where day = '2026-03-03'`,
    )) as [{ seed: string }];
    const made = await rig.desk.sql<{ ticket_id: string; place: number }>(
      'callbacks',
      `select ticket_id, (draw->>'place')::float8 as place from callback where customer_id = $1`,
      [customerId],
    );
    expect(made).toHaveLength(20);
    for (const { ticket_id: ticketId, place } of made)
      expect(drawn({ day: '2026-03-03', seed: kept }, ticketId, 1, 100).place).toBe(place);
  });
});
