import {
  getCustomer,
  identityPolicy,
  openTicket,
  revealCustomer,
  searchCustomers,
  standard,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = Omit<InputOf<typeof searchCustomers>, 'reason'>;

describe('who a customer is', () => {
  let rig: TicketsRig;
  let agent: Person;
  let manager: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    agent = await rig.person({ team: await rig.team('service') });
    manager = await rig.person({ roles: ['department_manager'], onShift: false });
  }, 60_000);
  afterEach(() => rig?.close());

  const customerOf = async (who: Who, name = '王小明') =>
    (await rig.as(agent).call(openTicket, contactOf({ customer: { name, ...who } }))).customer.id;
  const search = async (by: Who) =>
    (await rig.as(agent).call(searchCustomers, { ...by, reason: '客户来电' })).customer?.id;

  test('T-01 a number in the company’s country and one abroad with the same digits are two people, and neither sees the other’s file', async () => {
    const here = await customerOf({ phone: '13125550100', idNumber: '11010519491231002X' });
    const chicago = await customerOf({ phone: '+1 312 555 0100' });
    expect(chicago).not.toBe(here);
    expect(await rig.as(agent).call(revealCustomer, { customerId: chicago, reason: '回电核对' })).toMatchObject({
      phone: '+1 312 555 0100',
      phoneE164: '+13125550100',
      idNumber: null,
    });
    expect([await search({ phone: '0086 131 2555 0100' }), await search({ phone: '0013125550100' })]).toEqual([
      here,
      chicago,
    ]);
  });

  test('T-01 a hundred first contacts of one person at once, however they write their number, are one customer', async () => {
    const written = ['13812345678', '138 1234 5678', '+86 138-1234-5678', '8613812345678', '１３８１２３４５６７８'];
    const customers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => customerOf({ phone: written[index % written.length]! })),
    );
    expect(new Set(customers).size).toBe(1);
    expect(await rig.desk.sql('tickets', 'select key from customer_key')).toEqual([{ key: 'phone +8613812345678' }]);
  });

  test('T-01 contacts that share two ways to be known, at once and in any order, are one customer', async () => {
    const both = { phone: '13812345678', email: 'wang@example.com' };
    const ways: Who[] = [both, { email: both.email }, { phone: both.phone }, both];
    const customers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => customerOf(ways[index % ways.length]!)),
    );
    const last = await customerOf(both);
    // Who gave the number alone and who gave the address alone, before anybody gave both, are two.
    expect(new Set(customers).size).toBeLessThanOrEqual(2);
    expect(await search({ phone: both.phone })).toBe(last);
    const keys = await rig.desk.sql<{ key: string }>('tickets', 'select key from customer_key');
    expect(keys.map((one) => one.key).sort()).toEqual(['email wang@example.com', 'phone +8613812345678']);
  });

  test('T-01 by a platform account and by an ID number a customer is known as well', async () => {
    const customerId = await customerOf({ account: { platform: 'taobao', userName: 'Wang_1' }, phone: '13812345678' });
    expect(
      await customerOf({ account: { platform: 'taobao', userName: ' wang_1' }, idNumber: '11010519491231002x' }),
    ).toBe(customerId);
    expect(await search({ idNumber: '11010519491231002X' })).toBe(customerId);
    expect(await search({ account: { platform: 'jd', userName: 'wang_1' } })).toBeUndefined();
    expect(await rig.as(agent).call(getCustomer, { customerId })).toMatchObject({
      account: { platform: 'taobao', userName: '******' },
    });
  });

  test('T-01 what is no number tells two people apart, however often it is written', async () => {
    const [one, other] = [await customerOf({ phone: '无' }), await customerOf({ phone: '无' })];
    expect(one).not.toBe(other);
    expect(await search({ phone: '无' })).toBeUndefined();
    expect(await rig.as(agent).call(revealCustomer, { customerId: one, reason: '核对电话' })).toMatchObject({
      phone: '无',
      phoneE164: null,
    });
  });

  test('T-01 another country of the company counts for what comes in; what was read before stays as it was read', async () => {
    const before = await customerOf({ phone: '13125550100' });
    await rig
      .as(manager)
      .call(standard.tickets.setPolicy, { name: identityPolicy.name, value: { country: 'US' }, reason: '迁往芝加哥' });
    const after = await customerOf({ phone: '1 312 555 0100' });
    expect(after).not.toBe(before);
    expect(await customerOf({ phone: '+8613125550100' })).toBe(before);
    expect(await customerOf({ phone: '+13125550100' })).toBe(after);
    const wrong = { name: identityPolicy.name, value: { country: 'XX' }, reason: '试一试看' };
    expect(await refusal(rig.as(manager).call(standard.tickets.setPolicy, wrong))).toMatchObject({
      code: 'policy_value_invalid',
    });
  });

  test('P-05 a search by a confidential value is on the trail with its reason, whether it found somebody or not', async () => {
    const customerId = await customerOf({ email: 'wang@example.com' });
    await search({ email: 'WANG@example.com' });
    await search({ phone: '13900000000' });
    const { items } = await rig
      .as(manager)
      .call(standard.tickets.listAudit, { actor: [agent.staffId], action: [searchCustomers.name] });
    expect(items).toMatchObject([
      { aggregateId: 'none', reason: '客户来电', after: { by: 'phone', found: false } },
      { aggregateId: customerId, after: { by: 'email', found: true } },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/13900000000|139\*|example/);
    const both = { phone: '13900000000', email: 'wang@example.com', reason: '客户来电' };
    expect(await refusal(rig.as(agent).call(searchCustomers, both))).toMatchObject({ code: 'invalid_request' });
  });
});
