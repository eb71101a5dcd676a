import { randomUUID } from 'node:crypto';
import {
  agreeTime,
  assignCallback,
  attemptsPolicy,
  callbacksStandard,
  completeCallback,
  customerChanged,
  decideCallback,
  endAttempt,
  getCallback,
  giveUpCallback,
  listAllowedTimes,
  listCallbacks,
  quietHoursPolicy,
  recordAnswers,
  revealCallbackCustomer,
  scriptPolicy,
  staffChanged,
  startAttempt,
  takeCallback,
  ticketResolved,
  type DataOf,
  type ResponseOf,
} from '@bumen/contracts';
import { startDesk, type Client, type Desk } from '@bumen/testing';
import { CallbacksModule } from '../callbacks.module.ts';

type View = ResponseOf<typeof getCallback>;

let desk: Desk;
let specialist: Client;
let colleague: Client;
let supervisor: Client;

beforeAll(async () => {
  desk = await startDesk({ callbacks: CallbacksModule });
  specialist = desk.as('callback_specialist', { staffId: randomUUID(), name: '李回访' });
  colleague = desk.as('callback_specialist', { staffId: randomUUID(), name: '赵同事' });
  supervisor = desk.as('supervisor', { staffId: randomUUID(), name: '钱主管' });
  for (const { caller } of [specialist, colleague, supervisor])
    await desk.publish(
      staffChanged,
      {
        staffId: caller.staffId,
        number: caller.staffId.slice(0, 8),
        name: caller.name,
        active: true,
        teamId: null,
        roles: ['callback_specialist'],
        profile: null,
        skills: [],
      },
      { subject: caller.staffId, version: 1 },
    );
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set('2026-03-02T10:00:00+08:00'));

type Customer = DataOf<typeof customerChanged>;
async function knownCustomer(
  given: Partial<Customer> = {},
  preferences: Partial<Customer['preferences']> = {},
): Promise<string> {
  const customerId = randomUUID();
  const file: Customer = {
    customerId,
    name: '王小明',
    phone: '13812345678',
    email: 'wang@example.com',
    member: true,
    preferences: { doNotCall: false, quietHours: null, consent: null, ...preferences },
    ...given,
  };
  await desk.publish(customerChanged, file, { subject: customerId, version: 1 });
  return customerId;
}
/** A callback that nobody has taken, since nobody is on shift. */
async function untaken(customerId?: string, given: Partial<DataOf<typeof ticketResolved>> = {}): Promise<View> {
  const ticketId = randomUUID();
  const whose = customerId ?? (await knownCustomer());
  await desk.publish(
    ticketResolved,
    {
      ticketId,
      number: 'T-20260302-1',
      customerId: whose,
      nature: 'consult',
      flow: 'consult',
      channel: 'phone',
      teamId: null,
      handlerId: randomUUID(),
      resolvedAt: desk.clock.now().toISOString(),
      round: 1,
      callbackAgreedAt: null,
      ...given,
    },
    { subject: ticketId, version: 1 },
  );
  await desk.settle();
  const { items } = await supervisor.call(listCallbacks, { ticketId });
  return supervisor.call(getCallback, { callbackId: items[0]!.id });
}
async function taken(customerId?: string, given: Partial<DataOf<typeof ticketResolved>> = {}): Promise<string> {
  const { id: callbackId } = await untaken(customerId, given);
  await specialist.call(takeCallback, { callbackId });
  return callbackId;
}
const started = async (callbackId: string) => (await specialist.call(startAttempt, { callbackId })).attempts.at(-1)!.id;
const refused = (code: string, details?: Record<string, unknown>) =>
  expect.objectContaining({ code, ...(details ? { details: expect.objectContaining(details) } : {}) });
const eventsOf = async (callbackId: string) =>
  (await desk.outbox('callbacks')).filter(({ subject }) => subject === callbackId);

test('C-06 carries a callback from the resolution to a dissatisfied verdict, one event a step', async () => {
  const callbackId = await taken();
  desk.clock.advance({ minutes: 30 });
  const calling = await specialist.call(startAttempt, { callbackId, channel: 'phone' });
  expect(calling).toMatchObject({
    state: 'calling',
    missing: [{ en: expect.stringContaining('solved') }, { en: expect.stringContaining('rate') }],
  });
  desk.clock.advance({ minutes: 3 });
  await specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 2 }, remarks: '等了两周' });
  const reached = await specialist.call(endAttempt, {
    callbackId,
    attemptId: calling.attempts[0]!.id,
    outcome: 'reached',
    recordingReference: 'rec/1',
  });
  expect(reached.attempts[0]).toMatchObject({
    lengthS: 180,
    recordingReference: 'rec/1',
    recordingKeptUntil: '2026-04-01T02:33:00.000Z',
    consentBasis: 'own_request',
  });
  await expect(specialist.call(completeCallback, { callbackId, verdict: 'dissatisfied' })).rejects.toEqual(
    refused('callbacks.callback.incomplete', { missing: [{ zh: '不满意的原因', en: expect.any(String) }] }),
  );
  const done = await specialist.call(completeCallback, { callbackId, verdict: 'dissatisfied', reasons: ['too_slow'] });
  expect(done).toMatchObject({
    state: 'dissatisfied',
    score: 2,
    reasons: ['too_slow'],
    remarks: '等了两周',
    steps: [],
    callableNow: false,
    finishedAt: '2026-03-02T02:33:00.000Z',
  });
  const events = await eventsOf(callbackId);
  expect(events.map(({ type }) => type.split('.')[2])).toEqual([
    'due',
    'assigned',
    'attempted',
    'recorded',
    'attempt_ended',
    'dissatisfied',
  ]);
  expect(events.map(({ aggregateversion }) => aggregateversion)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(events.at(-1)!.data).toMatchObject({
    reasons: ['too_slow'],
    lengthS: 180,
    questions: 3,
    score: 2,
    handlerId: specialist.caller.staffId,
  });
});

test('C-02 a callback is taken by one of two who want it at once', async () => {
  const { id: callbackId } = await untaken();
  const takes = await Promise.allSettled([specialist, colleague].map((one) => one.call(takeCallback, { callbackId })));
  expect(takes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(takes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: refused('callbacks.callback.not_yours'),
  });
  expect((await eventsOf(callbackId)).filter(({ type }) => type.endsWith('assigned'))).toHaveLength(1);
});

test('C-04 of two attempts started at once one takes place', async () => {
  const callbackId = await taken();
  const starts = await Promise.allSettled(
    Array.from({ length: 4 }, () => specialist.call(startAttempt, { callbackId })),
  );
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of starts)
    if (one.status === 'rejected') expect(one.reason).toEqual(refused('step_refused', { state: 'calling' }));
  expect((await specialist.call(getCallback, { callbackId })).attempts).toHaveLength(1);
});

test('C-07 of two verdicts given at once one counts', async () => {
  const callbackId = await taken();
  const attemptId = await started(callbackId);
  await specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
  await specialist.call(recordAnswers, { callbackId, answers: { solved: true, score: 5 }, remarks: '好' });
  const verdicts = await Promise.allSettled([
    specialist.call(completeCallback, { callbackId, verdict: 'satisfied' }),
    supervisor.call(completeCallback, { callbackId, verdict: 'dissatisfied', reasons: ['other'] }),
  ]);
  expect(verdicts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await eventsOf(callbackId)).filter(({ type }) => type.endsWith('satisfied'))).toHaveLength(1);
});

test('R2 an attempt started again under its key is the same attempt', async () => {
  const callbackId = await taken();
  const first = await specialist.send(startAttempt, { callbackId }, { key: 'start' });
  const again = await specialist.send(startAttempt, { callbackId }, { key: 'start' });
  expect([again.replayed, again.body]).toEqual([true, first.body]);
});

test('R6 refuses to change what the caller has not seen', async () => {
  const callbackId = await taken();
  await expect(specialist.call(startAttempt, { callbackId }, { ifMatch: 1 })).rejects.toEqual(
    refused('version_mismatch', { expected: 1, actual: 2 }),
  );
});

describe('the customer’s rest', () => {
  test('C-04 refuses an attempt and names the next allowed moment; the customer’s own quiet hours count, not the company’s', async () => {
    const standard = await taken();
    const own = await taken(await knownCustomer({}, { quietHours: [{ from: '09:00', until: '18:00' }] }));
    desk.clock.set('2026-03-02T12:30:00+08:00');
    await expect(specialist.call(startAttempt, { callbackId: standard })).rejects.toEqual(
      refused('callbacks.callback.rest_time', { callableFrom: '2026-03-02T06:00:00.000Z' }),
    );
    await expect(specialist.call(startAttempt, { callbackId: own })).rejects.toEqual(
      refused('callbacks.callback.rest_time', { callableFrom: '2026-03-02T10:00:00.000Z' }),
    );
    expect(await specialist.call(getCallback, { callbackId: own })).toMatchObject({
      callableNow: false,
      callableFrom: '2026-03-02T10:00:00.000Z',
    });
    desk.clock.set('2026-03-02T21:00:00+08:00');
    expect(await specialist.call(getCallback, { callbackId: own })).toMatchObject({ callableNow: true });
    expect((await specialist.call(startAttempt, { callbackId: own })).state).toBe('calling');
  });

  test('C-04 goes by the policy in effect, without a restart', async () => {
    const callbackId = await taken();
    desk.clock.set('2026-03-02T12:30:00+08:00');
    const manager = desk.as('department_manager');
    await manager.call(callbacksStandard.setPolicy, {
      name: quietHoursPolicy.name,
      value: { quiet: [], holidaysAreQuiet: true },
      reason: '试行',
    });
    expect((await specialist.call(startAttempt, { callbackId })).state).toBe('calling');
    await manager.call(callbacksStandard.setPolicy, {
      name: quietHoursPolicy.name,
      value: quietHoursPolicy.default,
      reason: '恢复',
    });
  });

  test('C-04 offers only allowed times, and agrees on no other', async () => {
    const callbackId = await taken();
    const { items } = await specialist.call(listAllowedTimes, { callbackId, days: 1 });
    expect(items).toEqual([
      { from: '2026-03-02T02:00:00.000Z', until: '2026-03-02T04:00:00.000Z' },
      { from: '2026-03-02T06:00:00.000Z', until: '2026-03-02T12:30:00.000Z' },
      { from: '2026-03-03T01:00:00.000Z', until: '2026-03-03T02:00:00.000Z' },
    ]);
    await expect(specialist.call(agreeTime, { callbackId, at: '2026-03-03T12:00:00+08:00' })).rejects.toEqual(
      refused('callbacks.callback.agreed_time_unfit', { callableFrom: '2026-03-03T06:00:00.000Z' }),
    );
    expect(await specialist.call(agreeTime, { callbackId, at: '2026-03-03T15:00:00+08:00' })).toMatchObject({
      agreedAt: '2026-03-03T07:00:00.000Z',
      callableFrom: '2026-03-03T07:00:00.000Z',
      callableNow: false,
    });
    await expect(specialist.call(startAttempt, { callbackId })).rejects.toEqual(refused('callbacks.callback.too_soon'));
  });

  test('C-04 nobody calls a customer who must not be called, whoever asks; a message goes out', async () => {
    const callbackId = await taken(await knownCustomer({}, { doNotCall: true }));
    for (const who of [specialist, supervisor])
      await expect(who.call(startAttempt, { callbackId, channel: 'phone' })).rejects.toEqual(
        refused('callbacks.callback.do_not_call'),
      );
    expect((await specialist.call(startAttempt, { callbackId, channel: 'message' })).state).toBe('calling');
  });
});

describe('whose callback it is', () => {
  test('P-05 shows no name, number or address in full, but to the one in charge with a reason, which is on the trail', async () => {
    const callbackId = await taken();
    await specialist.call(startAttempt, { callbackId, channel: 'email' });
    const seen = await specialist.call(getCallback, { callbackId });
    expect(seen.customer).toMatchObject({ name: '王**', phone: '138****5678' });
    expect(seen.attempts[0]).toMatchObject({ phone: null, email: 'w***@example.com' });
    expect(
      (await specialist.call(listCallbacks, { assigneeId: specialist.caller.staffId })).items.every(({ customer }) =>
        customer.phone?.includes('****'),
      ),
    ).toBe(true);
    await expect(colleague.call(revealCallbackCustomer, { callbackId, reason: '好奇' })).rejects.toEqual(
      refused('callbacks.callback.not_yours'),
    );
    expect(await specialist.call(revealCallbackCustomer, { callbackId, reason: '拨打电话' })).toEqual({
      name: '王小明',
      phone: '13812345678',
      email: 'wang@example.com',
    });
    const trail = await desk
      .as('auditor')
      .call(callbacksStandard.listAudit, { aggregateId: callbackId, action: revealCallbackCustomer.name });
    expect(trail.items).toMatchObject([{ actor: specialist.caller.staffId, actorName: '李回访', reason: '拨打电话' }]);
    expect(JSON.stringify(await desk.sql('callbacks', 'select before, after from audit_entry'))).not.toMatch(
      /13812345678|wang@example/,
    );
  });

  test('P-05 reveals nothing to the specialist once it is done', async () => {
    const callbackId = await taken();
    const attemptId = await started(callbackId);
    await specialist.call(endAttempt, { callbackId, attemptId, outcome: 'refused' });
    await supervisor.call(decideCallback, { callbackId, decision: 'excuse', reason: '客户拒绝' });
    await expect(specialist.call(revealCallbackCustomer, { callbackId, reason: '补记' })).rejects.toEqual(
      refused('step_refused'),
    );
    expect((await supervisor.call(revealCallbackCustomer, { callbackId, reason: '核查' })).name).toBe('王小明');
  });

  test('C-02 a supervisor gives it to another, who then acts on it alone', async () => {
    const callbackId = await taken();
    await expect(
      supervisor.call(assignCallback, { callbackId, assigneeId: randomUUID(), reason: '调整' }),
    ).rejects.toEqual(refused('callbacks.callback.specialist_unfit'));
    expect(
      await supervisor.call(assignCallback, { callbackId, assigneeId: colleague.caller.staffId, reason: '调整' }),
    ).toMatchObject({ assigneeName: '赵同事' });
    await expect(specialist.call(startAttempt, { callbackId })).rejects.toEqual(
      refused('callbacks.callback.not_yours', { assignee: '赵同事' }),
    );
  });

  test('C-04 without the customer’s file it can be seen but nobody can be contacted, until the file is there', async () => {
    const customerId = randomUUID();
    const callbackId = await taken(customerId);
    expect(await specialist.call(getCallback, { callbackId })).toMatchObject({
      customer: { id: customerId, name: null, phone: null },
      callableNow: false,
      callableFrom: null,
    });
    await expect(specialist.call(startAttempt, { callbackId })).rejects.toEqual(
      refused('callbacks.callback.customer_not_known_yet'),
    );
    await expect(specialist.call(revealCallbackCustomer, { callbackId, reason: '拨打' })).rejects.toEqual(
      refused('callbacks.callback.customer_not_known_yet'),
    );
    await knownCustomer({ customerId });
    await desk.settle();
    expect((await specialist.call(startAttempt, { callbackId })).state).toBe('calling');
  });
});

describe('the script', () => {
  test('C-06 is that of the first attempt, whatever is set later', async () => {
    const callbackId = await taken();
    const attemptId = await started(callbackId);
    const manager = desk.as('department_manager');
    const shorter = {
      ...scriptPolicy.default.standard,
      questions: scriptPolicy.default.standard.questions.slice(0, 1),
    };
    await manager.call(callbacksStandard.setPolicy, {
      name: scriptPolicy.name,
      value: { standard: shorter, byKind: {} },
      reason: '精简',
    });
    const other = await untaken();
    expect(other.script.questions).toHaveLength(1);
    expect(
      (await specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' })).script.questions,
    ).toHaveLength(3);
    await manager.call(callbacksStandard.setPolicy, {
      name: scriptPolicy.name,
      value: scriptPolicy.default,
      reason: '恢复',
    });
  });

  test('C-06 refuses an answer that does not fit, and keeps what was there', async () => {
    const callbackId = await taken();
    await started(callbackId);
    await specialist.call(recordAnswers, { callbackId, answers: { solved: true } });
    await expect(specialist.call(recordAnswers, { callbackId, answers: { solved: 5 } })).rejects.toEqual(
      refused('callbacks.callback.answer_unfit', { question: 'solved' }),
    );
    expect((await specialist.call(getCallback, { callbackId })).answers).toEqual({ solved: true });
  });
});

describe('nobody answers', () => {
  test('C-05 goes from attempt to attempt, from channel to channel and to the supervisor', async () => {
    const manager = desk.as('department_manager');
    await manager.call(callbacksStandard.setPolicy, {
      name: attemptsPolicy.name,
      value: { perChannel: 1, hoursBetween: 2, channels: ['phone', 'message'] },
      reason: '试行',
    });
    const callbackId = await taken();
    const first = await specialist.call(endAttempt, {
      callbackId,
      attemptId: await started(callbackId),
      outcome: 'no_answer',
    });
    expect(first).toMatchObject({ state: 'planned', channel: 'message', callableFrom: '2026-03-02T06:00:00.000Z' });
    desk.clock.set('2026-03-02T14:00:00+08:00');
    const second = await specialist.call(endAttempt, {
      callbackId,
      attemptId: await started(callbackId),
      outcome: 'no_answer',
    });
    expect(second).toMatchObject({ state: 'awaiting_decision', awaits: { why: 'unreached', note: null } });
    await expect(specialist.call(startAttempt, { callbackId })).rejects.toEqual(refused('step_refused'));
    expect(
      await supervisor.call(decideCallback, { callbackId, decision: 'other_channel', reason: '晚上再打' }),
    ).toMatchObject({ state: 'planned', channel: 'phone', awaits: null });
    await manager.call(callbacksStandard.setPolicy, {
      name: attemptsPolicy.name,
      value: attemptsPolicy.default,
      reason: '恢复',
    });
  });

  test('C-05 the specialist may ask the supervisor, who sees why', async () => {
    const callbackId = await taken();
    expect(await specialist.call(giveUpCallback, { callbackId, reason: '客户在国外' })).toMatchObject({
      state: 'awaiting_decision',
      awaits: { why: 'given_up', note: '客户在国外' },
    });
    await expect(
      desk.as('callback_specialist').call(decideCallback, { callbackId, decision: 'excuse', reason: '不打了' }),
    ).rejects.toEqual(refused('forbidden'));
  });
});

describe('the list', () => {
  test('C-02 goes page by page, nothing twice, in the order asked for', async () => {
    const customerId = await knownCustomer();
    const made: string[] = [];
    for (let hour = 10; hour < 15; hour += 1) {
      desk.clock.set(`2026-03-02T${hour}:00:00+08:00`);
      made.push((await untaken(customerId)).id);
    }
    for (const [order, expected] of [
      ['due', made],
      ['newest', made.toReversed()],
    ] as const) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: ResponseOf<typeof listCallbacks> = await supervisor.call(listCallbacks, {
          customerId,
          order,
          limit: 2,
          cursor,
        });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
    await expect(supervisor.call(listCallbacks, { cursor: 'nonsense' })).rejects.toEqual(refused('invalid_cursor'));
  });

  test('C-08 tells the open and the overdue ones apart', async () => {
    const customerId = await knownCustomer();
    const late = await untaken(customerId);
    const excused = await taken(customerId);
    await specialist.call(giveUpCallback, { callbackId: excused, reason: '客户在国外' });
    await supervisor.call(decideCallback, { callbackId: excused, decision: 'excuse', reason: '同意' });
    desk.clock.advance({ days: 2 });
    const fresh = await untaken(customerId);
    desk.clock.advance({ days: 2 });
    const ids = async (filter: object) =>
      (await supervisor.call(listCallbacks, { customerId, ...filter })).items.map(({ id }) => id);
    expect(await ids({ overdue: 'true' })).toEqual([late.id]);
    expect([...(await ids({ unassigned: 'true' })), ...(await ids({ unassigned: 'false' }))].toSorted()).toEqual(
      [late.id, excused, fresh.id].toSorted(),
    );
    expect(await ids({ overdue: 'false' })).toEqual([excused, fresh.id]);
    expect(await ids({ open: 'true' })).toEqual([late.id, fresh.id]);
    expect(await ids({ open: 'false' })).toEqual([excused]);
  });
});

test('C-02 a callback that there is not is not found', async () => {
  const callbackId = randomUUID();
  for (const operation of [getCallback, listAllowedTimes, takeCallback, startAttempt])
    await expect(specialist.call(operation, { callbackId })).rejects.toEqual(
      refused('callbacks.callback.not_found', { id: callbackId }),
    );
});
