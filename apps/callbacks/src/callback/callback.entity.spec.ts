import { callbackSteps, type CallbackState } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Callback } from './callback.entity.ts';
import {
  uuid,
  at,
  rules,
  by,
  customer,
  customerWith,
  knowing,
  specialist,
  colleague,
  supervisor,
  memberOf,
  resolution,
  planned,
  start,
  tried,
  answered,
  reached,
  told,
  last,
  local,
  inState,
  satisfied,
  correction,
  ruled,
} from './callback.rig.ts';

const steps: Record<keyof typeof callbackSteps.steps, (callback: Callback) => void> = {
  assign: (callback) => callback.assign(memberOf(colleague), by(supervisor)),
  take: (callback) => callback.take(by(specialist)),
  queue: (callback) => callback.queue(by(supervisor)),
  agree_time: (callback) => callback.agreeTime(at('03T10:00'), by(specialist)),
  start_attempt: (callback) => callback.startAttempt(uuid(999), undefined, by(specialist)),
  end_attempt: (callback) => callback.endAttempt(callback.attempts.at(-1)!.id, { outcome: 'reached' }, by(specialist)),
  record: (callback) => callback.record({ solved: true }, undefined, by(specialist)),
  complete: (callback) => callback.complete(satisfied, undefined, by(specialist)),
  correct: (callback) => callback.correct(correction, by(supervisor)),
  give_up: (callback) => callback.giveUp('客户在国外', by(specialist)),
  decide: (callback) => callback.decide('try_again', by(supervisor)),
  reveal: (callback) => callback.refuseUnlessPossible('reveal', by(specialist)),
  lapse: (callback) => callback.timeIsUp(by(specialist)),
  cancel: (callback) => callback.cancel(by(specialist)),
};
const stepNames = Object.keys(callbackSteps.steps) as (keyof typeof callbackSteps.steps)[];
const states = Object.keys(callbackSteps.states) as CallbackState[];
const everyPair = states.flatMap((state) => stepNames.map((step) => [step, state] as const));
/** Steps that need no refusal where they come too late: what they are for has happened. */
const quietly = new Set(['cancel', 'lapse']);

describe('every step in every state', () => {
  test.each(everyPair)('C-06 %s when the callback is %s does what the state table says', (step, state) => {
    const callback = inState[state]();
    expect(callback.state).toBe(state);
    const { version } = callback;
    const act = () => steps[step](callback);
    if (callbackSteps.refusal(step, state) === undefined) {
      expect(act).not.toThrow();
      expect(callbackSteps.after(step, state)).toContain(callback.state);
      return;
    }
    if (quietly.has(step)) act();
    else
      expect(act).toThrow(
        expect.objectContaining({
          code: 'step_refused',
          details: expect.objectContaining({ step, state, allowed: callbackSteps.allowed(state) }),
        }),
      );
    // What was asked of a customer who was reached is kept, and only noted (C-07).
    const noted = step === 'cancel' && (state === 'calling' || state === 'reached') ? 1 : 0;
    expect([callback.state, callback.version]).toEqual([state, version + noted]);
  });
});

describe('what is offered', () => {
  const offered = (callback: Callback, to: Act) =>
    Object.fromEntries(
      callback.offers({ ...to, zone: 'Asia/Shanghai' }).map(({ step, why }) => [step, why?.en ?? null]),
    );
  const forbidden = expect.stringContaining('supervisor');

  test('T-05 the steps that this caller may take, and what keeps them from the others, in words', () => {
    expect(offered(planned(), by(specialist))).toEqual({
      take: null,
      agree_time: null,
      start_attempt: null,
      give_up: null,
      reveal: null,
      assign: forbidden,
    });
    expect(offered(planned(), by(colleague))).toMatchObject({
      start_attempt: expect.stringContaining('李回访 is in charge of it'),
      give_up: expect.stringContaining('李回访 is in charge of it'),
    });
    expect(offered(planned(), by(supervisor))).toMatchObject({ assign: null, start_attempt: null, reveal: null });
  });

  test('C-04 in the customer’s rest time, and after an attempt, when it may be begun', () => {
    expect(offered(planned(), by(specialist, at('02T12:30')))).toMatchObject({
      start_attempt: 'Call at 2026-03-02 14:00 or later',
      agree_time: null,
    });
    expect(offered(inState.planned(), by(specialist, at('02T11:10')))).toMatchObject({
      start_attempt: 'the customer was tried only just now; call at 2026-03-02 14:01:30 or later',
    });
  });

  test('C-04 an attempt as long as there is a channel that leads to the customer', () => {
    const noCalls = knowing(planned(), customerWith({ doNotCall: true }));
    expect(offered(noCalls, by(specialist))).toMatchObject({ start_attempt: null });
    const nowhere = knowing(planned(), customerWith({ doNotCall: true, phone: null, email: null }));
    expect(offered(nowhere, by(specialist))).toMatchObject({ start_attempt: expect.stringContaining('Do not call') });
    expect(offered(knowing(planned(), null), by(specialist))).toMatchObject({
      start_attempt: expect.stringContaining('Try again shortly'),
    });
  });

  test('C-06 no verdict before the record is complete, with what it lacks', () => {
    expect(offered(reached(), by(specialist))).toMatchObject({
      complete: expect.stringContaining('still missing: the answer to “Is your problem solved?”'),
      record: null,
    });
    expect(offered(answered(reached()), by(specialist))).toMatchObject({ complete: null });
  });

  test('C-06 the end of an attempt to who made it, though another is in charge by now', () => {
    const callback = inState.calling();
    callback.assign(memberOf(colleague), by(supervisor));
    expect(offered(callback, by(specialist))).toMatchObject({ end_attempt: null, record: expect.any(String) });
  });

  test('P-05 C-06 of what is done, nothing but the customer and a correction to a supervisor', () => {
    for (const state of ['satisfied', 'dissatisfied', 'excused', 'cancelled'] as const) {
      const possible = (to: Act) =>
        inState[state]()
          .offers(to)
          .flatMap(({ step, why }) => (why === null ? [step] : []));
      const finished = state === 'satisfied' || state === 'dissatisfied';
      const leading = finished ? ['reveal', 'correct'] : ['reveal'];
      expect([possible(by(specialist)), possible(by(supervisor))]).toEqual([[], leading]);
    }
  });
});

describe('planning', () => {
  test('C-02 makes it due three calendar days after the resolution and gives it to somebody', () => {
    const callback = planned();
    expect(told(callback)).toEqual(['due', 'assigned']);
    expect(local(callback.dueAt)).toBe('03-05T10:00');
    expect([callback.assigneeId, callback.version]).toEqual([specialist.id, 2]);
  });
  test('C-02 C-04 keeps a time agreed with the customer, in their rest time its end, and drops one that is past', () => {
    expect(planned({ wishedAt: at('03T10:00') }).agreedAt).toEqual(at('03T10:00'));
    expect(planned({ wishedAt: at('03T12:30') }).agreedAt).toEqual(at('03T14:00'));
    expect(planned({ wishedAt: at('02T09:30') }).agreedAt).toBeNull();
  });
  test('C-02 is due by the end of the agreed day where the customer wished for a later one', () => {
    expect(local(planned({ wishedAt: at('09T10:00') }).dueAt)).toBe('03-09T23:59');
    expect(planned({ wishedAt: at('30T10:00') }).agreedAt).toBeNull();
  });
  test('C-02 takes the days from the policy', () => {
    expect(local(planned({}, ruled({ due: { ...rules.due, days: 7 } })).dueAt)).toBe('03-09T10:00');
  });
  test('C-05 is due by the end of the first day with time for it where the customer rests all three days', () => {
    const closed = {
      ...rules.calendar,
      days: Object.fromEntries(['03', '04', '05', '06'].map((day) => [`2026-03-${day}`, []])),
    };
    const evening = { resolvedAt: at('02T20:30') };
    expect(local(planned(evening, ruled({ calendar: closed })).dueAt)).toBe('03-07T23:59');
    // An hour of the first day would do.
    expect(local(planned({ resolvedAt: at('02T19:30') }, ruled({ calendar: closed })).dueAt)).toBe('03-05T19:30');
    const never = { ...rules.quietHours, quiet: [{ from: '00:00', until: '00:00' }] };
    expect(local(planned({}, ruled({ quietHours: never })).dueAt)).toBe('03-05T10:00');
  });
  test('C-02 an agreed time counts the same whichever way it was agreed', () => {
    const [resolved, agreed] = [planned({ wishedAt: at('09T10:00') }), planned()];
    agreed.agreeTime(at('09T10:00'), by(specialist));
    const asked = tried(planned(), at('02T11:00'), 'asked_for_later', customer, at('09T10:00'));
    for (const callback of [resolved, agreed, asked])
      expect([callback.state, local(callback.agreedAt), local(callback.dueAt), local(callback.nextDeadlineAt)]).toEqual(
        ['planned', '03-09T10:00', '03-09T23:59', '03-09T11:59'],
      );
    // Nearer again: as soon as that.
    agreed.agreeTime(at('06T15:00'), by(specialist));
    expect(local(agreed.dueAt)).toBe('03-06T23:59');
  });
  test('C-08 a later time that is agreed after the callback became overdue begins the warnings anew', () => {
    const callback = planned();
    callback.timeIsUp(by(specialist, at('05T10:00')));
    expect(callback.escalation).toBe('supervisor');
    callback.agreeTime(at('09T10:00'), by(specialist, at('05T11:00')));
    expect([callback.escalation, local(callback.nextDeadlineAt)]).toEqual(['none', '03-09T11:59']);
  });
});

describe('who may act', () => {
  test('P-05 only the one in charge and a supervisor', () => {
    const why = { zh: '该回访由李回访负责', en: '李回访 is in charge of it' };
    expect(() => planned().startAttempt(uuid(999), 'phone', by(colleague, at('02T11:00')))).toThrow(
      expect.objectContaining({ code: 'callbacks.callback.not_yours', details: expect.objectContaining({ why }) }),
    );
    expect(() => planned().startAttempt(uuid(999), 'phone', by(supervisor, at('02T11:00')))).not.toThrow();
  });
  test('C-02 nobody acts on a callback before somebody has taken it', () => {
    const callback = Callback.plan(uuid(20), resolution, customer, by(specialist, at('02T10:00')));
    expect(() => start(callback, at('02T11:00'))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.not_yours',
        details: expect.objectContaining({ assignee: null }),
      }),
    );
    callback.take(by(specialist));
    expect(() => callback.take(by(colleague))).toThrow('callbacks.callback.not_yours');
    const { version } = callback;
    callback.take(by(specialist));
    expect(callback.version).toBe(version);
  });
  test.each([[null], [memberOf(colleague, { active: false })], [memberOf(colleague, { roles: ['agent'] })]])(
    'C-02 it is not given to somebody who is unknown, has left or is no specialist',
    (person) => {
      expect(() => planned().assign(person, by(supervisor))).toThrow('callbacks.callback.specialist_unfit');
    },
  );
  test('C-06 whoever made the call ends it, even after the callback was given to another', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    callback.assign(memberOf(colleague), by(supervisor));
    callback.endAttempt(id, { outcome: 'busy' }, by(specialist, at('02T11:01')));
    expect(callback.state).toBe('planned');
  });
  test('P-05 the customer is revealed to a supervisor also when it is done, to the specialist only before', () => {
    expect(() => inState.satisfied().refuseUnlessPossible('reveal', by(supervisor))).not.toThrow();
    expect(() => inState.planned().refuseUnlessPossible('reveal', by(colleague))).toThrow(
      'callbacks.callback.not_yours',
    );
  });
});

describe('who handled the ticket', () => {
  const handler = { ...supervisor, id: resolution.ticketHandlerIds[1]! };
  // Each where it would be possible otherwise; a supervisor acts on everybody's.
  test.each([
    ['take', () => Callback.plan(uuid(20), resolution, customer, by(specialist, at('02T10:00')))],
    ['agree_time', planned],
    ['start_attempt', planned],
    ['end_attempt', inState.calling],
    ['record', inState.reached],
    ['complete', inState.reached],
    ['give_up', planned],
    ['decide', inState.awaiting_decision],
  ] as const)('C-11 P-04 does not %s, a supervisor no more than a specialist', (step, callback) => {
    for (const roles of [['supervisor'], ['callback_specialist']] as const) {
      const act = by({ ...handler, roles: [...roles] });
      expect(callback().refusalOf(step, act)).toMatchObject({ code: 'callbacks.callback.own_ticket' });
      expect(callback().refusalOf(step, by(supervisor))?.code).not.toBe('callbacks.callback.own_ticket');
    }
  });
  test('C-11 is not given the callback, whoever gives it, but may say who else does it', () => {
    for (const { id } of resolution.ticketHandlerIds.map((one) => memberOf({ ...colleague, id: one })))
      expect(() => planned().assign(memberOf({ ...colleague, id }), by(supervisor))).toThrow(
        expect.objectContaining({
          code: 'callbacks.callback.specialist_unfit',
          details: { why: expect.objectContaining({ en: '赵同事 handled the ticket, so others call back' }) },
        }),
      );
    expect(() => planned().assign(memberOf(colleague), by(handler))).not.toThrow();
  });
  test('C-11 who answers the customer while the callback waits can not go on with it', () => {
    const callback = planned();
    callback.noteHandler(specialist.id, by(specialist));
    callback.noteHandler(specialist.id, by(specialist));
    expect(told(callback)).toEqual(['due', 'assigned', 'handler_noted']);
    expect(() => start(callback, at('02T11:00'))).toThrow('callbacks.callback.own_ticket');
    const done = inState.satisfied();
    done.noteHandler(specialist.id, by(specialist));
    expect(done.ticketHandlerIds).toEqual(resolution.ticketHandlerIds);
  });
});

describe('when time is up', () => {
  test('C-08 the specialist is warned, then the supervisor told, then the manager, each once', () => {
    const callback = planned();
    const due = () => local(callback.nextDeadlineAt);
    expect(due()).toBe('03-04T22:00');
    callback.timeIsUp(by(specialist, at('04T22:00')));
    expect([last(callback).data, callback.isOverdue(at('04T22:00')), due()]).toEqual([
      expect.objectContaining({ escalatedTo: 'specialist' }),
      false,
      '03-05T10:00',
    ]);
    callback.timeIsUp(by(specialist, at('05T10:00')));
    expect([last(callback).data, callback.isOverdue(at('05T10:01')), due()]).toEqual([
      expect.objectContaining({ escalatedTo: 'supervisor' }),
      true,
      '03-06T10:00',
    ]);
    callback.timeIsUp(by(specialist, at('06T10:00')));
    expect([last(callback).data, due()]).toEqual([expect.objectContaining({ escalatedTo: 'manager' }), null]);
  });
  test('C-08 after a long stillness the supervisor and the manager are told, and nobody is warned in vain', () => {
    const callback = planned();
    callback.timeIsUp(by(specialist, at('09T10:00')));
    expect(
      raisedBy(callback)
        .slice(2)
        .map(({ data }) => (data as { escalatedTo: string }).escalatedTo),
    ).toEqual(['supervisor', 'manager']);
  });
  test('C-08 a callback that is done has nothing due', () => {
    for (const state of ['satisfied', 'dissatisfied', 'excused', 'cancelled'] as const)
      expect(inState[state]().nextDeadlineAt).toBeNull();
  });
  test('C-08 a later time that the customer asked for begins the watch anew', () => {
    const callback = planned();
    callback.timeIsUp(by(specialist, at('05T10:00')));
    tried(callback, at('05T11:00'), 'asked_for_later', customer, at('09T15:00'));
    expect([callback.escalation, callback.isOverdue(at('05T12:00')), local(callback.nextDeadlineAt)]).toEqual([
      'none',
      false,
      '03-09T11:59',
    ]);
  });
  test('C-05 an attempt that nobody ended counts as unfinished and not as one more without answer', () => {
    const callback = planned();
    start(callback, at('02T11:00'));
    expect(local(callback.nextDeadlineAt)).toBe('03-02T13:00');
    callback.timeIsUp(by(specialist, at('02T13:00')));
    expect([callback.state, callback.channel, callback.attempts[0]!.result, local(callback.nextAttemptAt)]).toEqual([
      'planned',
      'phone',
      'unfinished',
      '03-02T16:00',
    ]);
  });
});
