import { randomUUID } from 'node:crypto';
import {
  attemptsPolicy,
  calendarPolicy,
  standard,
  countCallbacks,
  duePolicy,
  endAttempt,
  listCallbacks,
  recordingPolicy,
  agreeTime,
  listAllowedTimes,
  quietHoursPolicy,
  startAttempt,
  type Policy,
  type PolicyValue,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

describe('a policy that changes while callbacks are open', () => {
  let rig: CallbacksRig;
  beforeEach(async () => {
    rig = await CallbacksRig.open();
  }, 60_000);
  afterEach(() => rig?.close());

  const set = <P extends Policy>(policy: P, value: PolicyValue<P>, effectiveFrom?: string) =>
    rig.manager.call(standard.callbacks.setPolicy, {
      name: policy.name,
      value: value as never,
      reason: '调整',
      effectiveFrom,
    });
  const days = (count: number, effectiveFrom?: string) =>
    set(duePolicy, { ...duePolicy.default, days: count }, effectiveFrom);
  const at = async (moment: string) => {
    rig.desk.clock.set(moment);
    await rig.desk.sweep();
  };
  /** When it is due by everything that tells of it, whether it is overdue, and who was told; all must agree. */
  const due = async (callbackId: string) => {
    await rig.desk.sweep();
    const [detail, { items }, late, { counts }] = [
      await rig.show(callbackId),
      await rig.supervisor.call(listCallbacks, { order: 'due' }),
      await rig.supervisor.call(listCallbacks, { overdue: true }),
      await rig.supervisor.call(countCallbacks, { filters: { late: { overdue: true } } }),
    ];
    expect(items.find(({ id }) => id === callbackId)!.dueAt).toBe(detail.dueAt);
    expect(late.items.some(({ id }) => id === callbackId)).toBe(detail.overdue);
    expect(counts['late']).toMatchObject({ count: late.items.length });
    const told = (await rig.eventsOf(callbackId)).filter(({ type }) => type === 'callbacks.callback.overdue');
    return {
      dueAt: detail.dueAt.slice(5, 16),
      overdue: detail.overdue,
      told: told.map(({ data }) => (data as { escalatedTo: string }).escalatedTo),
    };
  };

  test('C-02 C-08 more days reach what is open, fewer pass at the change, what was overdue stays so, and nobody is told twice', async () => {
    const callbackId = await rig.taken();
    await at('2026-03-04T22:00:00+08:00');
    expect(await due(callbackId)).toEqual({ dueAt: '03-05T02:00', overdue: false, told: ['specialist'] });
    await days(7);
    expect(await due(callbackId)).toEqual({ dueAt: '03-09T02:00', overdue: false, told: ['specialist'] });
    await at('2026-03-08T22:00:00+08:00');
    expect((await due(callbackId)).told).toEqual(['specialist']);
    await days(3);
    await at('2026-03-08T22:00:01+08:00');
    expect(await due(callbackId)).toEqual({ dueAt: '03-08T14:00', overdue: true, told: ['specialist', 'supervisor'] });
    await days(30);
    expect(await due(callbackId)).toMatchObject({ dueAt: '03-08T14:00', overdue: true });
    await at('2026-03-09T22:00:00+08:00');
    expect((await due(callbackId)).told).toEqual(['specialist', 'supervisor', 'manager']);
  });

  test('C-02 days set for a later date hold from that date on, by themselves', async () => {
    const callbackId = await rig.taken();
    await days(1, '2026-03-04T00:00:00.000Z');
    expect((await due(callbackId)).dueAt).toBe('03-04T00:00');
    await at('2026-03-04T08:00:01+08:00');
    expect(await due(callbackId)).toMatchObject({ overdue: true, told: ['supervisor'] });
  });

  test('C-05 a week that is closed later moves what is due in it to the first day with time for it', async () => {
    const callbackId = await rig.taken(undefined, { resolvedAt: '2026-03-02T12:30:00.000Z' });
    const closed = Object.fromEntries(['03', '04', '05', '06'].map((day) => [`2026-03-${day}`, []]));
    await rig.desk.publish(
      standard.hr.policySet,
      {
        name: calendarPolicy.name,
        value: { ...calendarPolicy.default, days: closed },
        effectiveFrom: rig.desk.clock.now().toISOString(),
      },
      { subject: randomUUID(), version: 1 },
    );
    await rig.desk.settle();
    expect((await due(callbackId)).dueAt).toBe('03-07T15:59');
  });

  /** hr tells of the calendar that holds from a moment on. */
  const calendarFrom = async (version: number, days: PolicyValue<typeof calendarPolicy>['days'], from?: string) => {
    const effectiveFrom = (from === undefined ? rig.desk.clock.now() : new Date(from)).toISOString();
    await rig.desk.publish(
      standard.hr.policySet,
      { name: calendarPolicy.name, value: { ...calendarPolicy.default, days }, effectiveFrom },
      { subject: calendarId, version },
    );
    await rig.desk.settle();
    await rig.desk.sweep();
  };
  const calendarId = randomUUID();
  /** Whether a time may be agreed on, and from when on calls go out, by each place that tells of it. */
  const callable = async (callbackId: string, wanted: string) => {
    const at = new Date(`${wanted}:00+08:00`);
    const { items } = await rig.supervisor.call(listAllowedTimes, { callbackId, days: 14 });
    const offered = items.some(({ from, until }) => new Date(from) <= at && at < new Date(until));
    const refused = await refusal(rig.specialist.call(agreeTime, { callbackId, at: at.toISOString() })).catch(() => {});
    expect(refused === undefined).toBe(offered);
    const { callableNow, callableFrom } = await rig.show(callbackId);
    const begun = await refusal(rig.specialist.call(startAttempt, { callbackId })).catch(() => {});
    expect(begun === undefined).toBe(callableNow);
    if (begun) expect(begun.details).toMatchObject({ callableFrom });
    return offered;
  };

  test('C-04 C-05 a day that the calendar to come closes is closed everywhere: due time, offered times, refusals', async () => {
    await calendarFrom(1, {});
    const callbackId = await rig.taken();
    await calendarFrom(2, { '2026-03-04': [], '2026-03-05': [] }, '2026-03-04T00:00:00+08:00');
    expect(await callable(callbackId, '2026-03-05T10:00')).toBe(false);
    expect((await due(callbackId)).dueAt).toBe('03-05T02:00');
  });

  test('C-04 C-05 a day that the calendar to come opens is open everywhere', async () => {
    const week = Object.fromEntries(['02', '03', '04', '05', '06'].map((day) => [`2026-03-${day}`, []]));
    await calendarFrom(1, week);
    const callbackId = await rig.taken();
    expect((await due(callbackId)).dueAt).toBe('03-07T15:59');
    expect((await rig.show(callbackId)).callableFrom).toBe('2026-03-07T01:00:00.000Z');
    await calendarFrom(2, {}, '2026-03-06T00:00:00+08:00');
    expect((await rig.show(callbackId)).callableFrom).toBe('2026-03-06T01:00:00.000Z');
    expect((await due(callbackId)).dueAt).toBe('03-06T15:59');
    expect(await callable(callbackId, '2026-03-06T10:00')).toBe(true);
  });

  test('C-04 hours that move on a day to come are moved for what is agreed for then, and not before', async () => {
    const callbackId = await rig.taken();
    await set(
      quietHoursPolicy,
      { quiet: [{ from: '22:00', until: '18:00' }], holidaysAreQuiet: true },
      '2026-03-04T00:00:00+08:00',
    );
    await rig.desk.sweep();
    expect(await callable(callbackId, '2026-03-04T10:00')).toBe(false);
    await at('2026-03-02T12:00:00+08:00');
    await rig.desk.sweep();
    expect(await rig.show(callbackId)).toMatchObject({ state: 'planned' });
  });

  test('C-04 C-05 an agreed time whose day is closed before it comes waits for the next one, and is not overdue meanwhile', async () => {
    const callbackId = await rig.taken();
    await rig.specialist.call(agreeTime, { callbackId, at: '2026-03-09T12:29:00.000Z' });
    expect((await due(callbackId)).dueAt).toBe('03-09T15:59');
    await calendarFrom(1, { '2026-03-09': [] }, '2026-03-09T00:00:00+08:00');
    expect(await due(callbackId)).toEqual({ dueAt: '03-10T15:59', overdue: false, told: [] });
    expect((await rig.show(callbackId)).callableFrom).toBe('2026-03-10T01:00:00.000Z');
    await at('2026-03-09T23:00:00+08:00');
    expect(await callable(callbackId, '2026-03-10T09:00')).toBe(true);
  });

  test('C-05 C-04 the time between attempts, how long one stays open, and how long a recording is kept follow their policies', async () => {
    const callbackId = await rig.taken();
    const attemptId = await rig.started(callbackId);
    await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'busy', recordingReference: 'rec-1' });
    expect((await rig.show(callbackId)).callableFrom).toBe('2026-03-02T06:00:00.000Z');
    await set(attemptsPolicy, { ...attemptsPolicy.default, hoursBetween: 6, openMinutesMax: 30 });
    await rig.desk.sweep();
    expect((await rig.show(callbackId)).callableFrom).toBe('2026-03-02T08:00:00.000Z');
    await set(recordingPolicy, { keepDays: 60 });
    expect((await rig.show(callbackId)).attempts[0]!.recordingKeptUntil).toBe('2026-05-01T02:00:00.000Z');
    await at('2026-03-02T18:00:00+08:00');
    await rig.started(callbackId);
    await set(attemptsPolicy, { ...attemptsPolicy.default, openMinutesMax: 10 });
    await at('2026-03-02T18:09:00+08:00');
    expect((await rig.show(callbackId)).state).toBe('calling');
    await at('2026-03-02T18:10:00+08:00');
    expect((await rig.show(callbackId)).state).toBe('planned');
  });
});
