import {
  assignTicket,
  closeTicket,
  confirmTicket,
  correctCustomer,
  hearCustomer,
  lookupsPolicy,
  openTicket,
  replyToCustomer,
  resolveTicket,
  revealCustomer,
  revealMarksPolicy,
  searchCustomers,
  standard,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

const reason = '客户来电核对';

describe('what is masked and who may find it out', () => {
  let rig: TicketsRig;
  let agent: Person;
  let other: Person;
  let supervisor: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    const team = await rig.team('service');
    agent = await rig.person({ team });
    other = await rig.person({ team });
    supervisor = await rig.person({ roles: ['supervisor'], onShift: false });
  }, 60_000);
  afterEach(() => rig?.close());

  const open = (person: Person, contact: Parameters<typeof contactOf>[0]) =>
    rig.as(person).call(openTicket, contactOf({ mine: true, ...contact }));
  const reveal = (person: Person, customerId: string) => rig.as(person).call(revealCustomer, { customerId, reason });
  const search = (person: Person, phone: string) => rig.as(person).call(searchCustomers, { phone, reason });

  test('P-05 who opens a ticket by choosing a customer sees no more of them for it; who was told the number does, and so does a supervisor', async () => {
    const { customer } = await open(other, { customer: { name: '王小明', phone: '13812345678' } });
    const chosen = await open(agent, { customerId: customer.id });
    expect(chosen.assigneeId).toBe(agent.staffId);
    const refused = { code: 'tickets.customer.not_served' };
    expect(await refusal(reveal(agent, customer.id))).toMatchObject(refused);
    // Nor by working on it, nor by handing it away and back.
    await rig.as(agent).call(hearCustomer, { ticketId: chosen.id, channel: 'phone', text: '又来电' });
    for (const assigneeId of [other.staffId, agent.staffId])
      await rig.as(supervisor).call(assignTicket, { ticketId: chosen.id, assigneeId, reason: '轮换处理' });
    expect(await refusal(reveal(agent, customer.id))).toMatchObject(refused);
    // Who was given it by somebody else serves the customer.
    await rig.as(supervisor).call(assignTicket, { ticketId: chosen.id, assigneeId: other.staffId, reason: '轮换处理' });
    expect(await reveal(other, customer.id)).toMatchObject({ phone: '13812345678' });
    expect(await reveal(supervisor, customer.id)).toMatchObject({ phone: '13812345678' });
    await open(agent, { customer: { name: '王小明', phone: '138 1234 5678' } });
    expect(await reveal(agent, customer.id)).toMatchObject({ phone: '13812345678' });
  });

  test('P-05 who brings back a colleague’s ticket by what they note sees no more of its customer, whatever the note; who handled it before does', async () => {
    const away = await rig.person({ team: agent.teamId, onShift: false });
    const refused = { code: 'tickets.customer.not_served' };
    const resolve = async (by: Person, ticketId: string) => {
      await rig.as(by).call(replyToCustomer, { ticketId, text: '马上核实' });
      await rig.as(by).call(resolveTicket, { ticketId, cause: '渠道延迟', remedy: '已补发', reply: '已到账' });
    };
    const told = { words: '还是没有到账', channel: 'phone' as const, cause: '渠道延迟', improvement: '加急处理' };
    const notes: Record<string, (ticketId: string, by: Person) => Promise<{ assigneeId: string | null }>> = {
      heard: async (ticketId, by) => {
        await rig.as(other).call(confirmTicket, { ticketId, content: true, words: '好的', channel: 'phone' });
        return rig.as(by).call(hearCustomer, { ticketId, channel: 'phone', text: '又来电' });
      },
      disappointed: (ticketId, by) => rig.as(by).call(confirmTicket, { ticketId, content: false, ...told }),
    };
    for (const [how, note] of Object.entries(notes)) {
      const phone = how === 'heard' ? '13812345678' : '13812345679';
      const { id: ticketId, customer } = await open(away, { customer: { name: '王小明', phone } });
      await resolve(away, ticketId);
      const back = await note(ticketId, agent);
      if (back.assigneeId !== agent.staffId)
        await rig.as(supervisor).call(assignTicket, { ticketId, assigneeId: agent.staffId, reason: '轮换处理' });
      expect(await refusal(reveal(agent, customer.id))).toMatchObject(refused);
      // Nor after another one brought it back as well.
      await resolve(agent, ticketId);
      await note(ticketId, supervisor);
      await rig.as(supervisor).call(assignTicket, { ticketId, assigneeId: agent.staffId, reason: '轮换处理' });
      expect(await refusal(reveal(agent, customer.id))).toMatchObject(refused);
      // Whoever handled it before they noted anything goes on serving the customer.
      await rig.as(supervisor).call(assignTicket, { ticketId, assigneeId: other.staffId, reason: '轮换处理' });
      await resolve(other, ticketId);
      await rig.as(other).call(confirmTicket, { ticketId, content: false, ...told });
      await rig.as(supervisor).call(assignTicket, { ticketId, assigneeId: other.staffId, reason: '轮换处理' });
      expect(await reveal(other, customer.id)).toMatchObject({ phone });
    }
  });

  test('P-05 one person searches by confidential values ten times a minute, misses counted, however many at once', async () => {
    const { customer } = await open(other, { customer: { name: '王小明', phone: '13800005678' } });
    const tries = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => search(agent, `138000${String(index).padStart(2, '0')}678`)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await refusal(search(agent, '13800005678'))).toMatchObject({
      code: 'tickets.customer.too_many_lookups',
      status: 429,
      details: { max: 10, retryAfterS: 60 },
    });
    // A minute is each person's own, and it passes.
    expect((await search(other, '13800005678')).customer?.id).toBe(customer.id);
    rig.desk.clock.advance({ seconds: 61 });
    expect((await search(agent, '13800005678')).customer?.id).toBe(customer.id);
    const { items } = await rig
      .as(supervisor)
      .call(standard.tickets.listAudit, { actor: [agent.staffId], action: [searchCustomers.name] });
    expect(items).toHaveLength(11);
  });

  test('P-05 how many searches a minute is a policy', async () => {
    await rig.hrSets(lookupsPolicy, { perMinute: 1 });
    await search(agent, '13800005678');
    expect(await refusal(search(agent, '13800005678'))).toMatchObject({ details: { max: 1 } });
  });

  test('P-05 a masked number can not be guessed by opening tickets with those that it may be', async () => {
    const { customer } = await open(other, { customer: { name: '王小明', phone: '13800005678' } });
    const guess = (index: number) => ({ name: '王小明', phone: `138${String(index).padStart(4, '0')}5678` });
    // Nor beside an address that is known already, which leads to the same file each time.
    await open(agent, { customer: { name: '李四', email: 'li@example.com' } });
    for (let index = 1; index <= 10; index += 1)
      await open(agent, { customer: { ...guess(index), email: 'li@example.com' } });
    expect(await refusal(open(agent, { customer: guess(0) }))).toMatchObject({
      code: 'tickets.customer.too_many_lookups',
    });
    expect(await refusal(reveal(agent, customer.id))).toMatchObject({ code: 'tickets.customer.not_served' });
    // A busy hour is none of that: other numbers, and the same number again.
    const busy = Array.from({ length: 40 }, (_, index) => ({ name: '客户', phone: `1391234${5_000 + index}` }));
    await Promise.all(busy.map((who) => open(agent, { customer: who })));
    await Promise.all(Array.from({ length: 20 }, () => open(agent, { customer: guess(1) })));
  });

  test('P-05 a ticket that is closed reveals nothing any more', async () => {
    const { id: ticketId, customer } = await open(agent, { customer: { name: '王小明', phone: '13812345678' } });
    expect(await reveal(agent, customer.id)).toMatchObject({ name: '王小明' });
    await rig.desk.sql('tickets', `update ticket set state = 'confirmed' where id = $1`, [ticketId]);
    await rig.as(agent).call(closeTicket, { ticketId });
    expect(await refusal(reveal(agent, customer.id))).toMatchObject({ code: 'tickets.customer.not_served' });
  });
});

describe('who looked at what is confidential', () => {
  let rig: TicketsRig;
  let agent: Person;
  let supervisor: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
    supervisor = await rig.person({ roles: ['supervisor'], onShift: false });
  }, 60_000);
  afterAll(() => rig?.close());

  const { listReveals } = standard.tickets;
  const looks = async (filter: InputOf<typeof listReveals> = {}) =>
    (await rig.as(supervisor).call(listReveals, { actor: [agent.staffId], ...filter })).items;

  test('P-05 supervisors see every reveal and search with its reason, and what is unusual is marked', async () => {
    const customer = { name: '王小明', phone: '13812345678' };
    const { customer: found } = await rig.as(agent).call(openTicket, contactOf({ mine: true, customer }));
    const ask = { customerId: found.id, reason };
    await rig.as(agent).call(revealCustomer, ask);
    expect(await looks()).toMatchObject([
      { action: revealCustomer.name, aggregateId: found.id, reason, found: null, inHour: 1, sameInDay: 1, marks: [] },
    ]);
    for (let missed = 1; missed <= 5; missed += 1)
      await rig.as(agent).call(searchCustomers, { phone: `1390000000${missed}`, reason });
    expect((await looks()).map((one) => [one.found, one.missesInHour, one.marks])).toEqual([
      [false, 5, ['misses']],
      [false, 4, []],
      [false, 3, []],
      [false, 2, []],
      [false, 1, []],
      [null, 0, []],
    ]);
    // A correction that asks whose a number is stands there as well, and what it changed only on the trail.
    await rig.as(agent).call(correctCustomer, { ...ask, phone: '13812345679' });
    for (let again = 0; again < 4; again += 1) await rig.as(agent).call(revealCustomer, ask);
    const [last, ...before] = await looks();
    expect(last).toMatchObject({ sameInDay: 6, marks: ['misses', 'repeated'] });
    expect(before.map((one) => one.action)).toContain(correctCustomer.name);
    expect(await looks({ action: [correctCustomer.name] })).toHaveLength(1);
    // An hour later it is a new hour, and the day is the same.
    rig.desk.clock.advance({ minutes: 61 });
    await rig.as(agent).call(revealCustomer, ask);
    expect((await looks({ limit: 1 }))[0]).toMatchObject({
      inHour: 1,
      missesInHour: 0,
      sameInDay: 7,
      marks: ['repeated'],
    });
    const value = { manyInHour: 1, missesInHour: 5, sameInDay: 100 };
    await rig.hrSets(revealMarksPolicy, value);
    expect((await looks({ limit: 1 }))[0]).toMatchObject({ marks: ['many'] });
    expect(JSON.stringify(await looks())).not.toMatch(/1390000|1381234|王小明/);
    expect(await refusal(rig.as(agent).call(listReveals, {}))).toMatchObject({ code: 'forbidden' });
  });
});
