import {
  confirmCustomer,
  correctCustomer,
  getCustomer,
  getTicket,
  listMessages,
  listTickets,
  mergeCustomers,
  openTicket,
  resolveTicket,
  revealCustomer,
  searchCustomers,
  setContactPreferences,
  splitCustomer,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = NonNullable<InputOf<typeof openTicket>['customer']>;
const reason = '客户来电核对';
const [firstId, secondId] = ['11010519491231002X', '440301199003078515'];
const phone = '13812345678';
const first: Who = { name: '王小明', phone, idNumber: firstId, address: '北京市朝阳区一号' };

describe('the second person on a number', () => {
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

  const open = (customer: Who, person = agent) =>
    rig.as(person).call(openTicket, contactOf({ mine: true, customer, question: `我是${customer.name},没有到账` }));
  const reveal = (customerId: string, person = agent) => rig.as(person).call(revealCustomer, { customerId, reason });
  const whole = (customerId: string) => reveal(customerId, supervisor);
  const find = async (by: Omit<Who, 'name'>) =>
    (await rig.as(supervisor).call(searchCustomers, { ...by, reason })).customer?.id;

  test('T-15 what somebody of another name says on the number is kept with their contact and told, and not written into the file', async () => {
    const { customer } = await open(first, other);
    const account = { platform: 'taobao', userName: 'lilei_88' };
    const second = await open({ name: '李雷', phone, email: 'li@example.com', account });
    expect(second.customer.id).toBe(customer.id);
    expect(second).toMatchObject({
      toldName: '李*',
      told: { fit: 'contradicted', phone: '138****5678', email: 'l***@example.com', idNumber: null },
    });
    expect(await whole(customer.id)).toMatchObject({ whole: true, email: null, account: null, idNumber: firstId });
    expect([await find({ email: 'li@example.com' }), await find({ account })]).toEqual([undefined, undefined]);
    expect(await reveal(customer.id)).toMatchObject({
      whole: false,
      name: '李雷',
      phone,
      email: 'li@example.com',
      account,
      idNumber: null,
      address: null,
    });
    // Split, the second file has what they said; it leads to them from then on.
    const theirs = await rig
      .as(supervisor)
      .call(splitCustomer, { customerId: customer.id, name: '李雷', ticketIds: [second.id], reason });
    expect(await whole(theirs.id)).toMatchObject({ name: '李雷', email: 'li@example.com', account, idNumber: null });
    expect(await find({ email: 'li@example.com' })).toBe(theirs.id);
    expect((await open({ name: '李雷', phone, email: 'li@example.com' })).customer.id).toBe(theirs.id);
  });

  test.each([
    ['with the same name and another ID number', { name: '王小明', idNumber: secondId }],
    ['with no name and another ID number', { name: '匿名', idNumber: secondId }],
  ])('T-15 who calls on the number %s gets a file of their own, which notes the number as shared', async (_, who) => {
    const { customer } = await open(first, other);
    await rig
      .as(supervisor)
      .call(setContactPreferences, {
        customerId: customer.id,
        doNotCall: true,
        quietHours: null,
        consent: { basis: 'written', givenAt: '2026-02-01T00:00:00.000Z' },
        reason,
      });
    const second = await open({ ...who, phone, email: 'w2@example.com' });
    expect(second.customer.id).not.toBe(customer.id);
    expect(await reveal(second.customer.id)).toMatchObject({
      whole: true,
      phone,
      phoneShared: true,
      idNumber: secondId,
      email: 'w2@example.com',
      preferences: { doNotCall: true, consent: null },
    });
    expect([await find({ phone }), await find({ idNumber: secondId })]).toEqual([customer.id, second.customer.id]);
    expect(await whole(customer.id)).toMatchObject({ phoneShared: false, email: null, idNumber: firstId });
    // And again, on the same number: the ID number says who it is.
    expect((await open({ ...who, phone })).customer.id).toBe(second.customer.id);
    expect(await refusal(reveal(customer.id))).toMatchObject({ code: 'tickets.customer.not_served' });
  });

  test('T-15 an ID number outweighs the number: the contact goes to the file of the one, and the number stays the other’s', async () => {
    const { customer } = await open(first, other);
    const theirs = (await open({ name: '李雷', phone: '13912345678', idNumber: secondId }, other)).customer.id;
    const called = await open({ name: '李雷', phone, idNumber: secondId });
    expect(called).toMatchObject({ customer: { id: theirs }, told: { fit: 'agreed', phone: '138****5678' } });
    expect(await find({ phone })).toBe(customer.id);
    expect(await reveal(theirs)).toMatchObject({ whole: true, phone: '13912345678' });
  });

  test('T-15 of two contacts at once with one number and two ID numbers each gets their own file, whatever is first', async () => {
    for (let round = 0; round < 6; round += 1) {
      const shared = `1361234567${round}`;
      await open({ name: '王小明', phone: shared }, other);
      const ids = [`11010519491231${1000 + round}`, `44030119900307${1000 + round}`];
      const tickets = await Promise.all(ids.map((idNumber) => open({ name: '王小明', phone: shared, idNumber })));
      expect(new Set(tickets.map((ticket) => ticket.customer.id)).size).toBe(2);
      const owners = await rig.desk.sql(
        'tickets',
        'select customer_id from customer_key where key = any($1) order by key',
        [ids.map((idNumber) => `id_number ${idNumber}`)],
      );
      expect(owners).toEqual(tickets.map((ticket) => ({ customer_id: ticket.customer.id })));
    }
  });

  test.each([
    ['the same name as before', '李雷'],
    ['王先生', '王先生'],
    ['no name', '匿名'],
    ['a mask', '王**'],
    ['a family name', '王'],
  ])('P-05 a further ticket on the number by %s reveals nothing of its first owner', async (_, name) => {
    const { customer } = await open(first, other);
    for (let again = 0; again < 2; again += 1) {
      await open({ name, phone });
      const shown = { whole: false, name, phone, idNumber: null, address: null };
      expect(await reveal(customer.id)).toMatchObject(shown);
    }
    const correct = rig.as(agent).call(correctCustomer, { customerId: customer.id, name: '王小红', reason });
    expect(await refusal(correct)).toMatchObject({ code: 'tickets.customer.not_served' });
    // Nor is anything learned from it that would lead there.
    const told = await open({ name, phone, email: 'somebody@example.com' });
    expect(told.told).toMatchObject({ email: 's***@example.com' });
    expect(await find({ email: 'somebody@example.com' })).toBeUndefined();
    // The whole name and the number agree, or the ID number does.
    await open({ name: '王 小明', phone });
    expect(await reveal(customer.id)).toMatchObject({ whole: true, idNumber: firstId });
  });

  test('P-05 an ID number that is the file’s agrees with a weak name, and not with another', async () => {
    const { customer } = await open(first, other);
    const named = await open({ name: '李雷', phone, idNumber: firstId });
    expect(named).toMatchObject({ customer: { id: customer.id }, told: { fit: 'contradicted' } });
    expect(await reveal(customer.id)).toMatchObject({ whole: false, name: '李雷' });
    expect(await open({ name: '王先生', phone: '13712345678', idNumber: firstId })).toMatchObject({
      told: { fit: 'agreed' },
    });
    expect(await reveal(customer.id)).toMatchObject({ whole: true, address: '北京市朝阳区一号' });
  });

  test('P-05 a file without a name doesn’t become that of who says one, unless it holds nothing but what they say', async () => {
    const { customer } = await open({ name: '匿名', phone, address: '北京市朝阳区一号' }, other);
    for (let again = 0; again < 2; again += 1) {
      expect((await open({ name: '李雷', phone })).told).toMatchObject({ fit: 'unsure' });
      expect(await reveal(customer.id)).toMatchObject({ whole: false, address: null });
    }
    expect(await whole(customer.id)).toMatchObject({ name: '匿名' });
    const bare = (await open({ name: '王先生', phone: '13912345678' })).customer.id;
    expect(await reveal(bare)).toMatchObject({ whole: true, name: '王先生' });
    await open({ name: '王小明', phone: '13912345678', idNumber: secondId });
    expect(await whole(bare)).toMatchObject({ name: '王小明', idNumber: secondId });
  });

  test('P-05 who was told only an e-mail address is shown no number', async () => {
    const { customer } = await open({ ...first, email: 'wang@example.com' }, other);
    await open({ name: '李雷', email: 'wang@example.com' });
    expect(await reveal(customer.id)).toMatchObject({
      whole: false,
      name: '李雷',
      email: 'wang@example.com',
      phone: null,
      phoneE164: null,
    });
  });

  test('P-05 another e-mail address than the file’s leaves open who it is, though name and number agree', async () => {
    const { customer } = await open({ ...first, email: 'wang@example.com' }, other);
    const second = await open({ name: '王小明', phone, email: 'wang2@example.com' });
    expect(second).toMatchObject({ customer: { id: customer.id }, told: { fit: 'contradicted' } });
    expect(await reveal(customer.id)).toMatchObject({ whole: false, email: 'wang2@example.com', idNumber: null });
  });

  test('P-05 the name that was told is masked in the words of a ticket as the file’s is, in lists and messages too', async () => {
    const { customer } = await open(first, other);
    const { id: ticketId } = await open({ name: '李雷', phone });
    const reader = rig.as(other);
    const listed = (await reader.call(listTickets, { customerId: [customer.id] })).items;
    expect(listed.find((ticket) => ticket.id === ticketId)).toMatchObject({
      toldName: '李*',
      question: '我是李*,没有到账',
    });
    const { items, toldName } = await reader.call(listMessages, { ticketId });
    expect([toldName, items[0]!.text]).toEqual(['李*', '我是李*,没有到账']);
    expect((await reader.call(getTicket, { ticketId })).question).toBe('我是李*,没有到账');
    expect(await reader.call(getCustomer, { customerId: customer.id })).toMatchObject({ name: '王**' });
  });

  test('T-15 who leads confirms that a contact is the customer’s: the file gets what it lacks, and who serves them sees it', async () => {
    const { customer } = await open(first, other);
    const second = await open({ name: '王先生', phone, email: 'wang@example.com' });
    const confirm = { ticketId: second.id, reason };
    expect(await refusal(rig.as(agent).call(confirmCustomer, confirm))).toMatchObject({ code: 'forbidden' });
    const confirmed = await rig.as(supervisor).call(confirmCustomer, confirm);
    expect(confirmed).toMatchObject({ toldName: '王**', told: { fit: 'agreed' } });
    expect(await reveal(customer.id)).toMatchObject({ whole: true, email: 'wang@example.com', idNumber: firstId });
    expect(await find({ email: 'wang@example.com' })).toBe(customer.id);
    expect(await rig.told(second.id)).toContain('customer_confirmed');
    // Confirmed was this file; after a split it is another.
    const split = { customerId: customer.id, name: '王大明', ticketIds: [second.id], reason };
    const theirs = await rig.as(supervisor).call(splitCustomer, split);
    expect(await refusal(reveal(customer.id))).toMatchObject({ code: 'tickets.customer.not_served' });
    expect((await rig.as(agent).call(getTicket, { ticketId: second.id })).told).toMatchObject({ fit: 'unsure' });
    expect(await whole(theirs.id)).toMatchObject({ name: '王大明', email: null });
  });

  test('T-15 of a file that became a part of another nobody is confirmed to be the customer', async () => {
    const { customer, id: ticketId } = await open(first);
    const main = (await open({ name: '王小明', phone: '13912345678' })).customer.id;
    await rig.as(supervisor).call(mergeCustomers, { customerId: main, otherId: customer.id, reason });
    await rig.desk.sql('tickets', 'update ticket set customer_id = $2 where id = $1', [ticketId, customer.id]);
    expect(await refusal(rig.as(supervisor).call(confirmCustomer, { ticketId, reason }))).toMatchObject({
      code: 'tickets.customer.merged',
    });
  });

  test('T-15 C-04 a name in traditional characters is the same in simplified ones: one file, and what they agreed to stays', async () => {
    const consent = { basis: 'written' as const, givenAt: '2026-02-01T00:00:00.000Z' };
    const { customer } = await open({ name: '張偉', phone });
    const customerId = customer.id;
    const preferences = { doNotCall: false, quietHours: null, consent };
    await rig.as(supervisor).call(setContactPreferences, { customerId, ...preferences, reason });
    const again = await open({ name: '张伟', phone, email: 'zhang@example.com' });
    expect(again).toMatchObject({ customer: { id: customerId }, told: { fit: 'agreed' } });
    expect(await whole(customerId)).toMatchObject({ whole: true, name: '張偉', email: 'zhang@example.com' });
    const corrected = await rig.as(agent).call(correctCustomer, { customerId, name: '张伟', reason });
    expect(corrected.preferences).toMatchObject({ consent });
  });

  test('T-15 what was wrong in the name and number is put right once: the ticket goes on being the customer’s', async () => {
    const { customer, id: ticketId } = await open({ name: '王小名', phone });
    await rig
      .as(agent)
      .call(correctCustomer, { customerId: customer.id, name: '王小明', phone: '13912345678', reason });
    expect(await reveal(customer.id)).toMatchObject({ whole: true, name: '王小明', phone: '13912345678' });
    expect((await rig.as(agent).call(getTicket, { ticketId })).told).toMatchObject({ fit: 'agreed' });
  });

  test('T-15 a resolution tells as whom somebody is called back who may not be whom the file is of, and departments not', async () => {
    await open(first, other);
    const done = { cause: '渠道延迟', remedy: '已补发', reply: '已到账' };
    const told: unknown[] = [];
    for (const name of ['李雷', '王小明']) {
      const { id: ticketId } = await open({ name, phone: '138 1234 5678' });
      await rig.as(agent).call(resolveTicket, { ticketId, ...done });
      const events = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === ticketId);
      told.push(
        ...events.filter(({ type }) => type.endsWith('.resolved')).map(({ data }) => (data as { told: unknown }).told),
      );
    }
    const caller = { name: '李雷', phone: '138 1234 5678', phoneE164: '+8613812345678', email: null };
    expect(told).toEqual([caller, null]);
    const left = await rig.desk.sql(
      'tickets',
      `select envelope from outbox where stream = 'tickets-departments' and envelope like '%tickets.ticket.resolved%'`,
    );
    expect(left).toHaveLength(2);
    expect(JSON.stringify(left)).not.toMatch(/told|李雷/);
  });
});
