import { randomUUID } from 'node:crypto';
import {
  assignCallback,
  callbackOverdue,
  customerChanged,
  getCallback,
  listCallbacks,
  staffChanged,
  startAttempt,
  takeCallback,
  ticketReopened,
  ticketResolved,
  type ResponseOf,
} from '@bumen/contracts';
import { startDesk, type Desk } from '@bumen/testing';
import { CallbacksModule } from '../callbacks.module.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk({ callbacks: CallbacksModule });
  desk.clock.set('2026-03-02T10:00:00+08:00');
});
afterEach(() => desk.close());

const ticketId = randomUUID();
const specialist = () => desk.as('callback_specialist');
async function due(): Promise<string> {
  const customerId = randomUUID();
  await desk.publish(
    customerChanged,
    {
      customerId,
      name: '王小明',
      phone: '13812345678',
      email: null,
      member: false,
      preferences: { doNotCall: false, quietHours: null, consent: null },
    },
    { subject: customerId, version: 1 },
  );
  await desk.publish(
    ticketResolved,
    {
      ticketId,
      number: 'T-1',
      customerId,
      nature: 'consult',
      flow: 'consult',
      channel: 'phone',
      teamId: null,
      handlerId: randomUUID(),
      resolvedAt: desk.clock.now().toISOString(),
      round: 1,
      callbackAgreedAt: null,
    },
    { subject: ticketId, version: 1 },
  );
  await desk.settle();
  return (await specialist().call(listCallbacks, { ticketId })).items[0]!.id;
}
const show = (callbackId: string): Promise<ResponseOf<typeof getCallback>> =>
  specialist().call(getCallback, { callbackId });
const escalations = async () =>
  (await desk.outbox('callbacks'))
    .filter(({ type }) => type === callbackOverdue.name)
    .map(({ data }) => (data as { escalatedTo: string }).escalatedTo);

test('C-08 warns the specialist, then tells the supervisor, then the manager, by the policy and once each', async () => {
  const callbackId = await due();
  await specialist().call(takeCallback, { callbackId });
  const seen: [string, number, string][] = [];
  for (const time of [
    '2026-03-04T21:59',
    '2026-03-04T22:00',
    '2026-03-05T09:59',
    '2026-03-05T10:00',
    '2026-03-06T09:59',
    '2026-03-06T10:00',
    '2026-03-20T10:00',
  ]) {
    desk.clock.set(`${time}:00+08:00`);
    const met = await desk.sweep();
    seen.push([time, met, (await show(callbackId)).escalation]);
  }
  expect(seen).toEqual([
    ['2026-03-04T21:59', 0, 'none'],
    ['2026-03-04T22:00', 1, 'specialist'],
    ['2026-03-05T09:59', 0, 'specialist'],
    ['2026-03-05T10:00', 1, 'supervisor'],
    ['2026-03-06T09:59', 0, 'supervisor'],
    ['2026-03-06T10:00', 1, 'manager'],
    ['2026-03-20T10:00', 0, 'manager'],
  ]);
  expect(await escalations()).toEqual(['specialist', 'supervisor', 'manager']);
  const told = (await desk.outbox('callbacks')).find(({ type }) => type === callbackOverdue.name);
  expect(told).toMatchObject({
    actor: 'callbacks.deadline.callback-nearly-or-long-due',
    data: { callbackId, ticketId, dueAt: '2026-03-05T02:00:00.000Z', assigneeId: specialist().caller.staffId },
  });
});

test('C-08 escalates also what nobody has taken, and leaves alone what is cancelled', async () => {
  const callbackId = await due();
  desk.clock.set('2026-03-05T10:00:00+08:00');
  await desk.sweep();
  expect(await escalations()).toEqual(['supervisor']);
  const moment = desk.clock.now().toISOString();
  await desk.publish(
    ticketReopened,
    {
      ticketId,
      number: 'T-1',
      why: 'by_hand',
      callbackId: null,
      assigneeId: null,
      dueAt: moment,
      round: 2,
      at: moment,
    },
    { subject: ticketId, version: 2 },
  );
  await desk.settle();
  desk.clock.set('2026-03-10T10:00:00+08:00');
  expect(await desk.sweep()).toBe(0);
  expect((await show(callbackId)).state).toBe('cancelled');
});

test('C-08 two instances that look at once escalate once', async () => {
  await due();
  const second = await desk.startInstance('callbacks');
  desk.clock.set('2026-03-05T10:00:00+08:00');
  const met = await Promise.all([desk.service('callbacks').sweep(), second.sweep()]);
  expect(met[0] + met[1]).toBe(1);
  expect(await escalations()).toEqual(['supervisor']);
});

test('C-05 an attempt that nobody ended counts as unfinished after the policy’s minutes, and the callback can go on', async () => {
  const callbackId = await due();
  await specialist().call(takeCallback, { callbackId });
  await specialist().call(startAttempt, { callbackId });
  desk.clock.advance({ minutes: 119 });
  expect(await desk.sweep()).toBe(0);
  desk.clock.advance({ minutes: 1 });
  expect(await desk.sweep()).toBe(1);
  expect(await show(callbackId)).toMatchObject({
    state: 'planned',
    channel: 'phone',
    attempts: [{ outcome: 'unfinished', lengthS: 7200 }],
    callableFrom: '2026-03-02T07:00:00.000Z',
  });
});

test('C-08 a callback given to another late is escalated with the other’s name', async () => {
  const callbackId = await due();
  const staffId = randomUUID();
  await desk.publish(
    staffChanged,
    {
      staffId,
      number: '1',
      name: '赵同事',
      active: true,
      teamId: null,
      roles: ['callback_specialist'],
      profile: null,
      skills: [],
    },
    { subject: staffId, version: 1 },
  );
  await desk.settle();
  await desk.as('supervisor').call(assignCallback, { callbackId, assigneeId: staffId, reason: '分派' });
  desk.clock.set('2026-03-05T10:00:00+08:00');
  await desk.sweep();
  expect((await desk.outbox('callbacks')).at(-1)!.data).toMatchObject({
    escalatedTo: 'supervisor',
    assigneeId: staffId,
  });
});
