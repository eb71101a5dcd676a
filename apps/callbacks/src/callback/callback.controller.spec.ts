import { randomUUID } from 'node:crypto';
import {
  assignCallback,
  standard,
  completeCallback,
  countCallbacks,
  decideCallback,
  endAttempt,
  getCallback,
  giveUpCallback,
  listAllowedTimes,
  listCallbacks,
  recordAnswers,
  revealCallbackCustomer,
  startAttempt,
  takeCallback,
  type InputOf,
  type ResponseOf,
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

test('C-06 carries a callback from the resolution to a dissatisfied verdict, one event a step', async () => {
  const callbackId = await rig.taken();
  rig.desk.clock.advance({ minutes: 30 });
  const calling = await rig.specialist.call(startAttempt, { callbackId, channel: 'phone' });
  expect(calling).toMatchObject({
    state: 'calling',
    missing: [{ en: expect.stringContaining('solved') }, { en: expect.stringContaining('rate') }],
  });
  rig.desk.clock.advance({ minutes: 3 });
  await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 2 }, remarks: '等了两周' });
  const reached = await rig.specialist.call(endAttempt, {
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
  expect(await refusal(rig.specialist.call(completeCallback, { callbackId, verdict: 'dissatisfied' }))).toMatchObject({
    code: 'callbacks.callback.incomplete',
    details: {
      missing: [
        { zh: '不满意的原因', en: expect.any(String) },
        { zh: '补救办法', en: expect.any(String) },
      ],
    },
  });
  const done = await rig.specialist.call(completeCallback, {
    callbackId,
    verdict: 'dissatisfied',
    reasons: ['too_slow'],
    remedy: '优先发货',
  });
  expect(done).toMatchObject({
    state: 'dissatisfied',
    score: 2,
    reasons: ['too_slow'],
    remedy: '优先发货',
    remarks: '等了两周',
    callableNow: false,
    finishedAt: '2026-03-02T02:33:00.000Z',
  });
  expect(done.offers.filter(({ why }) => why === null)).toEqual([]);
  const events = await rig.eventsOf(callbackId);
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
    channel: 'phone',
    reopens: true,
    handlerId: rig.specialist.caller.staffId,
  });
});

test('C-02 a callback is taken by one of two who want it at once', async () => {
  const { id: callbackId } = await rig.untaken();
  const takes = await Promise.allSettled(
    [rig.specialist, rig.colleague].map((one) => one.call(takeCallback, { callbackId })),
  );
  expect(takes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(takes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'callbacks.callback.not_yours' },
  });
  expect((await rig.eventsOf(callbackId)).filter(({ type }) => type.endsWith('assigned'))).toHaveLength(1);
});

test('C-04 of two attempts started at once one takes place', async () => {
  const callbackId = await rig.taken();
  const starts = await Promise.allSettled(
    Array.from({ length: 4 }, () => rig.specialist.call(startAttempt, { callbackId })),
  );
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of starts)
    if (one.status === 'rejected')
      expect(one.reason).toMatchObject({ code: 'step_refused', details: { state: 'calling' } });
  expect((await rig.show(callbackId)).attempts).toHaveLength(1);
});

test('C-07 of two verdicts given at once one counts', async () => {
  const callbackId = await rig.taken();
  const attemptId = await rig.started(callbackId);
  await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
  await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: true, score: 5 }, remarks: '好' });
  const verdicts = await Promise.allSettled([
    rig.specialist.call(completeCallback, { callbackId, verdict: 'satisfied' }),
    rig.supervisor.call(completeCallback, { callbackId, verdict: 'dissatisfied', reasons: ['other'], remedy: '致歉' }),
  ]);
  expect(verdicts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await rig.eventsOf(callbackId)).filter(({ type }) => type.endsWith('satisfied'))).toHaveLength(1);
});

test('R2 an attempt started again under its key is the same attempt', async () => {
  const callbackId = await rig.taken();
  const first = await rig.specialist.send(startAttempt, { callbackId }, { key: 'start' });
  const again = await rig.specialist.send(startAttempt, { callbackId }, { key: 'start' });
  expect([again.replayed, again.body]).toEqual([true, first.body]);
});

test('R6 refuses to change what the caller has not seen', async () => {
  const callbackId = await rig.taken();
  expect(await refusal(rig.specialist.call(startAttempt, { callbackId }, { ifMatch: 1 }))).toMatchObject({
    code: 'version_mismatch',
    details: { expected: 1, actual: 2 },
  });
});

describe('whose callback it is', () => {
  test('P-05 shows no name, number or address in full, but to the one in charge with a reason, which is on the trail', async () => {
    const callbackId = await rig.taken();
    await rig.specialist.call(startAttempt, { callbackId, channel: 'email' });
    const seen = await rig.show(callbackId);
    expect(seen.customer).toMatchObject({ name: '王**', phone: '138****5678' });
    expect(seen.attempts[0]).toMatchObject({ phone: null, email: 'w***@example.com' });
    expect(
      (await rig.specialist.call(listCallbacks, { assigneeId: [rig.specialist.caller.staffId] })).items.every(
        ({ customer }) => customer.phone?.includes('****'),
      ),
    ).toBe(true);
    expect(await refusal(rig.colleague.call(revealCallbackCustomer, { callbackId, reason: '好奇' }))).toMatchObject({
      code: 'callbacks.callback.not_yours',
    });
    expect(await rig.specialist.call(revealCallbackCustomer, { callbackId, reason: '拨打电话' })).toEqual({
      name: '王小明',
      phone: '13812345678',
      phoneE164: '+8613812345678',
      email: 'wang@example.com',
    });
    const trail = await rig.desk
      .as('auditor')
      .call(standard.callbacks.listAudit, { aggregateId: [callbackId], action: [revealCallbackCustomer.name] });
    expect(trail.items).toMatchObject([
      { actor: rig.specialist.caller.staffId, actorName: { zh: '李回访', en: '李回访' }, reason: '拨打电话' },
    ]);
    const looks = await rig.desk.as('auditor').call(standard.callbacks.listReveals, { aggregateId: [callbackId] });
    expect(looks.items).toMatchObject([{ actor: rig.specialist.caller.staffId, reason: '拨打电话' }]);
    expect(JSON.stringify(await rig.desk.sql('callbacks', 'select before, after from audit_entry'))).not.toMatch(
      /13812345678|wang@example/,
    );
  });

  test('C-04 P-05 of several numbers that were written at once the one to dial is told, and it is the one that is called', async () => {
    const [written, dialled] = ['139 0000 0001 / 138 0000 0002', '+8613900000001'];
    const customerId = await rig.customer({ phone: written, phoneE164: dialled, numbers: [dialled] });
    await rig.customer({ phone: '13800000002', phoneE164: '+8613800000002' }, { doNotCall: true });
    const callbackId = await rig.taken(customerId);
    expect(await rig.specialist.call(revealCallbackCustomer, { callbackId, reason: '拨打电话' })).toMatchObject({
      phone: written,
      phoneE164: dialled,
    });
    await rig.started(callbackId);
    const [attempt] = await rig.desk.sql('callbacks', 'select address from callback_attempt where callback_id = $1', [
      callbackId,
    ]);
    expect(attempt).toEqual({ address: dialled });
  });

  test('P-05 reveals nothing to the specialist once it is done', async () => {
    const callbackId = await rig.taken();
    const attemptId = await rig.started(callbackId);
    await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'refused' });
    await rig.supervisor.call(decideCallback, { callbackId, decision: 'excuse', reason: '客户拒绝' });
    expect(await refusal(rig.specialist.call(revealCallbackCustomer, { callbackId, reason: '补记' }))).toMatchObject({
      code: 'step_refused',
    });
    expect((await rig.supervisor.call(revealCallbackCustomer, { callbackId, reason: '核查' })).name).toBe('王小明');
  });

  test('C-02 a supervisor gives it to another, who then acts on it alone', async () => {
    const callbackId = await rig.taken();
    expect(
      await refusal(rig.supervisor.call(assignCallback, { callbackId, assigneeId: randomUUID(), reason: '调整' })),
    ).toMatchObject({ code: 'callbacks.callback.specialist_unfit' });
    expect(
      await rig.supervisor.call(assignCallback, {
        callbackId,
        assigneeId: rig.colleague.caller.staffId,
        reason: '调整',
      }),
    ).toMatchObject({ assigneeName: '赵同事' });
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.not_yours',
      details: { assignee: '赵同事' },
    });
  });

  test('C-04 without the customer’s file it can be seen but nobody can be contacted, until the file is there', async () => {
    const customerId = randomUUID();
    const callbackId = await rig.taken(customerId);
    expect(await rig.show(callbackId)).toMatchObject({
      customer: { id: customerId, name: null, phone: null },
      callableNow: false,
      callableFrom: null,
    });
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.customer_not_known_yet',
    });
    expect(await refusal(rig.specialist.call(revealCallbackCustomer, { callbackId, reason: '拨打' }))).toMatchObject({
      code: 'callbacks.callback.customer_not_known_yet',
    });
    await rig.customer({ customerId });
    await rig.desk.settle();
    expect((await rig.specialist.call(startAttempt, { callbackId })).state).toBe('calling');
  });
});

describe('the list', () => {
  test('C-02 goes page by page, nothing twice, in the order asked for', async () => {
    const customerId = await rig.customer();
    const made: string[] = [];
    for (let hour = 10; hour < 15; hour += 1) {
      rig.desk.clock.set(`2026-03-02T${hour}:00:00+08:00`);
      made.push((await rig.untaken(customerId)).id);
    }
    for (const [order, expected] of [
      ['due', made],
      ['newest', made.toReversed()],
    ] as const) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: ResponseOf<typeof listCallbacks> = await rig.supervisor.call(listCallbacks, {
          customerId: [customerId],
          order,
          limit: 2,
          cursor,
        });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
    expect(await refusal(rig.supervisor.call(listCallbacks, { cursor: 'nonsense' }))).toMatchObject({
      code: 'invalid_cursor',
    });
  });

  test('C-08 tells the open and the overdue ones apart', async () => {
    const customerId = await rig.customer();
    const late = await rig.untaken(customerId);
    const excused = await rig.taken(customerId);
    await rig.specialist.call(giveUpCallback, { callbackId: excused, reason: '客户在国外' });
    await rig.supervisor.call(decideCallback, { callbackId: excused, decision: 'excuse', reason: '同意' });
    rig.desk.clock.advance({ days: 2 });
    const fresh = await rig.untaken(customerId);
    rig.desk.clock.advance({ days: 2 });
    const ids = async (filter: object) =>
      (await rig.supervisor.call(listCallbacks, { customerId: [customerId], ...filter })).items.map(({ id }) => id);
    expect(await ids({ overdue: true })).toEqual([late.id]);
    expect([...(await ids({ unassigned: true })), ...(await ids({ unassigned: false }))].toSorted()).toEqual(
      [late.id, excused, fresh.id].toSorted(),
    );
    expect(await ids({ overdue: false })).toEqual([excused, fresh.id]);
    expect(await ids({ open: true })).toEqual([late.id, fresh.id]);
    expect(await ids({ open: false })).toEqual([excused]);
    expect(await ids({ state: ['planned', 'excused'] })).toEqual([late.id, excused, fresh.id]);
    expect(await ids({ customerId: [customerId, randomUUID()], overdue: true })).toEqual([late.id]);
    const filters: InputOf<typeof countCallbacks>['filters'] = {
      all: { customerId: [customerId] },
      late: { customerId: [customerId], overdue: true },
      open: { customerId: [customerId, randomUUID()], open: true },
      taken: { customerId: [customerId], unassigned: false, state: ['excused', 'calling'] },
      none: { customerId: [randomUUID()] },
    };
    const { counts } = await rig.supervisor.call(countCallbacks, { filters });
    const count = (of: number) => ({ count: of, more: false });
    expect(counts).toEqual({ all: count(3), late: count(1), open: count(2), taken: count(1), none: count(0) });
  });
});

test('C-02 a callback that there is not is not found', async () => {
  const callbackId = randomUUID();
  for (const operation of [getCallback, listAllowedTimes, takeCallback, startAttempt])
    expect(await refusal(rig.specialist.call(operation, { callbackId }))).toMatchObject({
      code: 'callbacks.callback.not_found',
      details: { id: callbackId },
    });
});
