import {
  correctCustomer,
  customerChanged,
  getCustomer,
  getImport,
  mergeCustomers,
  openTicket,
  searchCustomers,
  setContactPreferences,
  splitCustomer,
  startImport,
  type DataOf,
  type FilePart,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = NonNullable<InputOf<typeof openTicket>['customer']>;
const reason = '客户来电要求';
const kept = { code: 'tickets.customer.do_not_call_kept' };
const idNumber = '11010519491231002X';
const phone = '13612340012';

describe('do-not-call is the number’s as much as the person’s', () => {
  let rig: TicketsRig;
  let agent: Person;
  /** Leads, and handled the first ticket. */
  let handler: Person;
  /** Leads, and handled nothing. */
  let other: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    const team = await rig.team('service');
    agent = await rig.person({ team });
    handler = await rig.person({ team, roles: ['agent', 'supervisor'] });
    other = await rig.person({ roles: ['supervisor'], onShift: false });
  }, 60_000);
  afterEach(() => rig?.close());

  const open = (customer: Partial<Who>, person = agent) =>
    rig.as(person).call(openTicket, contactOf({ mine: true, customer: { name: '王小明', ...customer } }));
  const set = (person: Person, customerId: string, doNotCall: boolean) =>
    rig.as(person).call(setContactPreferences, { customerId, doNotCall, quietHours: null, reason });
  const isKept = async (customerId: string) =>
    (await rig.as(agent).call(getCustomer, { customerId })).preferences.doNotCall;
  const split = (customerId: string, takes: FilePart[], ticketIds: string[] = []) =>
    rig.as(handler).call(splitCustomer, { customerId, name: '李雷', takes, ticketIds, reason });
  const correct = (customerId: string, corrections: Partial<InputOf<typeof correctCustomer>>) =>
    rig.as(handler).call(correctCustomer, { customerId, ...corrections, reason });
  /** The file of somebody who must not be called, of whom the handler handled a ticket. */
  const forbidden = async (customer: Partial<Who> = { phone }) => {
    const ticket = await open(customer, handler);
    await set(agent, ticket.customer.id, true);
    return { ticketId: ticket.id, customerId: ticket.customer.id };
  };
  /** Nobody who handled the first ticket lifts it there, and somebody who had no part in it does. */
  const onlyOthersLift = async (customerId: string) => {
    expect(await isKept(customerId)).toBe(true);
    expect(await refusal(set(handler, customerId, false))).toMatchObject(kept);
    expect((await set(other, customerId, false)).preferences.doNotCall).toBe(false);
  };

  test('C-04 P-04 who splits their own ticket off lifts it neither in the file that is left nor in the new one', async () => {
    const { ticketId, customerId } = await forbidden();
    const second = await split(customerId, [], [ticketId]);
    await onlyOthersLift(customerId);
    await onlyOthersLift(second.id);
  });

  test('C-04 P-04 who splits the number off does not lift it there, nor does the next file of that number lose it', async () => {
    const { customerId } = await forbidden({ phone, idNumber });
    const second = await split(customerId, ['phone']);
    expect(await refusal(set(handler, second.id, false))).toMatchObject(kept);
    await correct(second.id, { phone: null });
    const third = (await open({ phone: '136 1234 0012转12' })).customer.id;
    expect(third).not.toBe(second.id);
    await onlyOthersLift(third);
    // It was lifted for the number, so it stays lifted.
    expect(await isKept((await open({ phone })).customer.id)).toBe(false);
  });

  test.each<[string, Partial<Who>, Partial<InputOf<typeof correctCustomer>>]>([
    ['number', { phone }, { phone: null }],
    ['number by another', { phone }, { phone: '13900000001' }],
    ['e-mail address', { email: 'wang@example.com' }, { email: null }],
    ['account', { account: { platform: 'taobao', userName: 'wang' } }, { account: null }],
    ['ID number', { idNumber }, { idNumber: null }],
  ])('C-04 T-15 a %s that is corrected away takes it along to whoever is known by it next', async (_what, by, gone) => {
    const { customerId } = await forbidden({ ...by, address: '北京市朝阳区一号' });
    await correct(customerId, gone);
    const next = (await open(by)).customer.id;
    expect(next).not.toBe(customerId);
    await onlyOthersLift(next);
    expect(await isKept(customerId)).toBe(true);
  });

  test('C-04 T-15 a file that gets such a number by correction, or from a later contact, must not be called either', async () => {
    const { customerId } = await forbidden({ phone, email: 'wang@example.com' });
    await correct(customerId, { phone: null, email: null });
    const corrected = (await open({ phone: '13900000001' })).customer.id;
    await correct(corrected, { phone });
    expect(await isKept(corrected)).toBe(true);
    const learning = (await open({ name: '李雷', idNumber })).customer.id;
    expect((await open({ name: '李雷', idNumber, email: 'wang@example.com' })).customer.id).toBe(learning);
    expect(await isKept(learning)).toBe(true);
  });

  test('C-04 T-01 another number of somebody who is known leads to them, and in whatever spelling', async () => {
    const { customerId } = await forbidden({ phone, idNumber });
    expect((await open({ phone: '13900000001', idNumber, email: 'wang@example.com' })).customer.id).toBe(customerId);
    await open({ phone: '13900000002/13900000001', idNumber, email: 'wang2@example.com' });
    for (const by of [
      { phone: '+86 139 0000 0001' },
      { phone: '١٣٩٠٠٠٠٠٠٠٢' },
      { email: 'WANG2@example.com' },
      { phone: '136 1234 0012 ext. 801' },
    ]) {
      const found = await rig.as(other).call(searchCustomers, { ...by, reason });
      expect([by, found.customer?.id]).toEqual([by, customerId]);
    }
    expect(await rig.as(other).call(getCustomer, { customerId })).toMatchObject({
      phone: '136****0012',
      otherPhones: ['139****0001', expect.any(String)],
      otherEmails: ['w***@example.com'],
    });
  });

  test('C-04 T-15 a number that can be read is dialled where the first one could not be', async () => {
    const { customer } = await open({ phone: '无', idNumber });
    await open({ phone, idNumber });
    expect(await rig.as(other).call(getCustomer, { customerId: customer.id })).toMatchObject({
      phone: '136****0012',
      otherPhones: ['*'],
    });
  });

  test('C-04 T-15 a merge keeps it, and what is split off again has it as well, whoever handled which of the two', async () => {
    const first = await forbidden();
    const second = await open({ phone: '13900000001' });
    await rig.as(other).call(mergeCustomers, { customerId: second.customer.id, otherId: first.customerId, reason });
    expect(await refusal(set(handler, second.customer.id, false))).toMatchObject(kept);
    const again = await split(second.customer.id, ['other_phones'], [first.ticketId]);
    expect(await refusal(set(handler, second.customer.id, false))).toMatchObject(kept);
    await onlyOthersLift(again.id);
    expect(await isKept(second.customer.id)).toBe(true);
  });

  test('C-04 a number that two files have is called for neither, and again for both', async () => {
    const first = (await open({ name: '王小明', phone, idNumber }, handler)).customer.id;
    const second = (await open({ name: '李雷', phone, idNumber: '110105194912310038' })).customer.id;
    expect(second).not.toBe(first);
    await set(agent, first, true);
    expect(await isKept(second)).toBe(true);
    await onlyOthersLift(second);
    expect(await isKept(first)).toBe(false);
    await set(agent, second, true);
    expect(await isKept(first)).toBe(true);
  });

  test('C-04 whoever gives a number in the moment in which it is forbidden, or leaves the file, must not be called', async () => {
    for (let round = 0; round < 3; round += 1) {
      await rig.desk.sql('tickets', 'delete from lookup');
      const number = `1361234001${round}`;
      const { customerId } = await forbidden({ name: '甲', phone: number, idNumber });
      const email = `a${round}@example.com`;
      const opened = await Promise.all([
        ...Array.from({ length: 4 }, () => open({ name: '甲', phone: number, email })),
        correct(customerId, { phone: null, idNumber: null }),
        ...Array.from({ length: 4 }, () => open({ name: '甲', phone: number })),
      ]);
      for (const one of opened) expect(await isKept('customer' in one ? one.customer.id : one.id)).toBe(true);
    }
    for (let round = 0; round < 3; round += 1) {
      await rig.desk.sql('tickets', 'delete from lookup');
      const number = `1371234001${round}`;
      const first = (await open({ name: '甲', phone: number, idNumber: `11010519491231${round}02X` })).customer.id;
      const opened = await Promise.all([
        ...Array.from({ length: 3 }, (_, index) =>
          open({ name: '乙', phone: number, idNumber: `1101051950123${index}${round}02X` }),
        ),
        set(agent, first, true),
        ...Array.from({ length: 3 }, (_, index) =>
          open({ name: '丙', phone: number, idNumber: `1101051951123${index}${round}02X` }),
        ),
      ]);
      for (const one of opened) expect(await isKept('customer' in one ? one.customer.id : one.id)).toBe(true);
    }
  }, 60_000);

  test('C-04 T-01 what a file of contacts brings is known by the same keys, so it brings nobody who may be called', async () => {
    const { customerId } = await forbidden();
    await correct(customerId, { phone: null });
    const csv = '编号,姓名,电话,时间,内容\nA1,王小明,１３６ 1234 0012转12,2026-02-27 15:30,会员积分怎么查\n';
    const mapping = {
      externalId: '编号',
      question: ['内容'],
      contactedAt: { column: '时间', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
      nature: { column: '内容', values: {}, otherwise: 'consult' as const },
      channel: 'phone' as const,
      customerName: { column: '姓名', otherwise: '匿名' },
      customerPhone: '电话',
    };
    const file = { source: 'hotline', fileName: 'a.csv', csv, mapping };
    const { id: importId } = await rig.as(other).call(startImport, file);
    await rig.desk.sweep();
    expect(await rig.as(other).call(getImport, { importId })).toMatchObject({ accepted: 1 });
    const found = await rig.as(other).call(searchCustomers, { phone, reason });
    expect(found.customer).toMatchObject({ preferences: { doNotCall: true } });
  });

  test('R9 C-04 of more files than can be looked through, nobody is known to have had no part in them', async () => {
    const { customerId } = await forbidden();
    await rig.desk.sql(
      'tickets',
      `insert into customer select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
         'split_from', c.id, 'keys', '[]'::jsonb))).* from customer c, generate_series(1, 1000) where id = $1`,
      [customerId],
    );
    expect(await refusal(set(other, customerId, false))).toMatchObject(kept);
  });

  test('C-04 a number that leaves the file of somebody who must not be called is told as refused, until who may lifts it', async () => {
    const { customerId } = await forbidden({ name: '赵一鸣', phone, idNumber });
    const second = await open({ name: '李雷', phone: '13900000001', idNumber: '110105194912310038' }, handler);
    const e164 = [`+86${phone}`];
    const refused = async (file: string) => {
      const events = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === file);
      const told = events.filter(({ type }) => type === customerChanged.name);
      return (told.at(-1)!.data as DataOf<typeof customerChanged>).numbersRefused;
    };
    expect(await refused(customerId)).toEqual([]);
    await correct(customerId, { phone: '13800138111' });
    expect(await refused(customerId)).toEqual(e164);
    // It is the number's: another one that is lifted changes nothing for it.
    await set(other, customerId, false);
    expect(await refused(customerId)).toEqual(e164);

    // Merged away it is told by who must not be called now.
    await set(agent, second.customer.id, true);
    const main = (await open({ name: '王小明', phone: '13900000002' })).customer.id;
    await rig.as(other).call(mergeCustomers, { customerId: main, otherId: second.customer.id, reason });
    expect(await refused(second.customer.id)).toEqual(['+8613900000001']);

    const third = (await open({ phone })).customer.id;
    expect(await isKept(third)).toBe(true);
    await set(other, third, false);
    expect(await refused(customerId)).toEqual([]);
    expect(await refused(third)).toEqual([]);
    await set(other, main, false);
    expect(await refused(second.customer.id)).toEqual([]);
  });

  test('C-04 more numbers than a file can remember as refused leave none unremembered', async () => {
    const { customerId, ticketId } = await forbidden({ phone, idNumber });
    await rig.desk.sql(
      'tickets',
      `update customer set numbers_refused = array(select '+86138' || n from generate_series(10000001, 10000300) as n)
         where id = $1`,
      [customerId],
    );
    const tooMany = { code: 'tickets.customer.too_many_others' };
    expect(await refusal(correct(customerId, { phone: null }))).toMatchObject(tooMany);
    expect(await refusal(split(customerId, ['phone'], [ticketId]))).toMatchObject(tooMany);
  });

  test('C-04 a file tells all numbers that reach whom it is of, whichever is written first', async () => {
    const { customer } = await open({ phone, email: 'wang@example.com' });
    await open({ phone: '13900139000 / 010-65529988', email: 'wang@example.com' });
    const events = (await rig.desk.outbox('tickets')).filter(({ subject }) => subject === customer.id);
    const numbers = events
      .filter(({ type }) => type === customerChanged.name)
      .map(({ data }) => (data as DataOf<typeof customerChanged>).numbers.toSorted());
    expect(numbers).toEqual([[`+86${phone}`], ['+861065529988', `+86${phone}`, '+8613900139000']]);
  });
});
