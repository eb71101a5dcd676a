import { randomUUID } from 'node:crypto';
import { getCallback, startAttempt, takeCallback, ticketMoved } from '@bumen/contracts';
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
    await rig.customer({ name: '李雷' }, { doNotCall: true }),
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

test('T-15 a ticket that moved before it was resolved is called about under the file that it is in', async () => {
  const [before, after] = [await rig.customer(), await rig.customer()];
  const ticketId = randomUUID();
  await move(ticketId, 1, before, after);
  await rig.resolve(ticketId, 2, { customerId: after });
  expect((await rig.callbacksOf(ticketId)).map((one) => one.customer.id)).toEqual([after]);
});
