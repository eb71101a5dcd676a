import { randomUUID } from 'node:crypto';
import {
  completeCallback,
  endAttempt,
  getCallback,
  listCallbacks,
  recordAnswers,
  revealCallbackCustomer,
  startAttempt,
  takeCallback,
  ticketCustomerConfirmed,
  ticketMoved,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

let rig: CallbacksRig;
beforeAll(async () => {
  rig = await CallbacksRig.open();
});
afterAll(() => rig.close());
beforeEach(() => rig.begin());

const move = async (ticketId: string, version: number, previousCustomerId: string, customerId: string) => {
  const at = rig.desk.clock.now().toISOString();
  const which = { ticketId, number: 'T202603', teamId: null, assigneeId: null };
  await rig.desk.publish(ticketMoved, { ...which, customerId, previousCustomerId, at }, { subject: ticketId, version });
  await rig.desk.settle();
};

test('T-15 C-04 callbacks follow a ticket to another customer’s file, and with it to who must not be called', async () => {
  const [before, after] = [
    await rig.customer({ name: '王小明' }),
    await rig.customer({ name: '李雷', phoneE164: '+8613800000001' }, { doNotCall: true }),
  ];
  const ticketId = randomUUID();
  const { id: callbackId } = await rig.untaken(before, { ticketId });
  await rig.specialist.call(takeCallback, { callbackId });
  await move(ticketId, 2, before, after);
  const moved = await rig.supervisor.call(getCallback, { callbackId });
  expect(moved.customer).toMatchObject({ id: after, name: '李*', doNotCall: true });
  expect(await refusal(rig.specialist.call(startAttempt, { callbackId }))).toMatchObject({
    code: 'callbacks.callback.do_not_call',
  });
  const told = (await rig.desk.outbox('callbacks')).filter(({ subject }) => subject === callbackId);
  expect(told.at(-1)).toMatchObject({
    type: 'callbacks.callback.moved',
    data: { customerId: after, previousCustomerId: before },
  });
  // The same once more changes nothing.
  await move(ticketId, 3, before, after);
  expect((await rig.desk.outbox('callbacks')).filter(({ subject }) => subject === callbackId)).toHaveLength(
    told.length,
  );
});

test('C-07 T-15 who was reached is heard, though the ticket is reopened, goes to another file and no call is wanted any more', async () => {
  const [before, after] = [
    await rig.customer(),
    await rig.customer({ phoneE164: '+8613800000001' }, { doNotCall: true }),
  ];
  const ticketId = randomUUID();
  const callbackId = await rig.taken(before, { ticketId });
  const attemptId = await rig.started(callbackId);
  await rig.reopen(ticketId, 2, { customerId: before });
  await move(ticketId, 3, before, after);
  await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
  // The same once more, and once it was reached.
  await rig.reopen(ticketId, 4, { customerId: after });
  await rig.desk.settle();
  await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: false, score: 1 } });
  const reasons = ['attitude' as const];
  const verdict = { verdict: 'dissatisfied' as const, reasons, remedy: '致歉', remarks: '态度差' };
  expect(await rig.specialist.call(completeCallback, { callbackId, ...verdict })).toMatchObject({
    state: 'dissatisfied',
    customer: { id: after },
  });
  const told = await rig.eventsOf(callbackId);
  expect(told.filter(({ type }) => type === 'callbacks.callback.outlived_reopening')).toHaveLength(1);
  expect(told.filter(({ type }) => type === 'callbacks.callback.cancelled')).toEqual([]);
  expect(told.at(-1)).toMatchObject({
    type: 'callbacks.callback.dissatisfied',
    data: { customerId: after, ticketId, reasons: ['attitude'], reopens: true, channel: 'phone' },
  });
});

test('C-07 who hung up before they were asked, of a ticket that was reopened meanwhile, is not called again', async () => {
  for (const outcome of ['no_answer', 'refused', 'asked_for_later'] as const) {
    const id = randomUUID();
    const callbackId = await rig.taken(undefined, { ticketId: id });
    const attemptId = await rig.started(callbackId);
    await rig.reopen(id, 2);
    await rig.desk.settle();
    const ended = await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome });
    expect(ended).toMatchObject({ state: 'cancelled', callableFrom: null, awaits: null });
  }
});

test('T-15 a ticket that moved before it was resolved is called about under the file that it is in', async () => {
  const [before, after] = [await rig.customer(), await rig.customer()];
  const ticketId = randomUUID();
  await move(ticketId, 1, before, after);
  await rig.resolve(ticketId, 2, { customerId: after });
  expect((await rig.callbacksOf(ticketId)).map((one) => one.customer.id)).toEqual([after]);
});

test('T-15 C-04 the second person on a number is asked for by the name they gave and reached by what they said, until the file is found to be theirs', async () => {
  const consent = { basis: 'written' as const, givenAt: '2026-02-01T00:00:00.000Z' };
  const customerId = await rig.customer({ name: '王小明', email: 'wang@example.com' }, { consent });
  const ticketId = randomUUID();
  const told = { name: '李雷', phone: '138 1234 5678', phoneE164: '+8613812345678', email: null };
  const { id: callbackId } = await rig.untaken(customerId, { ticketId, told });
  await rig.specialist.call(takeCallback, { callbackId });
  const reveal = () => rig.specialist.call(revealCallbackCustomer, { callbackId, reason: '准备回访' });
  const revealed = { name: '李雷', phone: '138 1234 5678', phoneE164: '+8613812345678', email: null };
  expect(await reveal()).toEqual(revealed);
  expect((await rig.callbacksOf(ticketId))[0]!.customer).toMatchObject({ id: customerId, name: '李*' });
  const { attempts } = await rig.specialist.call(startAttempt, { callbackId });
  expect(attempts[0]).toMatchObject({ consentBasis: 'own_request' });
  const trail = await rig.desk.sql('callbacks', `select from audit_entry as one where one::text like '%李雷%'`);
  expect(trail).toEqual([]);
  const at = rig.desk.clock.now().toISOString();
  const which = { ticketId, number: 'T202603', customerId, teamId: null, assigneeId: null };
  await rig.desk.publish(
    ticketCustomerConfirmed,
    { ...which, by: randomUUID(), at },
    { subject: ticketId, version: 2 },
  );
  await rig.desk.settle();
  expect(await reveal()).toMatchObject({ name: '王小明', email: 'wang@example.com' });
});

test('T-15 P-05 who said no number at their contact is not called back by that of whom the file is of', async () => {
  const customerId = await rig.customer();
  const told = { name: '李雷', phone: null, phoneE164: null, email: 'wang@example.com' };
  const { id: callbackId } = await rig.untaken(customerId, { told });
  await rig.specialist.call(takeCallback, { callbackId });
  expect(await refusal(rig.specialist.call(startAttempt, { callbackId, channel: 'phone' }))).toMatchObject({
    code: 'callbacks.callback.no_address',
  });
});

test('C-04 the number that a second person said is not dialled where it reaches somebody else who must not be called', async () => {
  const [mine, theirs] = ['+8613900000001', '+8613900000002'];
  const email = 'li@example.com';
  const said = { name: '李雷', phone: '139 0000 0002', phoneE164: theirs, email };
  const customerId = await rig.customer();
  const callbackOf = async (told: typeof said) => (await rig.untaken(customerId, { ticketId: randomUUID(), told })).id;
  const waiting = await callbackOf(said);
  const call = (callbackId: string) => refusal(rig.supervisor.call(startAttempt, { callbackId, channel: 'phone' }));
  const calls = await rig.supervisor.call(getCallback, { callbackId: waiting });
  expect(calls.customer).toMatchObject({ doNotCall: false });
  expect(calls.callableFrom).not.toBeNull();

  // Said at any time after the resolution, be it of somebody's second number.
  await rig.customer({ phoneE164: mine, numbers: [mine, theirs] }, { doNotCall: true });
  await rig.desk.settle();
  const [refused, listed] = [
    await rig.supervisor.call(getCallback, { callbackId: waiting }),
    (await rig.supervisor.call(listCallbacks, { customerId: [customerId] })).items,
  ];
  expect(refused).toMatchObject({ customer: { id: customerId, doNotCall: true }, callableFrom: null });
  expect(listed.map(({ customer }) => customer.doNotCall)).toEqual([true]);
  expect(await call(waiting)).toMatchObject({ code: 'callbacks.callback.do_not_call' });
  // They may be written to (C-04); and whom the file is of is called as before.
  await rig.supervisor.call(startAttempt, { callbackId: waiting, channel: 'email' });
  const { id: ownId } = await rig.untaken(customerId, { ticketId: randomUUID() });
  await rig.supervisor.call(startAttempt, { callbackId: ownId, channel: 'phone' });
});

test.each<[string, { readonly numbers?: string[] }]>([
  ['corrected away', { numbers: ['+8613900000009'] }],
  ['merged or split away', { numbers: [] }],
])(
  'C-04 a number that was refused after the resolution and then %s is not dialled for who said it, until that is lifted',
  async (_how, left) => {
    const number = '+8613900000004';
    const told = { name: '李雷', phone: '139 0000 0004', phoneE164: number, email: null };
    const owner = randomUUID();
    const tell = async (version: number, given: Parameters<typeof rig.customer>[0], doNotCall: boolean) => {
      await rig.customer({ customerId: owner, phone: null, ...given }, { doNotCall }, version);
      await rig.desk.settle();
    };
    const { id: callbackId } = await rig.untaken(await rig.customer(), { ticketId: randomUUID(), told });
    await rig.specialist.call(takeCallback, { callbackId });
    await tell(1, { numbers: [number] }, true);
    await tell(2, { ...left, numbersRefused: [number] }, true);
    expect(await rig.show(callbackId)).toMatchObject({ customer: { doNotCall: true }, callableFrom: null });
    expect(await refusal(rig.specialist.call(startAttempt, { callbackId, channel: 'phone' }))).toMatchObject({
      code: 'callbacks.callback.do_not_call',
    });
    // Lifted in the file that the number left, it says nothing of the number.
    await tell(3, { ...left, numbersRefused: [number] }, false);
    expect(await rig.show(callbackId)).toMatchObject({ callableFrom: null });
    await tell(4, { ...left, numbersRefused: [] }, true);
    expect(await rig.show(callbackId)).toMatchObject({ customer: { doNotCall: false } });
    await rig.specialist.call(startAttempt, { callbackId, channel: 'phone' });
  },
);
