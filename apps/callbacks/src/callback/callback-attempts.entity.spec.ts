import { attemptsMax, scriptPolicy, type CallbackChannel } from '@bumen/contracts';
import { refusalToStart } from './attempt-start.ts';
import {
  uuid,
  at,
  ruled,
  rules,
  by,
  customer,
  customerWith,
  knowing,
  specialist,
  supervisor,
  planned,
  start,
  tried,
  told,
  last,
  local,
  inState,
  now,
} from './callback.rig.ts';

describe('starting an attempt', () => {
  test('C-05 may start from a moment on only where starting it then is not refused, also once the policy allows fewer', () => {
    const callback = tried(planned(), at('02T09:30'), 'busy');
    const fewer = ruled({ attempts: { ...rules.attempts, perChannel: 1 } });
    const later = at('02T16:00');
    expect(callback.callableFrom(by(specialist, later))).toEqual(later);
    expect(callback.callableFrom(by(specialist, later, fewer))).toBeNull();
    expect(() => callback.startAttempt(uuid(998), undefined, by(specialist, later, fewer))).toThrow(
      'callbacks.callback.channel_used_up',
    );
  });
  test.each([
    ['02T12:00', '02T14:00'],
    ['02T20:30', '03T09:00'],
    ['03T08:59', '03T09:00'],
  ])('C-04 is refused at %s, and the problem names %s', (time, from) => {
    expect(() => start(planned(), at(time))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.rest_time',
        details: expect.objectContaining({ callableFrom: at(from).toISOString() }),
      }),
    );
  });
  test('C-04 is refused without naming a moment where the customer’s quiet hours leave none', () => {
    const never = customerWith({ quietHours: [{ from: '00:00', until: '24:00' }] });
    expect(() => start(planned(), at('02T11:00'), 'phone', never)).toThrow('callbacks.callback.never_callable');
  });
  test('C-04 is refused at any time by phone where the customer must not be called, even to a supervisor', () => {
    const act = () =>
      knowing(planned(), customerWith({ doNotCall: true })).startAttempt(
        uuid(999),
        'phone',
        by(supervisor, at('02T11:00')),
      );
    expect(act).toThrow('callbacks.callback.do_not_call');
  });
  test('C-04 by message is possible where the customer must not be called', () => {
    const callback = planned();
    start(callback, at('02T11:00'), 'message', customerWith({ doNotCall: true }));
    expect([callback.state, callback.channel]).toEqual(['calling', 'message']);
  });
  test('C-04 is refused without an address, and without the customer’s file', () => {
    expect(() => start(planned(), at('02T11:00'), 'email', customerWith({ email: null }))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.no_address',
        details: expect.objectContaining({
          channel: 'email',
          why: expect.objectContaining({ zh: '客户资料中没有可用的邮件联系方式;请补充资料,或提请主管决定' }),
        }),
      }),
    );
    expect(() => start(planned(), at('02T11:00'), 'phone', null)).toThrow('callbacks.callback.customer_not_known_yet');
  });
  test('C-02 is refused before the time agreed with the customer', () => {
    expect(() => start(planned({ wishedAt: at('03T10:00') }), at('02T11:00'))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.too_soon',
        details: expect.objectContaining({ callableFrom: at('03T10:00').toISOString() }),
      }),
    );
  });
  test('C-05 is refused after two hundred attempts in all, however many were forgiven', () => {
    const after = (count: number) =>
      refusalToStart(
        {
          customer,
          channel: 'phone',
          attempts: Array.from({ length: count }, () => ({ channel: 'phone', address: '13800000000', result: 'busy' })),
          attemptsForgiven: count,
          agreedAt: null,
          nextAttemptAt: null,
        },
        undefined,
        by(specialist, at('02T11:00')),
      );
    expect(after(attemptsMax - 1)).toBeUndefined();
    expect(after(attemptsMax)).toMatchObject({ code: 'callbacks.callback.too_many_attempts', details: { max: 200 } });
  });
  test('C-04 keeps the number, what allows the call, and who made it', () => {
    const [asked] = tried(planned(), at('02T11:00'), 'busy').attempts;
    expect(asked).toMatchObject({
      address: customer.phoneE164,
      consentBasis: 'own_request',
      by: specialist.id,
      startedAt: at('02T11:00'),
      lengthS: 90,
    });
    const consent = { basis: 'written' as const, givenAt: '2026-01-01T00:00:00.000Z' };
    expect(tried(planned(), at('02T11:00'), 'busy', customerWith({ consent })).attempts[0]!.consentBasis).toBe(
      'written',
    );
  });
  test('C-06 takes the script of that moment, and keeps it', () => {
    const callback = tried(planned(), at('02T11:00'), 'no_answer');
    const other = ruled({ scripts: { standard: scriptPolicy.default.byKind.complaint!, byKind: {} } });
    callback.startAttempt(uuid(998), 'phone', by(specialist, at('02T14:30'), other));
    expect(callback.script).toEqual(rules.scripts.standard);
  });
});

describe('ending an attempt', () => {
  test('C-04 keeps the recording’s reference for the days of the policy', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    callback.endAttempt(id, { outcome: 'reached', recordingReference: 'rec/77' }, by(specialist, at('02T11:04')));
    expect(callback.attempts[0]).toMatchObject({ recordingReference: 'rec/77', lengthS: 240 });
    expect(callback.attempts[0]!.recordingKeptUntil(rules)).toEqual(
      new Date(at('02T11:04').getTime() + 30 * 86_400_000),
    );
  });
  test('C-05 nobody there: it is planned again, hours later and at another time of day', () => {
    const callback = tried(planned(), at('02T11:00'), 'no_answer');
    expect([callback.state, local(callback.nextAttemptAt)]).toEqual(['planned', '03-02T14:01']);
    expect(local(callback.callableFrom(by(specialist, at('02T11:10'))))).toBe('03-02T14:01');
    expect(() => start(callback, at('02T14:00'))).toThrow('callbacks.callback.too_soon');
    tried(callback, at('02T14:30'), 'busy');
    expect(local(callback.nextAttemptAt)).toBe('03-02T18:00');
  });
  test('C-05 attempts used up by one channel: the next; by all channels: a supervisor decides', () => {
    const callback = planned();
    const times = ['02T11:00', '02T15:00', '02T19:00', '03T10:00', '03T15:00'];
    for (const [index, time] of times.entries()) {
      tried(callback, at(time), 'no_answer');
      expect([callback.state, callback.channel]).toEqual(['planned', index < 2 ? 'phone' : 'message']);
    }
    expect(() => start(callback, at('03T19:00'), 'phone')).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.channel_used_up',
        details: expect.objectContaining({ channel: 'phone', attempts: 3, next: 'message' }),
      }),
    );
    tried(callback, at('03T19:00'), 'no_answer');
    expect([callback.state, callback.decisionCause]).toEqual(['awaiting_decision', 'unreached']);
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.awaits_decision',
      data: { why: 'unreached', attempts: 6 },
    });
  });
  test('C-05 the next channel is one that leads to the customer', () => {
    const withMail = ruled({
      attempts: { ...rules.attempts, perChannel: 1, channels: ['phone', 'email', 'message'] as CallbackChannel[] },
    });
    const callback = knowing(planned(), customerWith({ email: null }));
    callback.startAttempt(uuid(997), 'phone', by(specialist, at('02T11:00'), withMail));
    callback.endAttempt(uuid(997), { outcome: 'busy' }, by(specialist, at('02T11:01'), withMail));
    expect(callback.channel).toBe('message');
  });
  test('C-05 a wrong number is not tried again by any channel until the file has another', () => {
    const callback = tried(planned(), at('02T11:00'), 'wrong_number');
    expect([callback.state, callback.decisionCause]).toEqual(['awaiting_decision', 'wrong_number']);
    expect(() => callback.decide('try_again', by(supervisor))).toThrow('callbacks.callback.no_address');
    knowing(callback, customerWith({ phone: '13900000000', phoneE164: '+8613900000000' })).decide(
      'try_again',
      by(supervisor),
    );
    expect(() => start(callback, now)).toThrow('callbacks.callback.no_address');
    expect(() =>
      start(callback, now, 'phone', customerWith({ phone: '13900000000', phoneE164: '+8613900000000' })),
    ).not.toThrow();
  });
  test('C-05 a refusal is for the supervisor to decide', () => {
    expect(tried(planned(), at('02T11:00'), 'refused').decisionCause).toBe('refused');
  });
  test('C-02 asked for later: at the time the customer wants, and due by the end of that day where it is later', () => {
    const sooner = tried(planned(), at('02T11:00'), 'asked_for_later', customer, at('04T15:00'));
    expect([sooner.state, local(sooner.agreedAt), local(sooner.dueAt)]).toEqual([
      'planned',
      '03-04T15:00',
      '03-05T10:00',
    ]);
    const later = tried(planned(), at('02T11:00'), 'asked_for_later', customer, at('08T15:00'));
    expect([local(later.agreedAt), local(later.dueAt)]).toEqual(['03-08T15:00', '03-08T23:59']);
    expect(last(later)).toMatchObject({
      type: 'callbacks.callback.time_agreed',
      data: { dueAt: later.dueAt.toISOString() },
    });
  });
  test('C-04 asked for later in their rest time: refused with the next allowed moment, and the call goes on', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    const act = () =>
      callback.endAttempt(id, { outcome: 'asked_for_later', agreedAt: at('03T13:00') }, by(specialist, at('02T11:02')));
    expect(act).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.agreed_time_unfit',
        details: expect.objectContaining({ callableFrom: at('03T14:00').toISOString() }),
      }),
    );
    expect(callback.state).toBe('calling');
  });
  test('C-06 an attempt of which there is none is not found, and one that is over stays over', () => {
    const callback = tried(planned(), at('02T11:00'), 'busy');
    expect(() => callback.endAttempt(uuid(5), { outcome: 'busy' }, by(specialist))).toThrow(
      'callbacks.attempt.not_found',
    );
    const over = callback.attempts[0]!.id;
    start(callback, at('02T14:30'));
    expect(() => callback.endAttempt(over, { outcome: 'busy' }, by(specialist))).toThrow(
      expect.objectContaining({ code: 'step_refused', details: expect.objectContaining({ state: 'calling' }) }),
    );
  });
});

describe('a supervisor’s decision', () => {
  test('C-05 try again forgives the attempts made so far', () => {
    const callback = planned();
    for (const time of ['02T11:00', '02T15:00', '02T19:00', '03T10:00', '03T15:00', '03T19:00'])
      tried(callback, at(time), 'no_answer');
    callback.decide('try_again', by(supervisor, at('04T09:00')));
    expect(callback.state).toBe('planned');
    tried(callback, at('04T10:00'), 'no_answer');
    tried(callback, at('04T15:00'), 'no_answer');
    expect(callback.state).toBe('planned');
  });
  test('C-05 another channel is one that was not the last and leads to the customer', () => {
    const callback = tried(planned(), at('02T11:00'), 'refused');
    callback.decide(
      'other_channel',
      by(supervisor, now, ruled({ attempts: { ...rules.attempts, channels: ['phone'] } })),
    );
    expect([callback.state, callback.channel]).toEqual(['planned', 'email']);
    const alone = tried(planned(), at('02T11:00'), 'wrong_number');
    expect(() => knowing(alone, customerWith({ email: null })).decide('other_channel', by(supervisor))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.no_address',
        details: expect.objectContaining({
          why: expect.objectContaining({
            en: 'The customer’s file has nothing that works for e-mail, message; complete it or let a supervisor decide',
          }),
        }),
      }),
    );
  });
  test('C-05 excused ends it and says why', () => {
    const callback = inState.excused();
    expect(told(callback).slice(-2)).toEqual(['decided', 'excused']);
    expect(last(callback).data).toMatchObject({ why: 'refused', attempts: 1 });
    expect([callback.finishedAt, callback.nextDeadlineAt]).toEqual([at('02T12:00'), null]);
  });
  test.each([
    ['given_up', customer],
    ['do_not_call', customerWith({ doNotCall: true })],
    ['no_address', customerWith({ phone: null })],
    // Nobody could say whether whoever it reaches has asked not to be called.
    ['no_address', customerWith({ phone: '65529988', phoneE164: null })],
  ])('C-05 given up: the supervisor sees %s and the specialist’s words', (cause, file) => {
    const callback = planned();
    knowing(callback, file).giveUp('客户在国外', by(specialist));
    expect([callback.state, callback.decisionCause, callback.decisionNote]).toEqual([
      'awaiting_decision',
      cause,
      '客户在国外',
    ]);
  });
});
