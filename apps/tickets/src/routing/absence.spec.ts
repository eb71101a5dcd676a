import { randomUUID } from 'node:crypto';
import {
  acceptTicket,
  accountChanged,
  getTicket,
  hearCustomer,
  replyToCustomer,
  shiftChanged,
  type DataOf,
} from '@bumen/contracts';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

describe('whoever is away', () => {
  let rig: TicketsRig;
  let team: string;
  let supervisor: Person;
  let leaving: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    team = await rig.team('service', supervisor.staffId);
    leaving = await rig.person({ team, onShift: false });
  }, 60_000);
  afterEach(() => rig?.close());

  const answered = async (): Promise<TicketView> => {
    const ticket = await rig.open();
    expect(ticket.assigneeId).toBe(leaving.staffId);
    return rig.as(leaving).call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
  };
  const hear = ({ id: ticketId }: TicketView) =>
    rig.as(leaving).call(hearCustomer, { ticketId, channel: 'chat', text: '怎么样了?' });
  const now = ({ id: ticketId }: TicketView) => rig.as(supervisor).call(getTicket, { ticketId });
  const pass = async (duration: Parameters<TicketsRig['desk']['clock']['advance']>[0]) => {
    rig.desk.clock.advance(duration);
    await rig.desk.sweep();
  };
  const handIsRight = async () => {
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  };

  test('T-03 at the end of a shift what is due before the next one goes to somebody on shift, the rest stays', async () => {
    await rig.shift(leaving.staffId, { until: 1 });
    await rig.shift(leaving.staffId, { from: 23, until: 31 });
    const [urgent, quiet] = [await answered(), await answered()];
    const staying = await rig.person({ team });
    await pass({ minutes: 59, seconds: 30 });
    await hear(urgent);
    expect((await now(urgent)).assigneeId).toBe(leaving.staffId);
    await pass({ seconds: 29 });
    expect((await now(urgent)).assigneeId).toBe(leaving.staffId);
    await pass({ seconds: 1 });
    expect(await now(urgent)).toMatchObject({ assigneeId: staying.staffId, state: 'in_progress' });
    expect((await now(quiet)).assigneeId).toBe(leaving.staffId);
    // The customer speaks while they are away: then it is due, too.
    await hear(quiet);
    await rig.desk.sweep();
    expect((await now(quiet)).assigneeId).toBe(staying.staffId);
    await handIsRight();
  });

  test('T-03 a shift is cancelled, and nobody is there: it waits in the queue with its due time, and who leads is told', async () => {
    const shiftId = randomUUID();
    const times = { startsAt: '2026-03-02T00:00:00.000Z', endsAt: '2026-03-02T10:00:00.000Z' };
    const shift = (cancelled: boolean, version: number) =>
      rig.desk.publish(
        shiftChanged,
        { shiftId, staffId: leaving.staffId, ...times, cancelled },
        { subject: shiftId, version },
      );
    await shift(false, 1);
    await rig.desk.settle();
    const ticket = await answered();
    await shift(true, 2);
    await rig.desk.settle();
    await rig.desk.sweep();
    expect(await now(ticket)).toMatchObject({ state: 'queued', assigneeId: null, progress: { limitS: 86_400 } });
    const events = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === ticket.id);
    expect(events.at(-1)).toMatchObject({ type: 'tickets.ticket.queued', data: { why: 'nobody_on_shift' } });
    await handIsRight();
  });

  test('T-03 a locked account is no shift: nothing is given to it, and what is due goes to others', async () => {
    await rig.shift(leaving.staffId);
    const ticket = await answered();
    const staying = await rig.person({ team });
    const accountId = randomUUID();
    const state = async (of: DataOf<typeof accountChanged>['state'], version: number) => {
      const data = { accountId, staffId: leaving.staffId, state: of };
      await rig.desk.publish(accountChanged, data, { subject: accountId, version });
      await rig.desk.settle();
      await rig.desk.sweep();
    };
    await state('locked', 1);
    expect((await now(ticket)).assigneeId).toBe(staying.staffId);
    for (const _ of [1, 2, 3]) expect((await rig.open()).assigneeId).toBe(staying.staffId);
    await state('active', 2);
    expect((await rig.open()).assigneeId).toBe(leaving.staffId);
    await handIsRight();
  });

  test('T-03 whoever takes a ticket off shift means to work on it, and keeps it', async () => {
    await rig.shift(leaving.staffId, { until: 1 });
    await pass({ hours: 2 });
    const queued = await rig.open();
    await rig.as(leaving).call(acceptTicket, { ticketId: queued.id });
    await pass({ seconds: 5 });
    expect(await now(queued)).toMatchObject({ assigneeId: leaving.staffId, state: 'in_progress' });
    await handIsRight();
  });
});
