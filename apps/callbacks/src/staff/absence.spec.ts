import { randomUUID } from 'node:crypto';
import {
  accountChanged,
  agreeTime,
  assignCallback,
  endAttempt,
  getCallback,
  shiftChanged,
  startAttempt,
  takeCallback,
  type DataOf,
} from '@bumen/contracts';
import { refusal, type Client } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

describe('whoever is away', () => {
  let rig: CallbacksRig;
  let leaving: string;
  let asLeaving: Client;
  beforeEach(async () => {
    rig = await CallbacksRig.open();
    leaving = await rig.staff({ name: '孙离岗' });
    asLeaving = rig.desk.as('callback_specialist', { staffId: leaving });
  }, 60_000);
  afterEach(() => rig?.close());

  const shift = async (staffId: string, from: string, until: string, cancelled = false, shiftId = randomUUID()) => {
    const [startsAt, endsAt] = [from, until].map((time) => new Date(`2026-03-${time}:00+08:00`).toISOString());
    await rig.desk.publish(
      shiftChanged,
      { shiftId, staffId, startsAt: startsAt!, endsAt: endsAt!, cancelled },
      { subject: shiftId, version: cancelled ? 2 : 1 },
    );
    await rig.desk.settle();
    return shiftId;
  };
  const at = async (time: string) => {
    rig.desk.clock.set(`2026-03-${time}:00+08:00`);
    await rig.desk.sweep();
  };
  /** One that was resolved at that moment, and so is due three days later. */
  const shared = async (resolved = '02T10:00') => {
    const resolvedAt = new Date(`2026-03-${resolved}:00+08:00`).toISOString();
    const callback = await rig.untaken(undefined, { resolvedAt });
    expect(callback.assigneeId).toBe(leaving);
    return callback.id;
  };
  const assignee = async (callbackId: string) => (await rig.supervisor.call(getCallback, { callbackId })).assigneeId;
  const told = async (callbackId: string) =>
    (await rig.eventsOf(callbackId)).map(({ type }) => type.replace('callbacks.callback.', ''));

  test('T-03 C-05 at the end of a shift what is due before the next one goes to somebody on shift, once; the rest stays', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    await shift(leaving, '04T09:00', '04T18:00');
    const [morning, agreed, quiet] = [await shared('01T11:00'), await shared(), await shared()];
    await asLeaving.call(agreeTime, { callbackId: agreed, at: '2026-03-03T10:00:00+08:00' });
    const staying = await rig.staff();
    await shift(staying, '02T09:00', '02T20:00');
    await rig.desk.settle();
    await at('02T17:59');
    for (const id of [morning, agreed, quiet]) expect(await assignee(id)).toBe(leaving);
    await at('02T18:00');
    expect(await assignee(agreed)).toBe(staying);
    // Due on the morning on which they are back.
    expect(await assignee(morning)).toBe(leaving);
    expect(await assignee(quiet)).toBe(leaving);
    await Promise.all([rig.desk.sweep(), rig.desk.sweep()]);
    expect((await told(agreed)).filter((type) => type === 'assigned')).toHaveLength(2);
    expect(await told(quiet)).toEqual(['due', 'assigned']);
    expect((await refusal(asLeaving.call(startAttempt, { callbackId: agreed }))).code).toBe(
      'callbacks.callback.not_yours',
    );
  });

  test('T-03 C-05 the shift to come is cancelled, and nobody is there: it waits to be taken, and who leads is told once', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    const next = await shift(leaving, '05T09:00', '05T18:00');
    const callbackId = await shared();
    await at('02T19:00');
    expect(await assignee(callbackId)).toBe(leaving);
    await shift(leaving, '05T09:00', '05T18:00', true, next);
    await at('02T19:01');
    const waiting = await rig.supervisor.call(getCallback, { callbackId });
    expect(waiting).toMatchObject({ state: 'planned', assigneeId: null, dueAt: '2026-03-05T02:00:00.000Z' });
    await at('02T19:02');
    const events = await rig.eventsOf(callbackId);
    expect(events.filter(({ type }) => type === 'callbacks.callback.queued')).toMatchObject([
      { data: { previousAssigneeId: leaving, assigneeId: null, dueAt: '2026-03-05T02:00:00.000Z' } },
    ]);
    expect((await rig.specialist.call(takeCallback, { callbackId })).assigneeId).toBe(rig.specialist.caller.staffId);
  });

  test('T-03 a locked account is no shift: nothing is given to it, and what it had goes to others', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    const callbackId = await shared();
    const staying = await rig.staff();
    await shift(staying, '02T09:00', '02T18:00');
    const accountId = randomUUID();
    const state = async (of: DataOf<typeof accountChanged>['state'], version: number) => {
      const data = { accountId, staffId: leaving, state: of };
      await rig.desk.publish(accountChanged, data, { subject: accountId, version });
      await rig.desk.settle();
      await rig.desk.sweep();
    };
    await state('locked', 1);
    expect(await assignee(callbackId)).toBe(staying);
    expect((await rig.untaken()).assigneeId).toBe(staying);
    await state('active', 2);
    expect((await rig.untaken()).assigneeId).toBe(leaving);
  });

  test('T-03 C-07 whoever is on the line goes on, and what they reached goes to somebody who can write the record', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    const [tried, reached] = [await shared(), await shared()];
    await at('02T17:58');
    const begin = async (callbackId: string) =>
      (await asLeaving.call(startAttempt, { callbackId })).attempts.at(-1)!.id;
    const [first, second] = [await begin(tried), await begin(reached)];
    await at('02T18:01');
    expect(await assignee(tried)).toBe(leaving);
    await asLeaving.call(endAttempt, { callbackId: tried, attemptId: first, outcome: 'no_answer' });
    await asLeaving.call(endAttempt, { callbackId: reached, attemptId: second, outcome: 'reached' });
    await rig.desk.sweep();
    expect(await assignee(tried)).toBeNull();
    expect(await assignee(reached)).toBe(leaving);
    const night = await rig.staff();
    await shift(night, '02T18:00', '02T22:00');
    await at('02T18:02');
    expect(await rig.supervisor.call(getCallback, { callbackId: reached })).toMatchObject({
      state: 'reached',
      assigneeId: night,
    });
  });

  test('T-03 whoever takes a callback off shift, or is given it by a person, means to do it, and keeps it', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    await at('02T18:30');
    const [taken, given] = [(await rig.untaken()).id, (await rig.untaken()).id];
    await asLeaving.call(takeCallback, { callbackId: taken });
    await rig.supervisor.call(assignCallback, { callbackId: given, assigneeId: leaving, reason: '请今晚回访' });
    await at('02T18:31');
    for (const id of [taken, given]) expect(await assignee(id)).toBe(leaving);
  });

  test('C-05 R6 who begins the call in the moment in which it is handed over: one of both happens', async () => {
    await shift(leaving, '02T09:00', '02T18:00');
    const callbacks = await Promise.all(Array.from({ length: 8 }, () => shared()));
    rig.desk.clock.set('2026-03-02T18:00:00+08:00');
    const begun = callbacks.map((callbackId) =>
      asLeaving.call(startAttempt, { callbackId }).then(
        () => true,
        () => false,
      ),
    );
    const [started] = await Promise.all([Promise.all(begun), rig.desk.sweep()]);
    await rig.desk.sweep();
    for (const [index, callbackId] of callbacks.entries())
      expect(await rig.supervisor.call(getCallback, { callbackId })).toMatchObject(
        started[index] ? { state: 'calling', assigneeId: leaving } : { state: 'planned', assigneeId: null },
      );
    for (const callbackId of callbacks)
      expect((await told(callbackId)).filter((type) => type === 'queued' || type === 'attempted')).toHaveLength(1);
  });
});
