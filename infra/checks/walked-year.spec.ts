import {
  acceptTicket,
  calendarPolicy,
  callbackOverdue,
  firstResponseBreached,
  openTicket,
  promiseTime,
  resolveTicket,
  services,
  staffLeaves,
  standard,
  type EventEnvelope,
} from '@bumen/contracts';
import { WholeHouse } from '@bumen/fuzz/whole-house';

const openingDays = Array.from({ length: 7 }, () => [{ from: '10:00', until: '19:00' }]);
/** By their own time and by the database's. */
interface Told {
  readonly event: EventEnvelope;
  readonly business: string;
  readonly real: number;
}

describe('a year that is walked through', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await WholeHouse.open();
  }, 60_000);
  afterAll(() => house?.close());

  const as = (role: 'agent' | 'department_manager' | 'supervisor') =>
    house.desk.as(role, { staffId: house.members.get(role)!.staffId });
  const told = async (): Promise<Told[]> => {
    const all: Told[] = [];
    for (const service of services)
      all.push(
        ...(
          await house.desk.sql<{ envelope: string; real: string }>(
            service,
            `SELECT envelope, extract(epoch FROM created_at)::text AS real FROM outbox WHERE stream = $1 ORDER BY id`,
            [`${service}-events`],
          )
        ).map(({ envelope, real }) => {
          const event = JSON.parse(envelope) as EventEnvelope;
          return { event, business: event.time, real: Number(real) };
        }),
      );
    return all;
  };
  const open = async (question: string, phone: string) =>
    (
      await as('agent').call(openTicket, {
        customer: { name: '林女士', phone },
        channel: 'chat',
        nature: 'consult',
        question,
      })
    ).id;

  test('T-04 C-02 C-08 H-01 what is due happens on its day, once and in order over all services, New Year included', async () => {
    const { desk } = house;
    desk.clock.set('2026-11-30T10:00:00+08:00');
    const begun = new Set((await told()).map(({ event }) => event.id));
    // The calendar of the coming year: opened every day, an hour later.
    await as('department_manager').call(standard.hr.setPolicy, {
      name: calendarPolicy.name,
      value: { ...calendarPolicy.default, week: openingDays, followsChineseHolidays: false },
      reason: '新年起每天营业',
      effectiveFrom: '2026-12-31T16:00:00.000Z',
    });
    const leaver = await house.hire('agent');
    await desk
      .as('hr_officer')
      .call(staffLeaves, { staffId: leaver.staffId, leftOn: '2027-01-01', reason: '合同到期' });

    let newYear = '';
    const days: string[] = [];
    const resolved: string[] = [];
    for (let month = 0; month <= 12; month += 1) {
      const day = `${month === 0 ? 2026 : 2027}-${String(((month + 11) % 12) + 1).padStart(2, '0')}-01`;
      days.push(day);
      if (day === '2027-01-01') {
        await desk.clock.moveTo('2026-12-31T20:00:00+08:00');
        newYear = await open('年前最后一个问题', '13600001234');
      }
      await desk.clock.moveTo(`${day}T10:30:00+08:00`);
      await open('没有人回答的问题', `1390000${1000 + month}`);
      const promised = await open('答应了的事', `1380000${1000 + month}`);
      await as('agent').call(acceptTicket, { ticketId: promised });
      await as('agent').call(promiseTime, {
        ticketId: promised,
        what: '回电',
        dueAt: `${day.slice(0, 8)}02T08:00:00.000Z`,
      });
      const done = await open('已经解决的问题', `1370000${1000 + month}`);
      await as('agent').call(acceptTicket, { ticketId: done });
      await as('agent').call(resolveTicket, { ticketId: done, cause: '支付延迟', remedy: '已补单', reply: '已到账' });
      resolved.push(done);
      await desk.settle();
    }
    await desk.clock.moveTo('2027-12-31T12:00:00Z');

    const all = (await told()).filter(({ event }) => !begun.has(event.id));
    const inOrder = all.toSorted((one, other) => one.real - other.real);
    // What happened later happened later in every service, whichever it was.
    for (const [index, { business }] of inOrder.entries())
      if (index > 0) expect(business >= inOrder[index - 1]!.business).toBe(true);
    const byItself = all.filter(({ event }) => event.actor.includes('.deadline.'));
    const once = byItself.map(({ event: { subject, type, data } }) => `${subject} ${type} ${JSON.stringify(data)}`);
    expect(once.length).toBeGreaterThan(80);
    expect(new Set(once).size).toBe(once.length);

    // Each callback was made on the day of its resolution, by a draw of that day, and is overdue three days later.
    const seeds = await desk.sql<{ day: string }>('callbacks', 'SELECT day FROM draw_seed ORDER BY day');
    expect(seeds.map(({ day }) => day).filter((day) => days.includes(day))).toEqual(days);
    for (const [index, ticketId] of resolved.entries()) {
      const overdue = all
        .filter(({ event }) => event.type === callbackOverdue.name)
        .map(({ event }) => ({
          time: event.time,
          ...(event.data as { ticketId: string; dueAt: string; escalatedTo: string }),
        }))
        .filter((one) => one.ticketId === ticketId);
      expect(overdue.map(({ escalatedTo }) => escalatedTo)).toEqual(['specialist', 'supervisor', 'manager']);
      const dueAt = new Date(new Date(`${days[index]}T10:30:00+08:00`).getTime() + 3 * 86_400_000).toISOString();
      const hours = (count: number) => new Date(new Date(dueAt).getTime() + count * 3_600_000).toISOString();
      expect(overdue[0]!.dueAt).toBe(dueAt);
      expect(overdue.map(({ time }) => time)).toEqual([hours(-12), dueAt, hours(24)]);
    }

    // Nobody answers, so each limit passes at its moment; the last of the old year by the calendar of the new one.
    const breached = all.filter(({ event }) => event.type === firstResponseBreached.name);
    for (const { event } of breached) expect(event.time).toBe((event.data as { dueAt: string }).dueAt);
    expect(breached.find(({ event }) => event.subject === newYear)!.event.time).toBe('2027-01-01T02:01:00.000Z');

    // Who leaves is gone with the first minute of the new year.
    const departed = all.filter(({ event }) => event.actor === 'hr.deadline.announced-leave-begins');
    expect(new Set(departed.map(({ event }) => event.time))).toEqual(new Set(['2026-12-31T16:00:00.000Z']));
    expect(departed.map(({ event }) => event.subject)).toContain(leaver.staffId);
  }, 120_000);
});
