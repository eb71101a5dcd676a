import { randomUUID } from 'node:crypto';
import {
  agreeTime,
  assignCallback,
  completeCallback,
  decideCallback,
  endAttempt,
  getCallback,
  giveUpCallback,
  standard,
  calendarPolicy,
  duePolicy,
  listCallbacks,
  recordAnswers,
  startAttempt,
  takeCallback,
  ticketHandled,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { refusal, until } from '@bumen/testing';
import { Acts } from '../acts.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { CallbacksRig } from '../callbacks.rig.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

let rig: CallbacksRig;
beforeAll(async () => {
  rig = await CallbacksRig.open();
});
afterAll(() => rig.close());
beforeEach(() => rig.begin());

test('C-02 a resolved ticket gets one callback, due by the policy, tied to what came before', async () => {
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1);
  const [callback, ...more] = await rig.callbacksOf(ticketId);
  expect(more).toEqual([]);
  expect(callback).toMatchObject({
    kind: 'after_sale',
    state: 'planned',
    round: 1,
    dueAt: '2026-03-05T02:00:00.000Z',
    assigneeId: null,
    ticketNumber: 'T202603',
    attemptCount: 0,
  });
  const events = (await rig.desk.outbox('callbacks')).filter(({ subject }) => subject === callback!.id);
  expect(events).toMatchObject([{ type: 'callbacks.callback.due', correlationid: ticketId, aggregateversion: 1 }]);
});

test('C-02 a resolved dispute gets a complaint’s callback, at the time agreed with the customer', async () => {
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1, { flow: 'dispute', nature: 'dispute', callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  const [callback] = await rig.callbacksOf(ticketId);
  expect(callback).toMatchObject({ kind: 'complaint', agreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await rig.supervisor.call(getCallback, { callbackId: callback!.id })).script.opening.zh).toContain('投诉');
});

test('C-04 a time agreed in the customer’s own rest waits for its end', async () => {
  const customerId = await rig.customer({}, { quietHours: [{ from: '14:00', until: '16:00' }] });
  await rig.desk.settle();
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1, { customerId, callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await rig.callbacksOf(ticketId))[0]).toMatchObject({ agreedAt: '2026-03-04T08:00:00.000Z' });
});

test('C-02 the days are those of the policy, and a changed policy holds at once', async () => {
  await rig.under(duePolicy, { ...duePolicy.default, days: 5 }, async () => {
    const ticketId = randomUUID();
    await rig.resolve(ticketId, 1);
    expect((await rig.callbacksOf(ticketId))[0]).toMatchObject({ dueAt: '2026-03-07T02:00:00.000Z' });
  });
});

test('C-04 holidays are those of the company’s calendar, kept as a copy', async () => {
  const calendar = { ...calendarPolicy.default, days: { '2026-03-04': [] } };
  await rig.desk.publish(
    standard.hr.policySet,
    { name: calendarPolicy.name, value: calendar, effectiveFrom: '2026-03-01T00:00:00.000Z' },
    { subject: randomUUID(), version: 1 },
  );
  await rig.desk.settle();
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1, { callbackAgreedAt: '2026-03-04T07:00:00.000Z' });
  expect((await rig.callbacksOf(ticketId))[0]).toMatchObject({ agreedAt: '2026-03-05T01:00:00.000Z' });
});

test('R3 the same resolution delivered again, and published again as a new message, makes no second callback', async () => {
  const ticketId = randomUUID();
  for (let time = 0; time < 3; time += 1) await rig.resolve(ticketId, 1);
  await rig.resolve(ticketId, 2);
  expect(await rig.callbacksOf(ticketId)).toHaveLength(1);
});

test('C-07 dissatisfied, reopened and resolved again: a second callback, and the first stays as it was', async () => {
  const ticketId = randomUUID();
  const customerId = await rig.customer();
  await rig.resolve(ticketId, 1, { customerId });
  const [first] = await rig.callbacksOf(ticketId);
  const { specialist } = rig;
  const callbackId = first!.id;
  await specialist.call(takeCallback, { callbackId });
  const { attempts } = await specialist.call(startAttempt, { callbackId });
  await specialist.call(endAttempt, { callbackId, attemptId: attempts[0]!.id, outcome: 'reached' });
  await specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 1 } });
  await specialist.call(completeCallback, {
    callbackId,
    verdict: 'dissatisfied',
    reasons: ['not_solved'],
    remedy: '重新处理',
    remarks: '没解决',
  });
  await rig.reopen(ticketId, 2, { why: 'callback_dissatisfied', callbackId });
  rig.desk.clock.advance({ days: 1 });
  await rig.resolve(ticketId, 3, { customerId, round: 2 });
  expect(await rig.callbacksOf(ticketId)).toMatchObject([
    { id: callbackId, state: 'dissatisfied', round: 1 },
    { state: 'planned', round: 2, dueAt: '2026-03-06T02:00:00.000Z' },
  ]);
});

test('C-02 a ticket reopened before its callback was done cancels it, and resolved again gets another', async () => {
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1);
  await rig.reopen(ticketId, 2);
  await rig.resolve(ticketId, 3, { round: 2 });
  expect(await rig.callbacksOf(ticketId)).toMatchObject([
    { state: 'cancelled', round: 1 },
    { state: 'planned', round: 2 },
  ]);
});

test('C-07 a ticket reopened while the customer is asked: the callback is finished, and the next round gets another', async () => {
  const ticketId = randomUUID();
  const customerId = await rig.customer();
  await rig.resolve(ticketId, 1, { customerId });
  const [first] = await rig.callbacksOf(ticketId);
  const callbackId = first!.id;
  await rig.specialist.call(takeCallback, { callbackId });
  const attemptId = await rig.started(callbackId);
  await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
  await rig.reopen(ticketId, 2);
  await rig.resolve(ticketId, 3, { customerId, round: 2 });
  await rig.desk.settle();
  await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 1 } });
  const done = await rig.specialist.call(completeCallback, {
    callbackId,
    verdict: 'dissatisfied',
    reasons: ['not_solved'],
    remedy: '重新处理',
    remarks: '没解决',
  });
  expect(done).toMatchObject({ state: 'dissatisfied', ticketReopenedAt: '2026-03-02T02:00:00.000Z' });
  expect((await rig.eventsOf(callbackId)).map(({ type }) => type).slice(-3)).toEqual([
    'callbacks.callback.outlived_reopening',
    'callbacks.callback.recorded',
    'callbacks.callback.dissatisfied',
  ]);
  expect(await rig.callbacksOf(ticketId)).toMatchObject([
    { state: 'dissatisfied', round: 1 },
    { state: 'planned', round: 2 },
  ]);
});

test('R4 events of a ticket that come in the wrong order are applied in the right one', async () => {
  const ticketId = randomUUID();
  await rig.reopen(ticketId, 2);
  await rig.resolve(ticketId, 1);
  expect(await rig.callbacksOf(ticketId)).toMatchObject([{ state: 'cancelled' }]);
});

describe('sharing out', () => {
  test('C-02 gives it to the specialist on shift with the fewest open callbacks, never to who handled the ticket', async () => {
    rig.desk.clock.set('2026-03-09T10:00:00+08:00');
    const [busy, idle, handler, off, gone, agent, cancelled] = await Promise.all([
      rig.staff(),
      rig.staff(),
      rig.staff(),
      rig.staff(),
      rig.staff({ active: false }),
      rig.staff({ roles: ['agent'] }),
      rig.staff(),
    ]);
    for (const staffId of [busy, idle, handler, gone, agent]) await rig.shift(staffId, '2026-03-09');
    await rig.shift(off, '2026-03-10');
    await rig.shift(cancelled, '2026-03-09', {
      cancelled: true,
      shiftId: await rig.shift(cancelled, '2026-03-09'),
      version: 2,
    });
    await rig.desk.settle();
    const tickets = [randomUUID(), randomUUID(), randomUUID()];
    await rig.resolve(tickets[0]!, 1, { handlerId: handler });
    const [first] = await rig.callbacksOf(tickets[0]!);
    await rig.supervisor.call(assignCallback, { callbackId: first!.id, assigneeId: busy, reason: '先给他' });
    await rig.resolve(tickets[1]!, 1, { handlerId: handler });
    expect((await rig.callbacksOf(tickets[1]!))[0]!.assigneeId).toBe(idle);
    await rig.resolve(tickets[2]!, 1, { handlerId: handler });
    expect([busy, idle]).toContain((await rig.callbacksOf(tickets[2]!))[0]!.assigneeId);
  });

  test('C-02 who shares out waits for who does so at that moment, and counts what they gave', async () => {
    rig.desk.clock.set('2026-03-23T10:00:00+08:00');
    const [one, other] = [randomUUID(), randomUUID()];
    for (const ticketId of [one, other]) await rig.resolve(ticketId, 1);
    const waiting = [(await rig.callbacksOf(one))[0]!.id, (await rig.callbacksOf(other))[0]!.id];
    const team = await Promise.all([rig.staff(), rig.staff()]);
    for (const staffId of team) await rig.shift(staffId, '2026-03-23');
    await rig.desk.settle();
    const { app } = rig.desk.service('callbacks');
    const share = (callbackId: string, beforeCommit: () => Promise<void>) =>
      app.get(Transactions).run({ name: 'sharing out', actor: 'test', correlationId: newId() }, async () => {
        const specialist = await app.get(StaffRepository).leastBusySpecialist([randomUUID()]);
        const callback = await app.get(CallbackRepository).lock(callbackId);
        callback.assign(specialist, app.get(Acts).current());
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
    await until(
      'the later one waits for the first, or has not waited at all',
      async () => state.done || (await rig.desk.sql('callbacks', 'select from pg_locks where not granted')).length > 0,
    );
    released.resolve();
    expect(new Set([await first, await later])).toEqual(new Set(team));
  });

  test('C-02 shares fairly among several while many tickets are resolved at once and two instances work', async () => {
    rig.desk.clock.set('2026-03-16T10:00:00+08:00');
    await rig.desk.startInstance('callbacks');
    const team = await Promise.all([rig.staff(), rig.staff(), rig.staff()]);
    for (const staffId of team) await rig.shift(staffId, '2026-03-16');
    await rig.desk.settle();
    const tickets = Array.from({ length: 30 }, () => randomUUID());
    await Promise.all(tickets.map((ticketId) => rig.resolve(ticketId, 1)));
    await rig.desk.settle();
    const shares = await rig.desk.sql<{ given: number; load: number }>(
      'callbacks',
      `select (count(*) filter (where ticket_id = any($1)))::int as given, count(*)::int as load from callback
        where assignee_id = any($2) and finished_at is null group by assignee_id`,
      [tickets, team],
    );
    expect(shares.reduce((sum, { given }) => sum + given, 0)).toBe(30);
    // What earlier tests left to people who are away comes to these three meanwhile, and counts as well.
    const loads = shares.map(({ load }) => load);
    expect(loads).toHaveLength(3);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });
});

describe('who handled the ticket', () => {
  test('C-11 in whatever round is neither chosen nor given the callback, and takes none', async () => {
    rig.desk.clock.set('2026-03-30T10:00:00+08:00');
    const [first, second, free] = await Promise.all([rig.staff(), rig.staff(), rig.staff()]);
    for (const staffId of [first, second, free]) await rig.shift(staffId, '2026-03-30');
    await rig.desk.settle();
    const ticketId = randomUUID();
    await rig.resolve(ticketId, 1, { handlerId: second, handlerIds: [first, second], round: 2 });
    const [callback] = await rig.callbacksOf(ticketId);
    expect(callback!.assigneeId).toBe(free);
    const callbackId = callback!.id;
    for (const assigneeId of [first, second])
      expect(
        await refusal(rig.supervisor.call(assignCallback, { callbackId, assigneeId, reason: '请回访' })),
      ).toMatchObject({ code: 'callbacks.callback.specialist_unfit' });
    const handler = rig.desk.as('callback_specialist', { staffId: first });
    expect(await refusal(handler.call(takeCallback, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.own_ticket',
    });
    expect((await rig.supervisor.call(getCallback, { callbackId })).ticketHandlerIds).toEqual([first, second]);
  });

  test('C-11 C-05 P-04 a supervisor who handled the ticket can do nothing about its callback but say who does it', async () => {
    const { supervisor } = rig;
    const handler = rig.desk.as(['supervisor', 'department_manager'], { staffId: randomUUID() });
    const handlers = { handlerId: handler.caller.staffId };
    const refused = async (call: Promise<unknown>) =>
      expect(await refusal(call)).toMatchObject({ code: 'callbacks.callback.own_ticket' });
    const callbackId = await rig.taken(undefined, handlers);
    await refused(handler.call(takeCallback, { callbackId }));
    await refused(handler.call(agreeTime, { callbackId, at: '2026-03-03T15:00:00+08:00' }));
    await refused(handler.call(startAttempt, { callbackId }));
    await refused(handler.call(giveUpCallback, { callbackId, reason: '联系不上' }));
    const attemptId = await rig.started(callbackId);
    await refused(handler.call(endAttempt, { callbackId, attemptId, outcome: 'refused' }));
    await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
    await refused(handler.call(recordAnswers, { callbackId, answers: { solved: true, score: 5 } }));
    await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: true, score: 5 } });
    await refused(handler.call(completeCallback, { callbackId, verdict: 'satisfied' }));
    const undecided = await rig.taken(undefined, handlers);
    await rig.specialist.call(giveUpCallback, { callbackId: undecided, reason: '联系不上' });
    // Or the complaint would be over without anybody's having asked the customer.
    await refused(handler.call(decideCallback, { callbackId: undecided, decision: 'excuse', reason: '不必回访' }));
    const excuse = { callbackId: undecided, decision: 'excuse', reason: '客户出国' } as const;
    expect((await supervisor.call(decideCallback, excuse)).state).toBe('excused');
  });

  test('C-11 who answers the customer after the resolution hands the callback to somebody else', async () => {
    rig.desk.clock.set('2026-04-07T10:00:00+08:00');
    const [one, other] = await Promise.all([rig.staff(), rig.staff()]);
    for (const staffId of [one, other]) await rig.shift(staffId, '2026-04-07');
    await rig.desk.settle();
    const ticketId = randomUUID();
    await rig.resolve(ticketId, 1);
    const before = (await rig.callbacksOf(ticketId))[0]!;
    const handlerId = before.assigneeId!;
    const staying = [one, other].find((id) => id !== handlerId)!;
    const handled = {
      ticketId,
      number: 'T202603',
      customerId: before.customer.id,
      teamId: null,
      assigneeId: null,
      handlerId,
      round: 1,
      at: rig.desk.clock.now().toISOString(),
    };
    await rig.desk.publish(ticketHandled, handled, { subject: ticketId, version: 2 });
    expect((await rig.callbacksOf(ticketId))[0]).toMatchObject({ assigneeId: staying });
    // Where nobody is left, it stays with them for a supervisor to find, and they can do nothing about it.
    await rig.staff({ staffId: other, roles: ['agent'], version: 2 });
    await rig.staff({ staffId: one, roles: ['agent'], version: 2 });
  });
});

test('P-01 the copy of a staff member is the newest, whatever order it comes in', async () => {
  const staffId = randomUUID();
  await rig.staff({ staffId, version: 3, roles: ['agent'] });
  await rig.staff({ staffId, version: 2 });
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1);
  const [callback] = await rig.callbacksOf(ticketId);
  expect(
    await refusal(
      rig.supervisor.call(assignCallback, { callbackId: callback!.id, assigneeId: staffId, reason: '分派' }),
    ),
  ).toMatchObject({ code: 'callbacks.callback.specialist_unfit' });
});

test('H-01 C-05 the callbacks of who left go to another specialist, also where none is on shift', async () => {
  const leaving = await rig.staff();
  await rig.shift(leaving, '2026-03-02');
  await rig.desk.settle();
  const ticketId = randomUUID();
  await rig.resolve(ticketId, 1);
  const [callback] = await rig.callbacksOf(ticketId);
  await rig.supervisor.call(assignCallback, { callbackId: callback!.id, assigneeId: leaving, reason: '试验' });
  const staying = await rig.staff();
  await rig.desk.settle();
  rig.desk.clock.set('2026-03-02T22:00:00+08:00');
  await rig.staff({ staffId: leaving, active: false, version: 2 });
  const after = (await rig.callbacksOf(ticketId))[0]!;
  expect(after).toMatchObject({ state: 'planned' });
  expect(after.assigneeId).not.toBe(leaving);
  expect(after.assigneeId).not.toBeNull();
  await rig.staff({ staffId: staying, roles: ['cashier'], version: 2 });
  await rig.desk.settle();
  expect((await rig.supervisor.call(listCallbacks, { assigneeId: [staying], open: true })).items).toEqual([]);
});
