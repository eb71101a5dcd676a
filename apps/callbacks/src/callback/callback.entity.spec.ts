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
  dissatisfied,
  ruled,
} from './callback.rig.ts';

const steps: Record<keyof typeof callbackSteps.steps, (callback: Callback) => void> = {
  assign: (callback) => callback.assign(memberOf(colleague), by(supervisor)),
  take: (callback) => callback.take(by(specialist)),
  agree_time: (callback) => callback.agreeTime(at('03T10:00'), by(specialist)),
  start_attempt: (callback) => callback.startAttempt(uuid(999), undefined, by(specialist)),
  end_attempt: (callback) => callback.endAttempt(callback.attempts.at(-1)!.id, { outcome: 'reached' }, by(specialist)),
  record: (callback) => callback.record({ solved: true }, undefined, by(specialist)),
  complete: (callback) => callback.complete(satisfied, undefined, by(specialist)),
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

  test('P-05 of what is done, nothing but the customer to a supervisor', () => {
    for (const state of ['satisfied', 'dissatisfied', 'excused', 'cancelled'] as const) {
      const possible = (to: Act) =>
        inState[state]()
          .offers(to)
          .flatMap(({ step, why }) => (why === null ? [step] : []));
      expect([possible(by(specialist)), possible(by(supervisor))]).toEqual([[], ['reveal']]);
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

describe('the record', () => {
  test('C-06 C-07 a customer who gave a low score is not recorded as satisfied, by the script that was begun with', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '没有解决', by(specialist));
    expect(() => callback.complete(satisfied, undefined, by(specialist))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.verdict_contradicted',
        details: expect.objectContaining({ score: 2, satisfiedFrom: 4 }),
      }),
    );
    callback.complete(dissatisfied(['not_solved']), undefined, by(specialist));
    expect(callback.state).toBe('dissatisfied');
  });
  test('C-06 can not be closed before it is complete, and names all that is missing', () => {
    const callback = reached();
    const missing = [
      'the answer to “Is your problem solved?”',
      'the answer to “How would you rate our service, one to five?”',
      'the reasons of the dissatisfaction',
      'the remedy',
      'remarks',
    ].map((en) => expect.objectContaining({ en }));
    expect(() => callback.complete(dissatisfied([], null), undefined, by(specialist))).toThrow(
      expect.objectContaining({ code: 'callbacks.callback.incomplete', details: expect.objectContaining({ missing }) }),
    );
    expect(callback.missing).toHaveLength(2);
    expect(callback.state).toBe('reached');
  });
  test.each([[{ solved: 3 }], [{ score: true }], [{ score: '5' }], [{ advice: false }], [{ unknown: true }]])(
    'C-06 %j does not fit the script',
    (answers) => {
      expect(() => reached().record(answers as Record<string, boolean>, undefined, by(specialist))).toThrow(
        'callbacks.callback.answer_unfit',
      );
    },
  );
  test('C-06 answers replace each other, remarks stay until they are written anew', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '客户着急', by(specialist));
    callback.record({ solved: true }, undefined, by(specialist));
    expect([callback.answers, callback.remarks, callback.score]).toEqual([{ solved: true }, '客户着急', null]);
  });
  test('C-06 satisfied: tells the score, the length of the talk and the number of questions', () => {
    expect(last(inState.satisfied())).toMatchObject({
      type: 'callbacks.callback.satisfied',
      data: {
        ticketId: resolution.ticketId,
        handlerId: specialist.id,
        ticketHandlerId: resolution.ticketHandlerId,
        teamId: resolution.teamId,
        round: 1,
        attempts: 1,
        lengthS: 90,
        questions: 3,
        score: 4,
      },
    });
  });
  test('C-07 dissatisfied: tells the reasons, each once', () => {
    const callback = answered(reached());
    callback.complete(dissatisfied(['too_slow', 'attitude', 'too_slow']), '等了两周', by(specialist));
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.dissatisfied',
      data: { reasons: ['too_slow', 'attitude'], score: 4 },
    });
  });
  test.each([
    { score: 1, is: 'dissatisfied', reopens: true },
    { score: 2, is: 'dissatisfied', reopens: true },
    // 一般 is asked for reasons and a remedy, and its ticket stays.
    { score: 3, is: 'dissatisfied', reopens: false },
    { score: 4, is: 'satisfied' },
    { score: 5, is: 'satisfied' },
    // Against a good score the verdict is all there is to go by.
    { score: 4, is: 'dissatisfied', reopens: true },
    { score: 3, is: 'dissatisfied', reopens: true, upToScore: 3 },
    { score: 1, is: 'dissatisfied', reopens: false, upToScore: 0 },
  ] as const)('C-06 C-07 $score of 5 is $is; reopened: $reopens', ({ score, is, upToScore = 2, ...told }) => {
    const act = by(specialist, undefined, { ...rules, reopening: { upToScore } });
    const callback = reached();
    callback.record({ solved: true, score }, '客户说一般', act);
    if (score < 4)
      expect(() => callback.complete(satisfied, undefined, act)).toThrow('callbacks.callback.verdict_contradicted');
    callback.complete(is === 'satisfied' ? satisfied : dissatisfied(['too_slow']), undefined, act);
    expect(last(callback)).toMatchObject({ type: `callbacks.callback.${is}`, data: { score, ...told } });
  });
  test('C-06 a script without a score leaves the verdict to say whether the ticket comes back', () => {
    const standard = { ...rules.scripts.standard, questions: [rules.scripts.standard.questions[0]!] };
    const act = by(specialist, at('02T11:00'), { ...rules, scripts: { standard, byKind: {} } });
    const callback = planned();
    callback.startAttempt(uuid(999), undefined, act);
    callback.endAttempt(uuid(999), { outcome: 'reached' }, act);
    callback.record({ solved: false }, '没有解决', act);
    callback.complete(dissatisfied(['not_solved']), undefined, act);
    expect(last(callback)).toMatchObject({ data: { score: null, reopens: true } });
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
