import { agreeTime, listAllowedTimes, listCallbacks, startAttempt } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

describe('days on which nobody is called', () => {
  let rig: CallbacksRig;
  beforeAll(async () => {
    rig = await CallbacksRig.open();
  }, 60_000);
  afterAll(() => rig?.close());

  const at = async (moment: string) => {
    rig.desk.clock.set(`${moment}+08:00`);
    await rig.desk.sweep();
  };
  const isLate = async (callbackId: string) => {
    const { items } = await rig.supervisor.call(listCallbacks, { overdue: true });
    return items.some(({ id }) => id === callbackId);
  };

  test('C-05 C-02 three days that lie wholly in the week of the National Day end with the first day after it', async () => {
    await at('2026-09-30T21:00:00');
    const callbackId = await rig.taken(undefined, { callbackAgreedAt: '2026-10-05T02:00:00.000Z' });
    expect(await rig.show(callbackId)).toMatchObject({
      // A time in the holidays waits for their end.
      agreedAt: '2026-10-08T01:00:00.000Z',
      dueAt: '2026-10-08T15:59:59.999Z',
      callableFrom: '2026-10-08T01:00:00.000Z',
      overdue: false,
    });
    const { items } = await rig.specialist.call(listAllowedTimes, { callbackId, days: 8 });
    expect(items[0]).toMatchObject({ from: '2026-10-08T01:00:00.000Z' });
    const holiday = { callbackId, at: '2026-10-03T02:00:00.000Z' };
    expect((await refusal(rig.specialist.call(agreeTime, holiday))).code).toBe('callbacks.callback.agreed_time_unfit');
    await at('2026-10-04T10:00:00');
    expect((await refusal(rig.specialist.call(startAttempt, { callbackId }))).code).toBe(
      'callbacks.callback.rest_time',
    );
    expect(await isLate(callbackId)).toBe(false);
    await at('2026-10-08T23:59:59');
    expect(await isLate(callbackId)).toBe(false);
    expect((await rig.show(callbackId)).escalation).toBe('specialist');
    await at('2026-10-09T00:00:00');
    expect(await isLate(callbackId)).toBe(true);
    expect((await rig.show(callbackId)).escalation).toBe('supervisor');
  });

  test('C-04 C-02 nobody is called on New Year’s Day of 2027, and what is agreed on the evening before is agreed to its last minute', async () => {
    await at('2026-12-30T20:00:00');
    const callbackId = await rig.taken();
    expect((await rig.show(callbackId)).dueAt).toBe('2027-01-02T12:00:00.000Z');
    const agree = (moment: string) => rig.specialist.call(agreeTime, { callbackId, at: `2026-12-31T${moment}.000Z` });
    expect((await refusal(agree('12:30:00'))).details).toMatchObject({ callableFrom: '2027-01-02T01:00:00.000Z' });
    expect(await agree('12:29:59')).toMatchObject({ agreedAt: '2026-12-31T12:29:59.000Z' });
    await at('2026-12-31T20:30:00');
    expect((await refusal(rig.specialist.call(startAttempt, { callbackId }))).details).toEqual({
      callableFrom: '2027-01-02T01:00:00.000Z',
    });
    await at('2027-01-02T09:00:00');
    expect(await rig.show(callbackId)).toMatchObject({ callableNow: true, overdue: false });
    expect((await rig.specialist.call(startAttempt, { callbackId })).state).toBe('calling');
  });
});
