import { randomUUID } from 'node:crypto';
import { assignCallback, callbackOverdue, startAttempt, takeCallback } from '@bumen/contracts';
import { CallbacksRig } from '../callbacks.rig.ts';

let rig: CallbacksRig;
beforeEach(async () => {
  rig = await CallbacksRig.open();
});
afterEach(() => rig.close());

const ticketId = randomUUID();
const due = async () => (await rig.untaken(undefined, { ticketId })).id;
const escalations = async () =>
  (await rig.desk.outbox('callbacks'))
    .filter(({ type }) => type === callbackOverdue.name)
    .map(({ data }) => (data as { escalatedTo: string }).escalatedTo);

test('C-08 warns the specialist, then tells the supervisor, then the manager, by the policy and once each', async () => {
  const callbackId = await due();
  await rig.specialist.call(takeCallback, { callbackId });
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
    rig.desk.clock.set(`${time}:00+08:00`);
    const met = await rig.desk.sweep();
    seen.push([time, met, (await rig.show(callbackId)).escalation]);
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
  const told = (await rig.desk.outbox('callbacks')).find(({ type }) => type === callbackOverdue.name);
  expect(told).toMatchObject({
    actor: 'callbacks.deadline.callback-nearly-or-long-due',
    data: { callbackId, ticketId, dueAt: '2026-03-05T02:00:00.000Z', assigneeId: rig.specialist.caller.staffId },
  });
});

test('C-08 escalates also what nobody has taken, and leaves alone what is cancelled', async () => {
  const callbackId = await due();
  rig.desk.clock.set('2026-03-05T10:00:00+08:00');
  await rig.desk.sweep();
  expect(await escalations()).toEqual(['supervisor']);
  await rig.reopen(ticketId, 2);
  await rig.desk.settle();
  rig.desk.clock.set('2026-03-10T10:00:00+08:00');
  expect(await rig.desk.sweep()).toBe(0);
  expect((await rig.show(callbackId)).state).toBe('cancelled');
});

test('C-08 two instances that look at once escalate once', async () => {
  await due();
  const second = await rig.desk.startInstance('callbacks');
  rig.desk.clock.set('2026-03-05T10:00:00+08:00');
  const met = await Promise.all([rig.desk.service('callbacks').sweep(), second.sweep()]);
  expect(met[0] + met[1]).toBe(1);
  expect(await escalations()).toEqual(['supervisor']);
});

test('C-05 an attempt that nobody ended counts as unfinished after the policy’s minutes, and the callback can go on', async () => {
  const callbackId = await due();
  await rig.specialist.call(takeCallback, { callbackId });
  await rig.specialist.call(startAttempt, { callbackId });
  rig.desk.clock.advance({ minutes: 119 });
  expect(await rig.desk.sweep()).toBe(0);
  rig.desk.clock.advance({ minutes: 1 });
  expect(await rig.desk.sweep()).toBe(1);
  expect(await rig.show(callbackId)).toMatchObject({
    state: 'planned',
    channel: 'phone',
    attempts: [{ outcome: 'unfinished', lengthS: 7200 }],
    callableFrom: '2026-03-02T07:00:00.000Z',
  });
});

test('C-08 a callback given to another late is escalated with the other’s name', async () => {
  const callbackId = await due();
  const staffId = await rig.staff({ name: '赵同事' });
  await rig.desk.settle();
  await rig.supervisor.call(assignCallback, { callbackId, assigneeId: staffId, reason: '分派' });
  rig.desk.clock.set('2026-03-05T10:00:00+08:00');
  await rig.desk.sweep();
  expect((await rig.desk.outbox('callbacks')).at(-1)!.data).toMatchObject({
    escalatedTo: 'supervisor',
    assigneeId: staffId,
  });
});
