import {
  attemptsPolicy,
  calendarPolicy,
  callbackSteps,
  duePolicy,
  Problem,
  quietHoursPolicy,
  recordingPolicy,
  scriptPolicy,
  type AttemptOutcome,
  type CallbackChannel,
  type CallbackState,
} from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { ContactHours } from '../contact-hours/contact-hours.ts';
import type { Reach } from '../customer/customer-reach.ts';
import { Customer } from '../customer/customer.entity.ts';
import { StaffMember } from '../staff/staff-member.entity.ts';
import type { CallbackRules } from './callback-policies.ts';
import { Callback, type Actor, type Resolution } from './callback.entity.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (text: string) => new Date(`2026-03-${text}:00+08:00`);
const rules: CallbackRules = {
  due: duePolicy.default,
  attempts: attemptsPolicy.default,
  recording: recordingPolicy.default,
  script: scriptPolicy.default.standard,
};
const hours = new ContactHours(quietHoursPolicy.default, calendarPolicy.default, null);

const customerWith = (given: Partial<Customer>): Customer =>
  Object.assign(
    new Customer(),
    {
      id: uuid(1),
      name: '王小明',
      phone: '13812345678',
      email: 'wang@example.com',
      member: false,
      doNotCall: false,
      quietHours: null,
      consent: null,
    },
    given,
  );
const customer = customerWith({});
const reachOf = (given: Partial<Customer>): Reach => ({ customer: customerWith(given), hours });
const reach = reachOf({});
const specialist: Actor = { staffId: uuid(2), name: '李回访', roles: ['callback_specialist'] };
const colleague: Actor = { staffId: uuid(3), name: '赵同事', roles: ['callback_specialist'] };
const supervisor: Actor = { staffId: uuid(4), name: '钱主管', roles: ['supervisor'] };
const memberOf = (actor: Actor, given: Partial<StaffMember> = {}): StaffMember =>
  Object.assign(
    new StaffMember(),
    { id: actor.staffId, name: actor.name, active: true, roles: ['callback_specialist'] },
    given,
  );

const resolution: Resolution = {
  kind: 'after_sale',
  ticketId: uuid(10),
  ticketNumber: 'T-1',
  round: 1,
  customerId: customer.id,
  ticketHandlerId: uuid(11),
  teamId: uuid(12),
  resolvedAt: at('02T10:00'),
  wishedAt: null,
};
/** Monday 10:00, of specialist. */
function planned(given: Partial<Resolution> = {}, by: CallbackRules = rules): Callback {
  const callback = Callback.plan(uuid(20), { ...resolution, ...given }, hours, by, at('02T10:00'));
  callback.assign(memberOf(specialist));
  return callback;
}
let attempts = 100;
function start(callback: Callback, now: Date, channel?: CallbackChannel, to: Reach = reach): string {
  const id = uuid((attempts += 1));
  callback.startAttempt(id, channel, specialist, to, rules, now);
  return id;
}
function tried(callback: Callback, now: Date, outcome: AttemptOutcome, to: Reach = reach, agreedAt?: Date): Callback {
  const id = start(callback, now, undefined, to);
  callback.endAttempt(id, { outcome, agreedAt }, specialist, to, rules, new Date(now.getTime() + 90_000));
  return callback;
}
const answered = (callback: Callback) => {
  callback.record({ solved: true, score: 4 }, undefined, specialist);
  return callback;
};
const reached = () => tried(planned(), at('02T11:00'), 'reached');
const told = (callback: Callback) => raisedBy(callback).map(({ type }) => type.replace('callbacks.callback.', ''));
const last = (callback: Callback) => raisedBy(callback).at(-1)!;
const refusal = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};
const local = (date: Date | null) => date && new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(5, 16);

// ── every step in every state ─────────────────────────────────────────────────────────────────────────────────────

const inState: Record<CallbackState, () => Callback> = {
  planned: () => tried(planned(), at('02T11:00'), 'busy'),
  calling: () => {
    const callback = planned();
    start(callback, at('02T11:00'));
    return callback;
  },
  reached: () => answered(reached()),
  awaiting_decision: () => tried(planned(), at('02T11:00'), 'refused'),
  satisfied: () => {
    const callback = answered(reached());
    callback.complete('satisfied', [], undefined, specialist, at('02T11:10'));
    return callback;
  },
  dissatisfied: () => {
    const callback = answered(reached());
    callback.complete('dissatisfied', ['too_slow'], '等了两周', specialist, at('02T11:10'));
    return callback;
  },
  excused: () => {
    const callback = tried(planned(), at('02T11:00'), 'refused');
    callback.decide('excuse', supervisor, reach, rules, at('02T12:00'));
    return callback;
  },
  cancelled: () => {
    const callback = inState.calling();
    callback.cancel(rules, at('02T11:05'));
    return callback;
  },
};
const now = at('02T15:00');
const steps: Record<keyof typeof callbackSteps.steps, (callback: Callback) => void> = {
  assign: (callback) => callback.assign(memberOf(colleague)),
  take: (callback) => callback.take(specialist),
  agree_time: (callback) => callback.agreeTime(at('03T10:00'), specialist, hours, rules, now),
  start_attempt: (callback) => callback.startAttempt(uuid(999), undefined, specialist, reach, rules, now),
  end_attempt: (callback) =>
    callback.endAttempt(callback.attempts.at(-1)!.id, { outcome: 'reached' }, specialist, reach, rules, now),
  record: (callback) => callback.record({ solved: true }, undefined, specialist),
  complete: (callback) => callback.complete('satisfied', [], undefined, specialist, now),
  give_up: (callback) => callback.giveUp('客户在国外', specialist, reach),
  decide: (callback) => callback.decide('try_again', supervisor, reach, rules, now),
  reveal: (callback) => callback.refuseUnlessRevealedTo(specialist),
  cancel: (callback) => callback.cancel(rules, now),
};
const stepNames = Object.keys(callbackSteps.steps) as (keyof typeof callbackSteps.steps)[];
const states = Object.keys(callbackSteps.states) as CallbackState[];
const everyPair = states.flatMap((state) => stepNames.map((step) => [step, state] as const));
/** Steps that need no refusal where they come too late: what they are for has happened. */
const quietly = new Set(['cancel']);

describe('every step in every state', () => {
  test.each(everyPair)('C-06 %s when the callback is %s does what the state table says', (step, state) => {
    const callback = inState[state]();
    expect(callback.state).toBe(state);
    const { version } = callback;
    const act = () => steps[step](callback);
    if (callbackSteps.refusal(step, state) === undefined) {
      expect(act).not.toThrow();
      const leadsTo = callbackSteps.steps[step].to;
      if (leadsTo) expect(callback.state).toBe(leadsTo);
      return;
    }
    if (quietly.has(step)) act();
    else
      expect(refusal(act)).toMatchObject({
        code: 'step_refused',
        details: { step, state, allowed: callbackSteps.allowed(state) },
      });
    expect([callback.state, callback.version]).toEqual([state, version]);
  });
});

// ── planning ──────────────────────────────────────────────────────────────────────────────────────────────────────

describe('planning', () => {
  test('C-02 makes it due three calendar days after the resolution and gives it to somebody', () => {
    const callback = planned();
    expect(told(callback)).toEqual(['due', 'assigned']);
    expect(local(callback.dueAt)).toBe('03-05T10:00');
    expect([callback.assigneeId, callback.version]).toEqual([specialist.staffId, 2]);
  });
  test('C-02 keeps a time agreed with the customer where it is allowed, and drops one in their rest time or past', () => {
    expect(planned({ wishedAt: at('03T10:00') }).agreedAt).toEqual(at('03T10:00'));
    expect(planned({ wishedAt: at('03T12:30') }).agreedAt).toBeNull();
    expect(planned({ wishedAt: at('02T09:30') }).agreedAt).toBeNull();
  });
  test('C-02 is due by the end of the agreed day where the customer wished for a later one', () => {
    expect(local(planned({ wishedAt: at('09T10:00') }).dueAt)).toBe('03-09T23:59');
    expect(planned({ wishedAt: at('30T10:00') }).agreedAt).toBeNull();
  });
  test('C-02 takes the days from the policy', () => {
    expect(local(planned({}, { ...rules, due: { ...rules.due, days: 7 } }).dueAt)).toBe('03-09T10:00');
  });
});

describe('who may act', () => {
  test('P-05 only the one in charge and a supervisor', () => {
    const why = { zh: '该回访由李回访负责', en: '李回访 is in charge of it' };
    expect(
      refusal(() => planned().startAttempt(uuid(999), 'phone', colleague, reach, rules, at('02T11:00'))),
    ).toMatchObject({ code: 'callbacks.callback.not_yours', details: { why } });
    expect(() => planned().startAttempt(uuid(999), 'phone', supervisor, reach, rules, at('02T11:00'))).not.toThrow();
  });
  test('C-02 nobody acts on a callback before somebody has taken it', () => {
    const callback = Callback.plan(uuid(20), resolution, hours, rules, at('02T10:00'));
    expect(refusal(() => start(callback, at('02T11:00')))).toMatchObject({
      code: 'callbacks.callback.not_yours',
      details: { assignee: null },
    });
    callback.take(specialist);
    expect(refusal(() => callback.take(colleague)).code).toBe('callbacks.callback.not_yours');
    const { version } = callback;
    callback.take(specialist);
    expect(callback.version).toBe(version);
  });
  test.each([[null], [memberOf(colleague, { active: false })], [memberOf(colleague, { roles: ['agent'] })]])(
    'C-02 it is not given to somebody who is unknown, has left or is no specialist',
    (person) => {
      expect(refusal(() => planned().assign(person)).code).toBe('callbacks.callback.specialist_unfit');
    },
  );
  test('C-06 whoever made the call ends it, even after the callback was given to another', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    callback.assign(memberOf(colleague));
    callback.endAttempt(id, { outcome: 'busy' }, specialist, reach, rules, at('02T11:01'));
    expect(callback.state).toBe('planned');
  });
  test('P-05 the customer is revealed to a supervisor also when it is done, to the specialist only before', () => {
    expect(() => inState.satisfied().refuseUnlessRevealedTo(supervisor)).not.toThrow();
    expect(refusal(() => inState.planned().refuseUnlessRevealedTo(colleague)).code).toBe(
      'callbacks.callback.not_yours',
    );
  });
});

// ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────────────

describe('starting an attempt', () => {
  test.each([
    ['02T12:00', '03-02T14:00'],
    ['02T20:30', '03-03T09:00'],
    ['03T08:59', '03-03T09:00'],
  ])('C-04 is refused at %s, and the problem names %s', (time, from) => {
    const problem = refusal(() => start(planned(), at(time)));
    expect(problem.code).toBe('callbacks.callback.rest_time');
    expect(local(new Date(problem.details.callableFrom as string))).toBe(from);
  });
  test('C-04 is refused without naming a moment where the customer’s quiet hours leave none', () => {
    const never: Reach = {
      customer,
      hours: new ContactHours(quietHoursPolicy.default, calendarPolicy.default, [{ from: '00:00', until: '24:00' }]),
    };
    expect(refusal(() => start(planned(), at('02T11:00'), 'phone', never)).code).toBe(
      'callbacks.callback.never_callable',
    );
  });
  test('C-04 is refused at any time by phone where the customer must not be called, even to a supervisor', () => {
    const act = () =>
      planned().startAttempt(uuid(999), 'phone', supervisor, reachOf({ doNotCall: true }), rules, at('02T11:00'));
    expect(refusal(act).code).toBe('callbacks.callback.do_not_call');
  });
  test('C-04 by message is possible where the customer must not be called', () => {
    const callback = planned();
    start(callback, at('02T11:00'), 'message', reachOf({ doNotCall: true }));
    expect([callback.state, callback.channel]).toEqual(['calling', 'message']);
  });
  test('C-04 is refused without an address, and without the customer’s file', () => {
    expect(refusal(() => start(planned(), at('02T11:00'), 'email', reachOf({ email: null })))).toMatchObject({
      code: 'callbacks.callback.no_address',
      details: { channel: 'email', why: { zh: '客户资料中没有可用的邮件联系方式;请补充资料,或提请主管决定' } },
    });
    expect(refusal(() => start(planned(), at('02T11:00'), 'phone', { customer: null, hours })).code).toBe(
      'callbacks.callback.customer_not_known_yet',
    );
  });
  test('C-02 is refused before the time agreed with the customer', () => {
    const problem = refusal(() => start(planned({ wishedAt: at('03T10:00') }), at('02T11:00')));
    expect([problem.code, local(new Date(problem.details.callableFrom as string))]).toEqual([
      'callbacks.callback.too_soon',
      '03-03T10:00',
    ]);
  });
  test('C-04 keeps the number, what allows the call, and who made it', () => {
    const [asked] = tried(planned(), at('02T11:00'), 'busy').attempts;
    expect(asked).toMatchObject({
      address: customer.phone,
      consentBasis: 'own_request',
      by: specialist.staffId,
      startedAt: at('02T11:00'),
      lengthS: 90,
    });
    const consent = { basis: 'written' as const, givenAt: '2026-01-01T00:00:00.000Z' };
    expect(tried(planned(), at('02T11:00'), 'busy', reachOf({ consent })).attempts[0]!.consentBasis).toBe('written');
  });
  test('C-06 takes the script of that moment, and keeps it', () => {
    const callback = tried(planned(), at('02T11:00'), 'no_answer');
    const other = { ...rules, script: scriptPolicy.default.byKind.complaint! };
    callback.startAttempt(uuid(998), 'phone', specialist, reach, other, at('02T14:30'));
    expect(callback.script).toEqual(rules.script);
  });
});

describe('ending an attempt', () => {
  test('C-04 keeps the recording’s reference for the days of the policy', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    callback.endAttempt(
      id,
      { outcome: 'reached', recordingReference: 'rec/77' },
      specialist,
      reach,
      rules,
      at('02T11:04'),
    );
    expect(callback.attempts[0]).toMatchObject({
      recordingReference: 'rec/77',
      recordingKeptUntil: new Date(at('02T11:04').getTime() + 30 * 86_400_000),
      lengthS: 240,
    });
  });
  test('C-05 nobody there: it is planned again, hours later and at another time of day', () => {
    const callback = tried(planned(), at('02T11:00'), 'no_answer');
    expect([callback.state, local(callback.nextAttemptAt)]).toEqual(['planned', '03-02T14:01']);
    expect(local(callback.callableFrom(reach, at('02T11:10')))).toBe('03-02T14:01');
    expect(refusal(() => start(callback, at('02T14:00'))).code).toBe('callbacks.callback.too_soon');
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
    expect(refusal(() => start(callback, at('03T19:00'), 'phone'))).toMatchObject({
      code: 'callbacks.callback.channel_used_up',
      details: { channel: 'phone', attempts: 3, next: 'message' },
    });
    tried(callback, at('03T19:00'), 'no_answer');
    expect([callback.state, callback.decisionCause]).toEqual(['awaiting_decision', 'unreached']);
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.awaits_decision',
      data: { why: 'unreached', attempts: 6 },
    });
  });
  test('C-05 the next channel is one that leads to the customer', () => {
    const withMail = {
      ...rules,
      attempts: { ...rules.attempts, perChannel: 1, channels: ['phone', 'email', 'message'] as CallbackChannel[] },
    };
    const callback = planned();
    callback.startAttempt(uuid(997), 'phone', specialist, reachOf({ email: null }), withMail, at('02T11:00'));
    callback.endAttempt(uuid(997), { outcome: 'busy' }, specialist, reachOf({ email: null }), withMail, at('02T11:01'));
    expect(callback.channel).toBe('message');
  });
  test('C-05 a wrong number is not tried again by any channel until the file has another', () => {
    const callback = tried(planned(), at('02T11:00'), 'wrong_number');
    expect([callback.state, callback.decisionCause]).toEqual(['awaiting_decision', 'wrong_number']);
    expect(refusal(() => callback.decide('try_again', supervisor, reach, rules, now)).code).toBe(
      'callbacks.callback.no_address',
    );
    callback.decide('try_again', supervisor, reachOf({ phone: '13900000000' }), rules, now);
    expect(refusal(() => start(callback, now)).code).toBe('callbacks.callback.no_address');
    expect(() => start(callback, now, 'phone', reachOf({ phone: '13900000000' }))).not.toThrow();
  });
  test('C-05 a refusal is for the supervisor to decide', () => {
    expect(tried(planned(), at('02T11:00'), 'refused').decisionCause).toBe('refused');
  });
  test('C-02 asked for later: at the time the customer wants, and due by the end of that day where it is later', () => {
    const sooner = tried(planned(), at('02T11:00'), 'asked_for_later', reach, at('04T15:00'));
    expect([sooner.state, local(sooner.agreedAt), local(sooner.dueAt)]).toEqual([
      'planned',
      '03-04T15:00',
      '03-05T10:00',
    ]);
    const later = tried(planned(), at('02T11:00'), 'asked_for_later', reach, at('08T15:00'));
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
      callback.endAttempt(
        id,
        { outcome: 'asked_for_later', agreedAt: at('03T13:00') },
        specialist,
        reach,
        rules,
        at('02T11:02'),
      );
    expect(refusal(act)).toMatchObject({
      code: 'callbacks.callback.agreed_time_unfit',
      details: { callableFrom: at('03T14:00').toISOString() },
    });
    expect(callback.state).toBe('calling');
  });
  test('C-06 an attempt of which there is none is not found, and one that is over stays over', () => {
    const callback = tried(planned(), at('02T11:00'), 'busy');
    expect(refusal(() => callback.endAttempt(uuid(5), { outcome: 'busy' }, specialist, reach, rules, now)).code).toBe(
      'callbacks.attempt.not_found',
    );
    const over = callback.attempts[0]!.id;
    start(callback, at('02T14:30'));
    expect(refusal(() => callback.endAttempt(over, { outcome: 'busy' }, specialist, reach, rules, now))).toMatchObject({
      code: 'step_refused',
      details: { state: 'calling' },
    });
  });
});

describe('a supervisor’s decision', () => {
  test('C-05 try again forgives the attempts made so far', () => {
    const callback = planned();
    for (const time of ['02T11:00', '02T15:00', '02T19:00', '03T10:00', '03T15:00', '03T19:00'])
      tried(callback, at(time), 'no_answer');
    callback.decide('try_again', supervisor, reach, rules, at('04T09:00'));
    expect(callback.state).toBe('planned');
    tried(callback, at('04T10:00'), 'no_answer');
    tried(callback, at('04T15:00'), 'no_answer');
    expect(callback.state).toBe('planned');
  });
  test('C-05 another channel is one that was not the last and leads to the customer', () => {
    const callback = tried(planned(), at('02T11:00'), 'refused');
    callback.decide(
      'other_channel',
      supervisor,
      reach,
      { ...rules, attempts: { ...rules.attempts, channels: ['phone'] } },
      now,
    );
    expect([callback.state, callback.channel]).toEqual(['planned', 'email']);
    const alone = tried(planned(), at('02T11:00'), 'wrong_number');
    expect(
      refusal(() => alone.decide('other_channel', supervisor, reachOf({ email: null }), rules, now)),
    ).toMatchObject({
      code: 'callbacks.callback.no_address',
      details: {
        why: {
          en: 'The customer’s file has nothing that works for e-mail, message; complete it or let a supervisor decide',
        },
      },
    });
  });
  test('C-05 excused ends it and says why', () => {
    const callback = inState.excused();
    expect(told(callback).slice(-2)).toEqual(['decided', 'excused']);
    expect(last(callback).data).toMatchObject({ why: 'refused', attempts: 1 });
    expect([callback.finishedAt, callback.nextDeadlineAt]).toEqual([at('02T12:00'), null]);
  });
  test.each([
    ['given_up', reach],
    ['do_not_call', reachOf({ doNotCall: true })],
    ['no_address', reachOf({ phone: null })],
  ])('C-05 given up: the supervisor sees %s and the specialist’s words', (cause, to) => {
    const callback = planned();
    callback.giveUp('客户在国外', specialist, to);
    expect([callback.state, callback.decisionCause, callback.decisionNote]).toEqual([
      'awaiting_decision',
      cause,
      '客户在国外',
    ]);
  });
});

// ── the record ────────────────────────────────────────────────────────────────────────────────────────────────────

describe('the record', () => {
  test('C-06 C-07 a customer who gave a low score is not recorded as satisfied, by the script that was begun with', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '没有解决', specialist);
    expect(refusal(() => callback.complete('satisfied', [], undefined, specialist, now))).toMatchObject({
      code: 'callbacks.callback.verdict_contradicted',
      details: { score: 2, satisfiedFrom: 3 },
    });
    callback.complete('dissatisfied', ['not_solved'], undefined, specialist, now);
    expect(callback.state).toBe('dissatisfied');
  });
  test('C-06 can not be closed before it is complete, and names all that is missing', () => {
    const callback = reached();
    const problem = refusal(() => callback.complete('dissatisfied', [], undefined, specialist, now));
    expect(problem.code).toBe('callbacks.callback.incomplete');
    expect((problem.details.missing as { en: string }[]).map(({ en }) => en)).toEqual([
      'the answer to “Is your problem solved?”',
      'the answer to “How would you rate our service, one to five?”',
      'the reasons of the dissatisfaction',
      'remarks',
    ]);
    expect(callback.missing).toHaveLength(2);
    expect(callback.state).toBe('reached');
  });
  test.each([[{ solved: 3 }], [{ score: true }], [{ score: '5' }], [{ advice: false }], [{ unknown: true }]])(
    'C-06 %j does not fit the script',
    (answers) => {
      expect(refusal(() => reached().record(answers as Record<string, boolean>, undefined, specialist)).code).toBe(
        'callbacks.callback.answer_unfit',
      );
    },
  );
  test('C-06 answers replace each other, remarks stay until they are written anew', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '客户着急', specialist);
    callback.record({ solved: true }, undefined, specialist);
    expect([callback.answers, callback.remarks, callback.score]).toEqual([{ solved: true }, '客户着急', null]);
  });
  test('C-06 satisfied: tells the score, the length of the talk and the number of questions', () => {
    expect(last(inState.satisfied())).toMatchObject({
      type: 'callbacks.callback.satisfied',
      data: {
        ticketId: resolution.ticketId,
        handlerId: specialist.staffId,
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
    callback.complete('dissatisfied', ['too_slow', 'attitude', 'too_slow'], '等了两周', specialist, now);
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.dissatisfied',
      data: { reasons: ['too_slow', 'attitude'], score: 4 },
    });
  });
});

// ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('when time is up', () => {
  test('C-08 the specialist is warned, then the supervisor told, then the manager, each once', () => {
    const callback = planned();
    const due = () => local(callback.nextDeadlineAt);
    expect(due()).toBe('03-04T22:00');
    callback.timeIsUp(reach, rules, at('04T22:00'));
    expect([last(callback).data, callback.isOverdue(at('04T22:00')), due()]).toEqual([
      expect.objectContaining({ escalatedTo: 'specialist' }),
      false,
      '03-05T10:00',
    ]);
    callback.timeIsUp(reach, rules, at('05T10:00'));
    expect([last(callback).data, callback.isOverdue(at('05T10:01')), due()]).toEqual([
      expect.objectContaining({ escalatedTo: 'supervisor' }),
      true,
      '03-06T10:00',
    ]);
    callback.timeIsUp(reach, rules, at('06T10:00'));
    expect([last(callback).data, due()]).toEqual([expect.objectContaining({ escalatedTo: 'manager' }), null]);
  });
  test('C-08 after a long stillness the supervisor and the manager are told, and nobody is warned in vain', () => {
    const callback = planned();
    callback.timeIsUp(reach, rules, at('09T10:00'));
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
    callback.timeIsUp(reach, rules, at('05T10:00'));
    tried(callback, at('05T11:00'), 'asked_for_later', reach, at('09T15:00'));
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
    callback.timeIsUp(reach, rules, at('02T13:00'));
    expect([callback.state, callback.channel, callback.attempts[0]!.result, local(callback.nextAttemptAt)]).toEqual([
      'planned',
      'phone',
      'unfinished',
      '03-02T16:00',
    ]);
  });
});

describe('a reopened ticket', () => {
  test('C-02 cancels its callback and ends the attempt that goes on', () => {
    const callback = inState.cancelled();
    expect(told(callback).slice(-2)).toEqual(['attempt_ended', 'cancelled']);
    expect([callback.state, callback.attempts[0]!.result]).toEqual(['cancelled', 'unfinished']);
  });
});
