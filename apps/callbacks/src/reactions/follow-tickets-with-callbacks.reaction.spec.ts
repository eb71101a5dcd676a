import { randomUUID } from 'node:crypto';
import {
  assignCallback,
  completeCallback,
  customerChanged,
  endAttempt,
  getCallback,
  hrStandard,
  calendarPolicy,
  duePolicy,
  callbacksStandard,
  listCallbacks,
  recordAnswers,
  shiftChanged,
  staffChanged,
  startAttempt,
  takeCallback,
  ticketReopened,
  ticketResolved,
  type DataOf,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { startDesk, type Desk } from '@bumen/testing';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { CallbacksModule } from '../callbacks.module.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ callbacks: CallbacksModule });
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T10:00:00+08:00'));

type Resolved = DataOf<typeof ticketResolved>;
async function resolve(ticketId: string, version: number, given: Partial<Resolved> = {}): Promise<void> {
  await desk.publish(
    ticketResolved,
    {
      ticketId,
      number: 'T-20260302-1',
      customerId: randomUUID(),
      nature: 'consult',
      flow: 'consult',
      channel: 'phone',
      teamId: null,
      handlerId: randomUUID(),
      resolvedAt: desk.clock.now().toISOString(),
      round: 1,
      callbackAgreedAt: null,
      ...given,
    },
    { subject: ticketId, version, correlationId: ticketId },
  );
}
async function reopen(
  ticketId: string,
  version: number,
  given: Partial<DataOf<typeof ticketReopened>> = {},
): Promise<void> {
  const moment = desk.clock.now().toISOString();
  await desk.publish(
    ticketReopened,
    {
      ticketId,
      number: 'T-20260302-1',
      why: 'by_hand',
      callbackId: null,
      assigneeId: null,
      dueAt: moment,
      round: 2,
      at: moment,
      ...given,
    },
    { subject: ticketId, version },
  );
}
const supervisor = () => desk.as('supervisor');
async function callbacksOf(ticketId: string): Promise<ResponseOf<typeof listCallbacks>['items']> {
  await desk.settle();
  return (await supervisor().call(listCallbacks, { ticketId, order: 'newest' })).items.toReversed();
}
async function employ(
  given: {
    readonly staffId?: string;
    readonly roles?: Role[];
    readonly active?: boolean;
    readonly version?: number;
  } = {},
): Promise<string> {
  const { staffId = randomUUID(), roles = ['callback_specialist'], active = true, version = 1 } = given;
  await desk.publish(
    staffChanged,
    {
      staffId,
      number: staffId.slice(0, 8),
      name: `员工${staffId.slice(0, 4)}`,
      active,
      teamId: null,
      roles,
      profile: null,
      skills: [],
    },
    { subject: staffId, version },
  );
  return staffId;
}
async function onShift(
  staffId: string,
  day: string,
  cancelled = false,
  shiftId: string = randomUUID(),
  version = 1,
): Promise<string> {
  await desk.publish(
    shiftChanged,
    { shiftId, staffId, startsAt: `${day}T01:00:00.000Z`, endsAt: `${day}T10:00:00.000Z`, cancelled },
    { subject: shiftId, version },
  );
  return shiftId;
}

test('C-02 a resolved ticket gets one callback, due by the policy, tied to what came before', async () => {
  const ticketId = randomUUID();
  await resolve(ticketId, 1);
  const [callback, ...more] = await callbacksOf(ticketId);
  expect(more).toEqual([]);
  expect(callback).toMatchObject({
    kind: 'after_sale',
    state: 'planned',
    round: 1,
    dueAt: '2026-03-05T02:00:00.000Z',
    assigneeId: null,
    ticketNumber: 'T-20260302-1',
    attemptCount: 0,
  });
  const events = (await desk.outbox('callbacks')).filter(({ subject }) => subject === callback!.id);
  expect(events).toMatchObject([{ type: 'callbacks.callback.due', correlationid: ticketId, aggregateversion: 1 }]);
});

test('C-02 a resolved dispute gets a complaint’s callback, at the time agreed with the customer', async () => {
  const ticketId = randomUUID();
  await resolve(ticketId, 1, { flow: 'dispute', nature: 'dispute', callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  const [callback] = await callbacksOf(ticketId);
  expect(callback).toMatchObject({ kind: 'complaint', agreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await supervisor().call(getCallback, { callbackId: callback!.id })).script.opening.zh).toContain('投诉');
});

test('C-04 a time agreed in the customer’s own rest is not taken over', async () => {
  const customerId = randomUUID();
  await desk.publish(
    customerChanged,
    {
      customerId,
      name: '王小明',
      phone: '13812345678',
      email: null,
      member: false,
      preferences: { doNotCall: false, quietHours: [{ from: '14:00', until: '16:00' }], consent: null },
    },
    { subject: customerId, version: 1 },
  );
  await desk.settle();
  const ticketId = randomUUID();
  await resolve(ticketId, 1, { customerId, callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await callbacksOf(ticketId))[0]).toMatchObject({ agreedAt: null });
});

test('C-02 the days are those of the policy, and a changed policy holds at once', async () => {
  const manager = desk.as('department_manager');
  await manager.call(callbacksStandard.setPolicy, {
    name: duePolicy.name,
    value: { ...duePolicy.default, days: 5 },
    reason: '试行',
  });
  const ticketId = randomUUID();
  await resolve(ticketId, 1);
  expect((await callbacksOf(ticketId))[0]).toMatchObject({ dueAt: '2026-03-07T02:00:00.000Z' });
  await manager.call(callbacksStandard.setPolicy, { name: duePolicy.name, value: duePolicy.default, reason: '恢复' });
});

test('C-04 holidays are those of the company’s calendar, kept as a copy', async () => {
  const calendar = { ...calendarPolicy.default, days: { '2026-03-04': [] } };
  await desk.publish(
    hrStandard.policySet,
    { name: calendarPolicy.name, value: calendar, effectiveFrom: '2026-03-01T00:00:00.000Z' },
    { subject: randomUUID(), version: 1 },
  );
  await desk.settle();
  const ticketId = randomUUID();
  await resolve(ticketId, 1, { callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await callbacksOf(ticketId))[0]).toMatchObject({ agreedAt: null });
});

test('R3 the same resolution delivered again, and published again as a new message, makes no second callback', async () => {
  const ticketId = randomUUID();
  for (let time = 0; time < 3; time += 1) await resolve(ticketId, 1);
  await resolve(ticketId, 2);
  expect(await callbacksOf(ticketId)).toHaveLength(1);
});

test('C-07 dissatisfied, reopened and resolved again: a second callback, and the first stays as it was', async () => {
  const ticketId = randomUUID();
  const customerId = randomUUID();
  await desk.publish(
    customerChanged,
    {
      customerId,
      name: '王小明',
      phone: '13812345678',
      email: null,
      member: false,
      preferences: { doNotCall: false, quietHours: null, consent: null },
    },
    { subject: customerId, version: 1 },
  );
  await resolve(ticketId, 1, { customerId });
  const [first] = await callbacksOf(ticketId);
  const specialist = desk.as('callback_specialist');
  const callbackId = first!.id;
  await specialist.call(takeCallback, { callbackId });
  const { attempts } = await specialist.call(startAttempt, { callbackId });
  await specialist.call(endAttempt, { callbackId, attemptId: attempts[0]!.id, outcome: 'reached' });
  await specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 1 } });
  await specialist.call(completeCallback, {
    callbackId,
    verdict: 'dissatisfied',
    reasons: ['not_solved'],
    remarks: '没解决',
  });
  await reopen(ticketId, 2, { why: 'callback_dissatisfied', callbackId });
  desk.clock.advance({ days: 1 });
  await resolve(ticketId, 3, { customerId, round: 2 });
  expect(await callbacksOf(ticketId)).toMatchObject([
    { id: callbackId, state: 'dissatisfied', round: 1 },
    { state: 'planned', round: 2, dueAt: '2026-03-06T02:00:00.000Z' },
  ]);
});

test('C-02 a ticket reopened before its callback was done cancels it, and resolved again gets another', async () => {
  const ticketId = randomUUID();
  await resolve(ticketId, 1);
  await reopen(ticketId, 2);
  await resolve(ticketId, 3, { round: 2 });
  expect(await callbacksOf(ticketId)).toMatchObject([
    { state: 'cancelled', round: 1 },
    { state: 'planned', round: 2 },
  ]);
});

test('R4 events of a ticket that come in the wrong order are applied in the right one', async () => {
  const ticketId = randomUUID();
  await reopen(ticketId, 2);
  await resolve(ticketId, 1);
  expect(await callbacksOf(ticketId)).toMatchObject([{ state: 'cancelled' }]);
});

describe('sharing out', () => {
  test('C-02 gives it to the specialist on shift with the fewest open callbacks, never to who handled the ticket', async () => {
    desk.clock.set('2026-03-09T10:00:00+08:00');
    const [busy, idle, handler, off, gone, agent, cancelled] = await Promise.all([
      employ(),
      employ(),
      employ(),
      employ(),
      employ({ active: false }),
      employ({ roles: ['agent'] }),
      employ(),
    ]);
    for (const staffId of [busy, idle, handler, gone, agent]) await onShift(staffId, '2026-03-09');
    await onShift(off, '2026-03-10');
    await onShift(cancelled, '2026-03-09', true, await onShift(cancelled, '2026-03-09'), 2);
    await desk.settle();
    const tickets = [randomUUID(), randomUUID(), randomUUID()];
    await resolve(tickets[0]!, 1, { handlerId: handler });
    const [first] = await callbacksOf(tickets[0]!);
    await supervisor().call(assignCallback, { callbackId: first!.id, assigneeId: busy, reason: '先给他' });
    await resolve(tickets[1]!, 1, { handlerId: handler });
    expect((await callbacksOf(tickets[1]!))[0]!.assigneeId).toBe(idle);
    await resolve(tickets[2]!, 1, { handlerId: handler });
    expect([busy, idle]).toContain((await callbacksOf(tickets[2]!))[0]!.assigneeId);
  });

  test('C-02 who shares out waits for who does so at that moment, and counts what they gave', async () => {
    desk.clock.set('2026-03-23T10:00:00+08:00');
    const [one, other] = [randomUUID(), randomUUID()];
    for (const ticketId of [one, other]) await resolve(ticketId, 1);
    const waiting = [(await callbacksOf(one))[0]!.id, (await callbacksOf(other))[0]!.id];
    const team = await Promise.all([employ(), employ()]);
    for (const staffId of team) await onShift(staffId, '2026-03-23');
    await desk.settle();
    const { app } = desk.service('callbacks');
    const share = (callbackId: string, beforeCommit: () => Promise<void>) =>
      app.get(Transactions).run({ name: 'sharing out', actor: 'test', correlationId: newId() }, async () => {
        const specialist = await app.get(StaffRepository).leastBusySpecialist(randomUUID());
        const callback = await app.get(CallbackRepository).lock(callbackId);
        callback.assign(specialist);
        await app.get(CallbackRepository).save(callback);
        await beforeCommit();
        return specialist!.id;
      });
    const chosen = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const first = share(waiting[0]!, async () => {
      chosen.resolve();
      await released.promise;
    });
    await chosen.promise;
    const state = { done: false };
    const later = share(waiting[1]!, async () => {}).finally(() => (state.done = true));
    while (!state.done && (await desk.sql('callbacks', 'select from pg_locks where not granted')).length === 0);
    released.resolve();
    expect(new Set([await first, await later])).toEqual(new Set(team));
  });

  test('C-02 shares fairly among several while many tickets are resolved at once and two instances work', async () => {
    desk.clock.set('2026-03-16T10:00:00+08:00');
    await desk.startInstance('callbacks');
    const team = await Promise.all([employ(), employ(), employ()]);
    for (const staffId of team) await onShift(staffId, '2026-03-16');
    await desk.settle();
    const tickets = Array.from({ length: 30 }, () => randomUUID());
    await Promise.all(tickets.map((ticketId) => resolve(ticketId, 1)));
    await desk.settle();
    const shares = await desk.sql<{ count: number }>(
      'callbacks',
      'select count(*)::int as count from callback where ticket_id = any($1) group by assignee_id',
      [tickets],
    );
    expect(shares.map(({ count }) => count)).toEqual([10, 10, 10]);
  });
});

test('P-01 the copy of a staff member is the newest, whatever order it comes in', async () => {
  const staffId = randomUUID();
  await employ({ staffId, version: 3, roles: ['agent'] });
  await employ({ staffId, version: 2 });
  const ticketId = randomUUID();
  await resolve(ticketId, 1);
  const [callback] = await callbacksOf(ticketId);
  await expect(
    supervisor().call(assignCallback, { callbackId: callback!.id, assigneeId: staffId, reason: '分派' }),
  ).rejects.toMatchObject({ code: 'callbacks.callback.specialist_unfit' });
});

test('H-01 C-05 the callbacks of who left go to another specialist, also where none is on shift', async () => {
  const leaving = await employ();
  await onShift(leaving, '2026-03-02');
  await desk.settle();
  const ticketId = randomUUID();
  await resolve(ticketId, 1);
  const [callback] = await callbacksOf(ticketId);
  await supervisor().call(assignCallback, { callbackId: callback!.id, assigneeId: leaving, reason: '试验' });
  const staying = await employ();
  await desk.settle();
  desk.clock.set('2026-03-02T22:00:00+08:00');
  await employ({ staffId: leaving, active: false, version: 2 });
  const after = (await callbacksOf(ticketId))[0]!;
  expect(after).toMatchObject({ state: 'planned' });
  expect(after.assigneeId).not.toBe(leaving);
  expect(after.assigneeId).not.toBeNull();
  await employ({ staffId: staying, roles: ['cashier'], version: 2 });
  await desk.settle();
  expect((await supervisor().call(listCallbacks, { assigneeId: staying, open: 'true' })).items).toEqual([]);
});
