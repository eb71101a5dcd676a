import { randomUUID } from 'node:crypto';
import {
  attemptsPolicy,
  calendarPolicy,
  callbacksStandard,
  countCallbacks,
  duePolicy,
  endAttempt,
  hrStandard,
  listCallbacks,
  recordingPolicy,
  type Policy,
  type PolicyValue,
} from '@bumen/contracts';
import { CallbacksRig } from '../callbacks.rig.ts';

describe('a policy that changes while callbacks are open', () => {
  let rig: CallbacksRig;
  beforeEach(async () => {
    rig = await CallbacksRig.open();
  }, 60_000);
  afterEach(() => rig?.close());

  const set = <P extends Policy>(policy: P, value: PolicyValue<P>, effectiveFrom?: string) =>
    rig.manager.call(callbacksStandard.setPolicy, {
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
      hrStandard.policySet,
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
