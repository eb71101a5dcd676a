import { randomUUID } from 'node:crypto';
import {
  agreeTime,
  attemptsMax,
  attemptsPolicy,
  completeCallback,
  decideCallback,
  endAttempt,
  giveUpCallback,
  listAllowedTimes,
  quietHoursPolicy,
  recordAnswers,
  scriptPolicy,
  startAttempt,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

let rig: CallbacksRig;
beforeAll(async () => {
  rig = await CallbacksRig.open();
  for (const { caller } of [rig.specialist, rig.colleague, rig.supervisor])
    await rig.staff({ staffId: caller.staffId, name: caller.name });
});
afterAll(() => rig.close());
beforeEach(() => rig.begin());

describe('the customer’s rest', () => {
  test('C-04 refuses an attempt and names the next allowed moment; the customer’s own quiet hours count, not the company’s', async () => {
    const standard = await rig.taken();
    const own = await rig.taken(await rig.customer({}, { quietHours: [{ from: '09:00', until: '18:00' }] }));
    rig.desk.clock.set('2026-03-02T12:30:00+08:00');
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId: standard }))).toMatchObject({
      code: 'callbacks.callback.rest_time',
      details: { callableFrom: '2026-03-02T06:00:00.000Z' },
    });
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId: own }))).toMatchObject({
      code: 'callbacks.callback.rest_time',
      details: { callableFrom: '2026-03-02T10:00:00.000Z' },
    });
    const seen = await rig.show(own);
    expect(seen).toMatchObject({ callableNow: false, callableFrom: '2026-03-02T10:00:00.000Z' });
    // What the page offers is said in the time of the people here.
    expect(seen.offers.find(({ step }) => step === 'start_attempt')).toMatchObject({
      why: { zh: '请在 2026-03-02 18:00 之后联系', en: 'Call at 2026-03-02 18:00 or later' },
    });
    rig.desk.clock.set('2026-03-02T21:00:00+08:00');
    expect(await rig.show(own)).toMatchObject({ callableNow: true });
    expect((await rig.specialist.call(startAttempt, { callbackId: own })).state).toBe('calling');
  });

  test('C-04 goes by the policy in effect, without a restart', async () => {
    const callbackId = await rig.taken();
    rig.desk.clock.set('2026-03-02T12:30:00+08:00');
    await rig.under(quietHoursPolicy, { quiet: [], holidaysAreQuiet: true }, async () => {
      expect((await rig.specialist.call(startAttempt, { callbackId })).state).toBe('calling');
    });
  });

  test('C-04 offers only allowed times, and agrees on no other', async () => {
    const callbackId = await rig.taken();
    const { items } = await rig.specialist.call(listAllowedTimes, { callbackId, days: 1 });
    expect(items).toEqual([
      { from: '2026-03-02T02:00:00.000Z', until: '2026-03-02T04:00:00.000Z' },
      { from: '2026-03-02T06:00:00.000Z', until: '2026-03-02T12:30:00.000Z' },
      { from: '2026-03-03T01:00:00.000Z', until: '2026-03-03T02:00:00.000Z' },
    ]);
    expect(
      await refusal(rig.specialist.call(agreeTime, { callbackId, at: '2026-03-03T12:00:00+08:00' })),
    ).toMatchObject({
      code: 'callbacks.callback.agreed_time_unfit',
      details: { callableFrom: '2026-03-03T06:00:00.000Z' },
    });
    expect(await rig.specialist.call(agreeTime, { callbackId, at: '2026-03-03T15:00:00+08:00' })).toMatchObject({
      agreedAt: '2026-03-03T07:00:00.000Z',
      callableFrom: '2026-03-03T07:00:00.000Z',
      callableNow: false,
    });
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.too_soon',
    });
  });

  test('C-04 nobody calls a customer who must not be called, whoever asks; a message goes out', async () => {
    const callbackId = await rig.taken(await rig.customer({}, { doNotCall: true }));
    for (const who of [rig.specialist, rig.supervisor])
      expect(await refusal(who.call(startAttempt, { callbackId, channel: 'phone' }))).toMatchObject({
        code: 'callbacks.callback.do_not_call',
      });
    expect((await rig.specialist.call(startAttempt, { callbackId, channel: 'message' })).state).toBe('calling');
  });
});

describe('a customer who can not be reached', () => {
  test('C-04 quiet hours that leave no time are said, not waited for', async () => {
    const callbackId = await rig.taken(await rig.customer({}, { quietHours: [{ from: '00:00', until: '24:00' }] }));
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.never_callable',
    });
  });

  test('C-05 is tried two hundred times at most, whatever was decided meanwhile', async () => {
    const callbackId = await rig.taken();
    // As if they had been made one by one, which takes days.
    await rig.desk.sql(
      'callbacks',
      `WITH made AS (
           INSERT INTO callback_attempt (id, callback_id, position, channel, "by", by_name, address, consent_basis,
               started_at, ended_at, result)
             SELECT gen_random_uuid(), $1, made, 'email', $2, 'x', 'x', 'own_request', now(), now(), 'no_answer'
               FROM generate_series(1, $3::int) AS made RETURNING 1)
           UPDATE callback SET attempt_count = $3, attempts_forgiven = $3 WHERE id = $1`,
      [callbackId, rig.specialist.caller.staffId, attemptsMax],
    );
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.too_many_attempts',
      details: { max: 200 },
    });
    expect((await rig.show(callbackId)).attempts).toHaveLength(attemptsMax);
  });

  test('C-05 without a number or address nobody starts, and no decision changes that but to excuse', async () => {
    const callbackId = await rig.taken(await rig.customer({ phone: null, email: null }));
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.no_address',
      details: { channel: 'phone' },
    });
    await rig.specialist.call(giveUpCallback, { callbackId, reason: '没有联系方式' });
    const decided = (decision: 'try_again' | 'other_channel' | 'excuse') =>
      rig.supervisor.call(decideCallback, { callbackId, decision, reason: '没有联系方式' });
    for (const decision of ['try_again', 'other_channel'] as const)
      expect(await refusal(decided(decision))).toMatchObject({ code: 'callbacks.callback.no_address' });
    expect((await decided('excuse')).state).toBe('excused');
  });

  test('C-05 how to go on is not decided before the customer’s file is there', async () => {
    const callbackId = await rig.taken(randomUUID());
    await rig.specialist.call(giveUpCallback, { callbackId, reason: '没有资料' });
    expect(
      await refusal(rig.supervisor.call(decideCallback, { callbackId, decision: 'try_again', reason: '再试' })),
    ).toMatchObject({ code: 'callbacks.callback.customer_not_known_yet' });
  });

  test('C-05 a channel that is used up is not tried again, and the next one is named', async () => {
    await rig.under(attemptsPolicy, { ...attemptsPolicy.default, perChannel: 1, hoursBetween: 0 }, async () => {
      const callbackId = await rig.taken();
      const attemptId = await rig.started(callbackId);
      await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'no_answer' });
      expect(await refusal(rig.specialist.call(startAttempt, { callbackId, channel: 'phone' }))).toMatchObject({
        code: 'callbacks.callback.channel_used_up',
        details: { channel: 'phone', attempts: 1, next: 'message' },
      });
    });
  });

  test('C-04 a time that the customer asked for lies in the time in which they may be called', async () => {
    const callbackId = await rig.taken();
    const attemptId = await rig.started(callbackId);
    const asked = { callbackId, attemptId, outcome: 'asked_for_later' as const };
    expect(
      await refusal(rig.specialist.call(endAttempt, { ...asked, agreedAt: '2026-03-03T12:30:00+08:00' })),
    ).toMatchObject({ code: 'callbacks.callback.agreed_time_unfit' });
  });
});

describe('the script', () => {
  test('C-06 is that of the first attempt, whatever is set later', async () => {
    const callbackId = await rig.taken();
    const attemptId = await rig.started(callbackId);
    const shorter = {
      ...scriptPolicy.default.standard,
      questions: scriptPolicy.default.standard.questions.slice(0, 1),
    };
    await rig.under(scriptPolicy, { standard: shorter, byKind: {} }, async () => {
      expect((await rig.untaken()).script.questions).toHaveLength(1);
      const ended = await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
      expect(ended.script.questions).toHaveLength(3);
    });
  });

  test('C-06 refuses an answer that does not fit, and keeps what was there', async () => {
    const callbackId = await rig.taken();
    await rig.started(callbackId);
    await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: true } });
    expect(await refusal(rig.specialist.call(recordAnswers, { callbackId, answers: { solved: 5 } }))).toMatchObject({
      code: 'callbacks.callback.answer_unfit',
      details: { question: 'solved' },
    });
    expect((await rig.show(callbackId)).answers).toEqual({ solved: true });
  });

  test('C-06 nobody is satisfied with a score below the limit, whoever says so', async () => {
    const callbackId = await rig.taken();
    const attemptId = await rig.started(callbackId);
    await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
    const record = { callbackId, answers: { solved: true, score: 3 }, remarks: '太慢' };
    await rig.specialist.call(recordAnswers, record);
    expect(await refusal(rig.specialist.call(completeCallback, { callbackId, verdict: 'satisfied' }))).toMatchObject({
      code: 'callbacks.callback.verdict_contradicted',
      details: { score: 3, satisfiedFrom: 4 },
    });
    expect(
      await rig.specialist.call(completeCallback, {
        callbackId,
        verdict: 'dissatisfied',
        reasons: ['too_slow'],
        remedy: '下次优先处理',
      }),
    ).toMatchObject({ state: 'dissatisfied', score: 3, remedy: '下次优先处理' });
    expect((await rig.eventsOf(callbackId)).at(-1)!.data).toMatchObject({ score: 3, reopens: false });
  });
});

describe('nobody answers', () => {
  test('C-05 goes from attempt to attempt, from channel to channel and to the supervisor', async () => {
    const once = { ...attemptsPolicy.default, perChannel: 1, hoursBetween: 2 };
    await rig.under(attemptsPolicy, { ...once, channels: ['phone', 'message'] }, async () => {
      const callbackId = await rig.taken();
      const first = await rig.specialist.call(endAttempt, {
        callbackId,
        attemptId: await rig.started(callbackId),
        outcome: 'no_answer',
      });
      expect(first).toMatchObject({ state: 'planned', channel: 'message', callableFrom: '2026-03-02T06:00:00.000Z' });
      rig.desk.clock.set('2026-03-02T14:00:00+08:00');
      const second = await rig.specialist.call(endAttempt, {
        callbackId,
        attemptId: await rig.started(callbackId),
        outcome: 'no_answer',
      });
      expect(second).toMatchObject({ state: 'awaiting_decision', awaits: { why: 'unreached', note: null } });
      expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({ code: 'step_refused' });
      expect(
        await rig.supervisor.call(decideCallback, { callbackId, decision: 'other_channel', reason: '晚上再打' }),
      ).toMatchObject({ state: 'planned', channel: 'phone', awaits: null });
    });
  });

  test('C-05 the specialist may ask the supervisor, who sees why', async () => {
    const callbackId = await rig.taken();
    expect(await rig.specialist.call(giveUpCallback, { callbackId, reason: '客户在国外' })).toMatchObject({
      state: 'awaiting_decision',
      awaits: { why: 'given_up', note: '客户在国外' },
    });
    expect(
      await refusal(
        rig.desk.as('callback_specialist').call(decideCallback, { callbackId, decision: 'excuse', reason: '不打了' }),
      ),
    ).toMatchObject({ code: 'forbidden' });
  });
});
