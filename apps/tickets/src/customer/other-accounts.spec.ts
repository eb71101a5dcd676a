import {
  getCustomer,
  mergeCustomers,
  openTicket,
  revealCustomer,
  searchCustomers,
  setContactPreferences,
  splitCustomer,
  type InputOf,
} from '@bumen/contracts';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = NonNullable<InputOf<typeof openTicket>['customer']>;
const reason = '客户来电核对';
const name = '王小明';
const phone = '13812345678';
const taobao = { platform: 'taobao', userName: 'wang_1' };
const jd = { platform: 'jd', userName: 'xiaoming' };
const idNumber = '11010519491231002X';

describe('a further platform account', () => {
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
  const fileOf = async (customer: Who) => (await open(customer)).customer.id;
  const whole = (customerId: string) => rig.as(supervisor).call(revealCustomer, { customerId, reason });
  const find = async (account: typeof jd) =>
    (await rig.as(supervisor).call(searchCustomers, { account, reason })).customer?.id;

  test.each<[string, Partial<Who>]>([
    ['a number', { phone }],
    ['an e-mail address', { email: 'wang@example.com' }],
    ['an ID number', { idNumber }],
  ])('T-15 T-01 of who gives %s that is known is kept in their file and leads to it from then on', async (_by, by) => {
    const customerId = await fileOf({ name, account: taobao, ...by });
    expect(await fileOf({ name, account: jd, ...by })).toBe(customerId);
    expect(await whole(customerId)).toMatchObject({ account: taobao, otherAccounts: [jd] });
    const shown = await rig.as(agent).call(getCustomer, { customerId });
    expect(shown.otherAccounts).toEqual([{ platform: 'jd', userName: '********' }]);
    expect(await fileOf({ name: '匿名', account: { platform: 'jd', userName: ' XiaoMing' } })).toBe(customerId);
    expect(await find(jd)).toBe(customerId);
    // Once.
    await open({ name, account: jd, ...by });
    expect((await whole(customerId)).otherAccounts).toEqual([jd]);
  });

  test('C-04 T-15 leads to who must not be called', async () => {
    const customerId = await fileOf({ name, account: taobao, phone });
    const forbid = { customerId, doNotCall: true, quietHours: null, reason };
    await rig.as(agent).call(setContactPreferences, forbid);
    await open({ name, account: jd, phone });
    const later = await fileOf({ name, account: jd, phone: '13900000001' });
    expect(later).toBe(customerId);
  });

  test('T-15 of whom nobody can say, or who says otherwise, stays with their contact as a number does', async () => {
    const customerId = await fileOf({ name, account: taobao, phone });
    for (const who of [
      { name: '王先生', account: jd, phone },
      { name: '李雷', account: jd, phone },
      // Two on one platform are more often two people’s.
      { name, account: { platform: 'taobao', userName: 'someone_else' }, phone },
    ])
      expect(await fileOf(who)).toBe(customerId);
    expect((await whole(customerId)).otherAccounts).toEqual([]);
    expect(await find(jd)).toBeUndefined();
  });

  test('T-15 on the same platform is kept where the ID number says whose it is', async () => {
    const customerId = await fileOf({ name, account: taobao, idNumber });
    const second = { platform: 'taobao', userName: 'wang_2' };
    await open({ name, account: second, idNumber });
    expect((await whole(customerId)).otherAccounts).toEqual([second]);
  });

  test('T-15 goes along when files are merged, and when they are split', async () => {
    const customerId = await fileOf({ name, account: taobao, phone });
    const otherId = await fileOf({ name, account: jd, email: 'wang@example.com' });
    expect(otherId).not.toBe(customerId);
    await rig.as(supervisor).call(mergeCustomers, { customerId, otherId, reason });
    expect(await whole(customerId)).toMatchObject({ account: taobao, otherAccounts: [jd] });
    const { id } = await rig
      .as(supervisor)
      .call(splitCustomer, { customerId, name: '李雷', takes: ['other_accounts'], reason });
    expect(await whole(id)).toMatchObject({ account: jd, otherAccounts: [] });
    expect(await find(jd)).toBe(id);
    await rig.as(supervisor).call(mergeCustomers, { customerId, otherId: id, reason });
    const third = await rig
      .as(supervisor)
      .call(splitCustomer, { customerId, name: '李雷', takes: ['account'], reason });
    expect([await find(taobao), await find(jd)]).toEqual([third.id, customerId]);
    expect(await whole(customerId)).toMatchObject({ account: jd, otherAccounts: [] });
  });
});
