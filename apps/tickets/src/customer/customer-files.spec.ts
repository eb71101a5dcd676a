import {
  correctCustomer,
  getCustomer,
  getTicket,
  listTickets,
  mergeCustomers,
  openTicket,
  revealCustomer,
  searchCustomers,
  setContactPreferences,
  splitCustomer,
  standard,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = NonNullable<InputOf<typeof openTicket>['customer']>;
const reason = '客户来电更正';
const id = '11010519491231002X';

describe('files that are not what they should be', () => {
  let rig: TicketsRig;
  let agent: Person;
  let supervisor: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
    supervisor = await rig.person({ roles: ['supervisor'], onShift: false });
  }, 60_000);
  afterEach(() => rig?.close());

  const open = (customer: Who) => rig.as(agent).call(openTicket, contactOf({ mine: true, customer }));
  const reveal = (person: Person, customerId: string) => rig.as(person).call(revealCustomer, { customerId, reason });
  const file = (customerId: string) => rig.as(agent).call(getCustomer, { customerId });
  const find = async (by: Pick<Who, 'phone' | 'email' | 'idNumber'>) =>
    (await rig.as(supervisor).call(searchCustomers, { ...by, reason })).customer?.id;
  const prefer = (customerId: string, preferences: Partial<InputOf<typeof setContactPreferences>>) =>
    rig
      .as(supervisor)
      .call(setContactPreferences, { customerId, doNotCall: false, quietHours: null, reason, ...preferences });
  const merge = (customerId: string, otherId: string) =>
    rig.as(supervisor).call(mergeCustomers, { customerId, otherId, reason });
  const ticketsOf = async (customerId: string) =>
    (await rig.as(supervisor).call(listTickets, { customerId: [customerId], limit: 200 })).items
      .map((one) => one.id)
      .sort();
  /** Each key stands in one file's list, and the table says the same. */
  const keysAgree = async () => {
    const [row] = await rig.desk.sql<{ torn: number }>(
      'tickets',
      `select count(*)::int as torn from (select unnest(keys) as key, id from customer) f
         full join customer_key k on k.key = f.key and k.customer_id = f.id where f.key is null or k.key is null`,
    );
    expect(row!.torn).toBe(0);
  };

  test('T-15 the second person on a number: their name is kept and told, and nothing of whose number it was is shown for it', async () => {
    const first = await open({ name: '王小明', phone: '13812345678', idNumber: id, address: '北京市朝阳区一号' });
    await rig.desk.sql('tickets', `update ticket set state = 'closed' where id = $1`, [first.id]);
    const second = await open({ name: '李雷', phone: '13812345678' });
    expect(second).toMatchObject({ toldName: '李*', customer: { id: first.customer.id, name: '王**' } });
    expect(await reveal(agent, first.customer.id)).toMatchObject({
      whole: false,
      name: '李雷',
      phone: '13812345678',
      idNumber: null,
      address: null,
    });
    expect(await reveal(supervisor, first.customer.id)).toMatchObject({ whole: true, name: '王小明', idNumber: id });
    expect(
      await refusal(rig.as(agent).call(correctCustomer, { customerId: first.customer.id, name: '李雷', reason })),
    ).toMatchObject({ code: 'tickets.customer.not_served' });
    // It was one person, who was written down wrongly: then nothing differs any more.
    await rig.as(supervisor).call(correctCustomer, { customerId: first.customer.id, name: '李雷', reason });
    expect(await rig.as(agent).call(getTicket, { ticketId: second.id })).toMatchObject({ toldName: null });
    expect(await reveal(agent, first.customer.id)).toMatchObject({ whole: true, idNumber: id });
  });

  test('T-15 what was wrong is corrected by who serves the customer, who is then known by that and not by what was wrong', async () => {
    const { customer } = await open({ name: '王小明', phone: '13812345678', email: 'wang@example.com' });
    await rig
      .as(agent)
      .call(correctCustomer, { customerId: customer.id, phone: '139 1234 5678', email: null, member: true, reason });
    expect(await reveal(agent, customer.id)).toMatchObject({
      phone: '139 1234 5678',
      phoneE164: '+8613912345678',
      email: null,
      member: true,
    });
    expect([await find({ phone: '13912345678' }), await find({ phone: '13812345678' })]).toEqual([
      customer.id,
      undefined,
    ]);
    expect(await find({ email: 'wang@example.com' })).toBeUndefined();
    await keysAgree();
    const { items } = await rig
      .as(supervisor)
      .call(standard.tickets.listAudit, { aggregateId: [customer.id], action: [correctCustomer.name] });
    expect(items.map((one) => one.reason)).toEqual([reason, reason]);
    expect(JSON.stringify(items)).not.toMatch(/1234|wang@/);
    const stranger = await rig.person({});
    expect(
      await refusal(rig.as(stranger).call(correctCustomer, { customerId: customer.id, name: '别人', reason })),
    ).toMatchObject({ code: 'tickets.customer.not_served' });
  });

  test('T-15 P-05 a correction does not tell whose a number is, and is counted as a search also where it is refused', async () => {
    await open({ name: '李雷', phone: '13900000001' });
    const { customer } = await open({ name: '王小明', phone: '13812345678' });
    const correct = (phone: string) => rig.as(agent).call(correctCustomer, { customerId: customer.id, phone, reason });
    for (let tried = 0; tried < 10; tried += 1) {
      const refused = await refusal(correct('139 0000 0001'));
      expect([refused.code, refused.details]).toEqual(['tickets.customer.known_elsewhere', {}]);
    }
    expect(await refusal(correct('13900000002'))).toMatchObject({ code: 'tickets.customer.too_many_lookups' });
    expect(
      (await rig.as(supervisor).call(standard.tickets.listAudit, { action: [correctCustomer.name] })).items,
    ).toHaveLength(10);
    // What asks nobody's number is not counted.
    await rig.as(agent).call(correctCustomer, { customerId: customer.id, address: '上海市静安区', reason });
  });

  test('T-15 C-04 two files become one: all that leads to either leads to it, do-not-call stays, and consent is not extended', async () => {
    const one = await open({ name: '王小明', phone: '13812345678', idNumber: id });
    const other = await open({ name: '王小明', phone: '13912345678', email: 'wang@example.com', member: true });
    const [a, b] = [one.customer.id, other.customer.id];
    const consent = { basis: 'asked' as const, givenAt: '2026-02-01T00:00:00.000Z' };
    await prefer(a, { consent, quietHours: [{ from: '12:00', until: '13:00' }] });
    await prefer(b, {
      doNotCall: true,
      quietHours: [
        { from: '12:30', until: '14:00' },
        { from: '22:00', until: '08:00' },
      ],
    });
    const merged = await merge(a, b);
    expect(merged).toMatchObject({
      id: a,
      otherPhones: ['139****5678'],
      email: 'w***@example.com',
      member: true,
      preferences: {
        doNotCall: true,
        consent: null,
        quietHours: [
          { from: '00:00', until: '08:00' },
          { from: '12:00', until: '14:00' },
          { from: '22:00', until: '24:00' },
        ],
      },
    });
    for (const by of [
      { phone: '13812345678' },
      { phone: '13912345678' },
      { email: 'wang@example.com' },
      { idNumber: id },
    ])
      expect(await find(by)).toBe(a);
    await keysAgree();
    expect(await ticketsOf(a)).toEqual([one.id, other.id].sort());
    expect(await ticketsOf(b)).toEqual([]);
    expect(await file(b)).toMatchObject({ mergedInto: a });
    // By its id, too, a contact goes to the whole.
    expect((await rig.as(agent).call(openTicket, contactOf({ customerId: b }))).customer.id).toBe(a);
    expect((await open({ name: '王小明', phone: '13912345678' })).customer.id).toBe(a);
    const correct = rig.as(supervisor).call(correctCustomer, { customerId: b, name: '王大明', reason });
    const taken = { name: '王大明', takes: [], ticketIds: [one.id], reason };
    const split = rig.as(supervisor).call(splitCustomer, { customerId: b, ...taken });
    for (const again of [merge(a, b), merge(b, a), prefer(b, {}), correct, split])
      expect(await refusal(again)).toMatchObject({ code: 'tickets.customer.merged', details: { into: a } });
    const told = (await rig.desk.outbox('tickets')).filter((event) => event.subject === b);
    expect(told.at(-1)!.data).toMatchObject({ mergedInto: a, phone: null, phoneE164: null, email: null });
  });

  test('T-15 C-04 a file of two people is split: the second gets what is theirs with its tickets, and do-not-call with the number', async () => {
    const first = await open({ name: '王小明', phone: '13812345678', idNumber: id, email: 'wang@example.com' });
    const second = await open({ name: '李雷', phone: '13812345678' });
    const customerId = first.customer.id;
    const consent = { basis: 'written' as const, givenAt: '2026-02-01T00:00:00.000Z' };
    await prefer(customerId, { doNotCall: true, consent });
    const split = { customerId, name: '李雷', takes: ['phone' as const], ticketIds: [second.id], reason };
    const theirs = await rig.as(supervisor).call(splitCustomer, split);
    expect(theirs).toMatchObject({
      phone: '138****5678',
      preferences: { doNotCall: true, consent: null },
      member: false,
    });
    expect(await find({ phone: '13812345678' })).toBe(theirs.id);
    expect(await find({ email: 'wang@example.com' })).toBe(customerId);
    expect(await file(customerId)).toMatchObject({
      phone: null,
      phoneE164: null,
      preferences: { doNotCall: true, consent: null },
    });
    expect([await ticketsOf(customerId), await ticketsOf(theirs.id)]).toEqual([[first.id], [second.id]]);
    expect(await rig.as(agent).call(getTicket, { ticketId: second.id })).toMatchObject({ toldName: null });
    expect(await reveal(agent, theirs.id)).toMatchObject({ whole: true, name: '李雷', idNumber: null });
    await keysAgree();
    expect(await refusal(rig.as(supervisor).call(splitCustomer, { ...split, takes: [] }))).toMatchObject({
      code: 'tickets.customer.tickets_of_another',
      details: { ticketIds: [second.id] },
    });
    const nowhere = { ...split, ticketIds: [customerId] };
    expect(await refusal(rig.as(supervisor).call(splitCustomer, nowhere))).toMatchObject({
      code: 'tickets.ticket.not_found',
    });
    expect(await rig.told(second.id)).toContain('moved');
  });

  test('T-15 after a merge was wrong, what belongs to the second person is split off again, further numbers too', async () => {
    const one = await open({ name: '王小明', phone: '13812345678', email: 'wang@example.com' });
    const other = await open({ name: '李雷', phone: '13912345678/13700000000', email: 'li@example.com' });
    await merge(one.customer.id, other.customer.id);
    const theirs = await rig
      .as(supervisor)
      .call(splitCustomer, {
        customerId: one.customer.id,
        name: '李雷',
        takes: ['other_phones', 'other_emails'],
        ticketIds: [other.id],
        reason,
      });
    expect(await reveal(supervisor, theirs.id)).toMatchObject({
      phone: '13912345678/13700000000',
      email: 'li@example.com',
    });
    expect([await find({ phone: '13700000000' }), await find({ phone: '13812345678' })]).toEqual([
      theirs.id,
      one.customer.id,
    ]);
    await keysAgree();
  });

  test('T-15 a merge that would leave more numbers than a file may have is refused', async () => {
    const [one, other] = [
      await open({ name: '甲', phone: '13812345678' }),
      await open({ name: '甲', phone: '13912345678' }),
    ];
    const phones = Array.from({ length: 20 }, (_, index) => ({ written: `分机 ${index}`, numbers: [] }));
    await rig.desk.sql('tickets', 'update customer set other_phones = $2 where id = $1', [
      one.customer.id,
      JSON.stringify(phones),
    ]);
    expect(await refusal(merge(one.customer.id, other.customer.id))).toMatchObject({
      code: 'tickets.customer.too_many_others',
      details: { max: 20 },
    });
  });

  test('T-15 contacts that come while files are merged end up in the one that is left, whichever way they name the customer', async () => {
    const [one, other] = [
      await open({ name: '甲', phone: '13812345678' }),
      await open({ name: '甲', phone: '13912345678' }),
    ];
    const [a, b] = [one.customer.id, other.customer.id];
    const ways = [
      () => open({ name: '甲', phone: '13912345678' }),
      () => open({ name: '甲', phone: '13912345678', address: '北京市' }),
      () => rig.as(agent).call(openTicket, contactOf({ customerId: b })),
      () => open({ name: '甲', phone: '13812345678' }),
    ];
    const [, ...opened] = await Promise.all([
      merge(a, b),
      ...Array.from({ length: 24 }, (_, index) => ways[index % 4]!()),
    ]);
    rig.desk.clock.advance({ seconds: 61 });
    await rig.desk.sweep();
    expect(await ticketsOf(a)).toEqual([one.id, other.id, ...opened.map((ticket) => ticket.id)].sort());
    expect(await ticketsOf(b)).toEqual([]);
    await keysAgree();
  });

  test('T-15 a file with more tickets than go at once gives them up one part after the other', async () => {
    const other = await open({ name: '甲', phone: '13912345678' });
    await Promise.all(Array.from({ length: 129 }, () => rig.open({ customerId: other.customer.id })));
    const { customer } = await open({ name: '甲', phone: '13812345678' });
    await merge(customer.id, other.customer.id);
    rig.desk.clock.advance({ seconds: 61 });
    await rig.desk.sweep();
    expect(await ticketsOf(customer.id)).toHaveLength(131);
    expect(await ticketsOf(other.customer.id)).toEqual([]);
  }, 120_000);

  test('T-15 of two who merge the same files in both directions at once one does it, and chains lead to the end', async () => {
    const [a, b, c] = [
      (await open({ name: '甲', phone: '13812345678' })).customer.id,
      (await open({ name: '甲', phone: '13912345678' })).customer.id,
      (await open({ name: '甲', phone: '13712345678' })).customer.id,
    ] as [string, string, string];
    const both = await Promise.allSettled([merge(a, b), merge(b, a)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = (await file(a)).mergedInto === null ? a : b;
    await merge(c, left);
    for (const gone of [a, b])
      expect((await rig.as(agent).call(openTicket, contactOf({ customerId: gone }))).customer.id).toBe(c);
    for (const phone of ['13812345678', '13912345678', '13712345678']) expect(await find({ phone })).toBe(c);
    await keysAgree();
  });

  test('T-15 a number that a correction and a first contact give at once leads to one file', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { customer } = await open({ name: '甲', phone: `1381234567${round}` });
      const phone = `1391234567${round}`;
      const correcting = rig.as(supervisor).call(correctCustomer, { customerId: customer.id, phone, reason });
      const [corrected, opened] = await Promise.allSettled([correcting, open({ name: '乙', phone })]);
      expect(opened.status).toBe('fulfilled');
      const owners = await rig.desk.sql('tickets', 'select customer_id from customer_key where key = $1', [
        `phone +86${phone}`,
      ]);
      expect(owners).toHaveLength(1);
      expect(owners[0]).toEqual({
        customer_id: corrected.status === 'fulfilled' ? customer.id : expect.not.stringMatching(customer.id),
      });
      await keysAgree();
      rig.desk.clock.advance({ seconds: 61 });
    }
  });
});
