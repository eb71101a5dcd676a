import {
  getCustomer,
  acceptTicket,
  assignTicket,
  countTickets,
  getTicket,
  listCustomers,
  listMessages,
  listTickets,
  remarkOnTicket,
  replyToCustomer,
  revealCustomer,
  searchCustomers,
  showBacklog,
  standard,
  withdrawTicket,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person } from '../tickets.rig.ts';

describe('reading tickets and customers', () => {
  let rig: TicketsRig;
  let agent: Person;
  let supervisor: Person;
  const questions = [
    '充值未到账,急',
    '如何修改密码?',
    '充值成功但余额没变',
    'The parcel of order AB-1234 is late',
    '退货退款要多久',
    '余额显示不对',
    'parcel damaged',
    '账号被锁定',
  ];
  beforeAll(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ roles: ['supervisor'] });
    agent = await rig.person({ team: await rig.team('service') });
    for (const [index, question] of questions.entries())
      await rig.open({
        question,
        channel: index % 2 === 0 ? 'chat' : 'email',
        customer: { name: `客户${index}`, phone: `1380000000${index}` },
      });
  }, 60_000);
  afterAll(() => rig?.close());

  const list = (request: InputOf<typeof listTickets>) => rig.as(agent).call(listTickets, request);
  const found = async (words: string) =>
    (await list({ words })).items.map((ticket) => questions.indexOf(ticket.question));

  test.each<[string, number[]]>([
    ['充值', [2, 0]],
    ['充值未到账', [0]],
    ['余额', [5, 2]],
    ['额', [5, 2]],
    ['充值 余额', [2]],
    ['PARCEL', [6, 3]],
    ['ab', [3]],
    ['order 1234', [3]],
    ['parce', []],
    ['PARCEL', [6, 3]],
    ['?!', []],
    ['账', [7, 0]],
    ['T000004', [3]],
  ])('words %s find the questions %j, newest first', async (words, expected) => {
    expect(await found(words)).toEqual(expected);
  });

  test('words go together with filters and pages', async () => {
    const first = await list({ words: '充值', limit: 1 });
    expect(first.items.map((ticket) => ticket.question)).toEqual([questions[2]]);
    const second = await list({ words: '充值', limit: 1, cursor: first.nextCursor! });
    expect(second.items.map((ticket) => ticket.question)).toEqual([questions[0]]);
    expect(second.nextCursor).toBeNull();
    expect((await list({ words: '充值', customerId: [first.items[0]!.customer.id] })).items).toHaveLength(1);
    expect((await list({ words: '充值', open: false })).items).toEqual([]);
    expect(await refusal(list({ words: '充值', cursor: 'bm9uc2Vuc2U' }))).toMatchObject({ code: 'invalid_cursor' });
    expect(await refusal(list({ words: '充值', order: 'due' }))).toMatchObject({ code: 'invalid_request' });
  });

  test('pages by key come newest first, or nearest due first, without a gap', async () => {
    for (const order of ['newest', 'due'] as const) {
      const seen: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await list({ order, limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map((ticket) => ticket.id));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      expect(new Set(seen).size).toBe(questions.length);
      expect(seen).toHaveLength(questions.length);
    }
    const due = (await list({ order: 'due' })).items.map((ticket) => ticket.dueAt);
    expect(due).toEqual([...due].sort());
  });

  test('filters: state, nature, person, team, customer, open', async () => {
    const all = (await list({})).items;
    expect(all).toHaveLength(questions.length);
    expect((await list({ assigneeId: [agent.staffId], open: true })).items).toHaveLength(questions.length);
    expect((await list({ nature: ['dispute'] })).items).toEqual([]);
    expect((await list({ teamId: [all[0]!.teamId!], state: ['assigned'] })).items).toHaveLength(questions.length);
    expect((await list({ open: false })).items).toEqual([]);
    const ticket = all[7]!;
    await rig.as(agent).call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
    expect((await list({ state: ['in_progress'] })).items.map((one) => one.id)).toEqual([ticket.id]);
    expect((await list({ order: 'due' })).items.at(-1)).toMatchObject({
      id: ticket.id,
      dueAt: '2026-03-05T01:30:00.000Z',
      overdue: false,
    });
  });

  test('T-02 T-04 filters: priority, channel and what is late, with words too', async () => {
    const questionsOf = async (request: InputOf<typeof listTickets>) =>
      (await list(request)).items.map((ticket) => questions.indexOf(ticket.question));
    expect(await questionsOf({ channel: ['email'] })).toEqual([7, 5, 3, 1]);
    expect(await questionsOf({ channel: ['email'], words: '余额' })).toEqual([5]);
    expect(await questionsOf({ priority: ['urgent'] })).toEqual([]);
    expect(await questionsOf({ priority: ['normal'], words: 'parcel' })).toEqual([6, 3]);
    expect(await questionsOf({ overdue: true })).toEqual([]);
    rig.desk.clock.advance({ minutes: 2 });
    expect(await questionsOf({ overdue: true })).toEqual([6, 4, 2]);
    expect(await questionsOf({ overdue: true, words: '充值' })).toEqual([2]);
    // The first one has its answer.
    expect(await questionsOf({ overdue: false })).toEqual([7, 5, 3, 1, 0]);
    expect(await questionsOf({ overdue: true, order: 'due' })).toEqual([2, 4, 6]);
    rig.desk.clock.advance({ minutes: -2 });
  });

  test('a filter takes several values: what has any of them, in the order of the list, page by page and with words', async () => {
    const ids = async (request: InputOf<typeof listTickets>) => (await list(request)).items.map(({ id }) => id);
    const all = (await list({})).items;
    const both = all.filter((one) => ['assigned', 'in_progress'].includes(one.state)).map(({ id }) => id);
    expect(both).toHaveLength(questions.length);
    expect(await ids({ state: ['assigned', 'in_progress'] })).toEqual(both);
    const [one, other] = [all[1]!, all[4]!];
    const customerId = [other.customer.id, one.customer.id];
    expect(await ids({ customerId })).toEqual([one.id, other.id]);
    expect(await ids({ customerId, channel: ['email', 'phone', 'chat'], open: true, order: 'due' })).toHaveLength(2);
    const first = await list({ customerId, limit: 1 });
    expect(first.items.map(({ id }) => id)).toEqual([one.id]);
    expect(await ids({ customerId, limit: 1, cursor: first.nextCursor! })).toEqual([other.id]);
    expect(await ids({ assigneeId: [agent.staffId, supervisor.staffId], words: '充值' })).toHaveLength(2);
    expect(await ids({ state: ['queued', 'closed'], words: '充值' })).toEqual([]);
    const twentyOne = Array.from({ length: 21 }, () => agent.staffId);
    expect(await refusal(list({ assigneeId: twentyOne }))).toMatchObject({ code: 'invalid_request' });
    expect(await refusal(list({ state: [] }))).toMatchObject({ code: 'invalid_request' });
  });

  test('several filters are counted in one answer, each under its name, as the list would find them', async () => {
    const filters: InputOf<typeof countTickets>['filters'] = {
      all: {},
      mine: { assigneeId: [agent.staffId], open: true },
      'by-mail': { channel: ['email'] },
      mail_or_chat: { channel: ['email', 'chat'], state: ['assigned', 'in_progress'] },
      late: { overdue: true },
      nobodys: { customerId: ['01890000-0000-7000-8000-000000000000'] },
    };
    const { counts } = await rig.as(agent).call(countTickets, { filters });
    expect(Object.keys(counts)).toEqual(Object.keys(filters));
    for (const [name, filter] of Object.entries(filters))
      expect(counts[name]).toEqual({ count: (await list(filter)).items.length, more: false });
    expect(counts['by-mail']).toEqual({ count: 4, more: false });
    expect(await rig.as(agent).call(countTickets, { filters: {} })).toEqual({ counts: {} });
  });

  test('more than twenty filters, a name that is none and words are no filters to count', async () => {
    const count = (filters: object) => rig.as(agent).call(countTickets, { filters: filters as Record<string, object> });
    const named = (many: number) => Object.fromEntries(Array.from({ length: many }, (_, index) => [`f${index}`, {}]));
    expect(Object.keys((await count(named(20))).counts)).toHaveLength(20);
    for (const filters of [named(21), { '9': {} }, { 'a b': {} }, { mine: { state: ['lost'] } }])
      expect(await refusal(count(filters))).toMatchObject({ code: 'invalid_request' });
  });

  test('all filters together with each order and page: more kinds of lists than are prepared', async () => {
    const { id, state, nature, priority, channel, assigneeId, teamId, customer } = (
      await list({ words: questions[3]! })
    ).items[0]!;
    const given = Object.entries({ state, nature, priority, channel, assigneeId, teamId, customerId: customer.id });
    const kinds = Array.from({ length: 2 ** given.length }, (_, kind) =>
      Object.fromEntries(given.filter((_filter, bit) => (kind >> bit) % 2 === 1).map(([name, one]) => [name, [one]])),
    );
    for (const order of ['newest', 'due'] as const) {
      const pages = await Promise.all(
        kinds.map((kind) => list({ ...kind, order, limit: 100 } as InputOf<typeof listTickets>)),
      );
      expect(pages.filter((page) => !page.items.some((ticket) => ticket.id === id))).toEqual([]);
      expect(pages.at(-1)!.items).toHaveLength(1);
    }
  });

  test('the backlog counts what waits and what is late', async () => {
    const { items } = await rig.as(supervisor).call(showBacklog, {});
    expect(items.reduce((sum, one) => sum + one.count, 0)).toBe(questions.length);
    expect(items.every((one) => one.overdue === 0)).toBe(true);
  });

  test('P-05 a customer is found by their exact phone number, masked; only who serves them or a supervisor sees it, with a reason on the trail', async () => {
    const by = { phone: '+86 138-0000-0003', reason: '客户来电' };
    const { customer } = await rig.as(agent).call(searchCustomers, by);
    expect(customer).toMatchObject({ name: '客**', phone: '138****0003', phoneE164: '+86****0003' });
    const customerId = customer!.id;
    expect((await rig.as(agent).call(listCustomers, { limit: 1 })).items).toHaveLength(1);
    expect(await rig.as(agent).call(getCustomer, { customerId })).toMatchObject({ name: '客**', phone: '138****0003' });
    const stranger = await rig.person({});
    const ask = { customerId, reason: '核对退款账户' };
    expect(await refusal(rig.as(stranger).call(revealCustomer, ask))).toMatchObject({
      code: 'tickets.customer.not_served',
    });
    expect(await rig.as(agent).call(revealCustomer, ask)).toMatchObject({ phone: '13800000003' });
    expect(await rig.as(supervisor).call(revealCustomer, ask)).toMatchObject({ phone: '13800000003' });
    const trail = await rig
      .as(supervisor)
      .call(standard.tickets.listAudit, { aggregateId: [customerId], action: [revealCustomer.name] });
    expect(trail.items).toMatchObject([
      { actor: supervisor.staffId, reason: '核对退款账户' },
      { actor: agent.staffId, reason: '核对退款账户' },
    ]);
    const [ticket] = (await list({ customerId: [customerId] })).items;
    await rig.as(supervisor).call(withdrawTicket, { ticketId: ticket!.id, reason: '重复' });
    expect(await refusal(rig.as(agent).call(revealCustomer, ask))).toMatchObject({
      code: 'tickets.customer.not_served',
    });
  });

  test('P-05 who handles a ticket and who leads reads what was written; for everybody else it is redacted', async () => {
    const question = '我是周小兰,请打 13987654321 或写信到 lan@example.com';
    const ticket = await rig.open({ question, customer: { name: '周小兰', phone: '13987654321' } });
    const other = await rig.person({ team: await rig.team('service'), roles: ['qa_reviewer'] });
    const redacted = '我是周**,请打 139****4321 或写信到 l***@example.com';
    const seen = async (person: Person) => {
      const reader = rig.as(person);
      const { items } = await reader.call(listMessages, { ticketId: ticket.id });
      const listed = (await reader.call(listTickets, { words: ticket.number })).items;
      return [(await reader.call(getTicket, { ticketId: ticket.id })).question, items[0]!.text, listed[0]!.question];
    };
    const handler = { ...agent, staffId: ticket.assigneeId! };
    expect(await seen(handler)).toEqual([question, question, question]);
    expect(await seen(supervisor)).toEqual([question, question, question]);
    expect(await seen(other)).toEqual([redacted, redacted, redacted]);
    await rig.as(supervisor).call(withdrawTicket, { ticketId: ticket.id, reason: '重复' });
  });

  test('P-05 P-06 the reason of a step is redacted in the trail, also the name of the customer', async () => {
    await rig.open({ customer: { name: '赵子龙', phone: '13911112222' } });
    // The file keeps the name that it has; the one that is given is of somebody else.
    const given = { name: '诸葛亮', phone: '13911112222' };
    const ticket = await rig.open({ question: '我是诸葛亮', customer: given });
    const reason = '赵子龙 13911112222 zzl@example.com 请处理';
    const redacted = '赵** 139****2222 z***@example.com 请处理';
    await rig.as(supervisor).call(withdrawTicket, { ticketId: ticket.id, reason });
    const { items } = await rig.as(supervisor).call(standard.tickets.listAudit, { aggregateId: [ticket.id] });
    expect(items[0]).toMatchObject({ action: withdrawTicket.name, reason: redacted });
    expect(items.at(-1)!.after).toMatchObject({ question: '我是诸**' });
    expect(JSON.stringify(items)).not.toMatch(/赵子龙|诸葛亮|13911112222|zzl@/);
  });

  test('P-06 the trail of a ticket says who did what, with personal data masked', async () => {
    const ticket = await rig.open({
      question: '我是韩梅梅,请打 13911112222',
      customer: { name: '韩梅梅', phone: '13911112222' },
    });
    await rig.as(agent).call(acceptTicket, { ticketId: ticket.id });
    const trail = await rig.as(supervisor).call(standard.tickets.listAudit, { aggregateId: [ticket.id] });
    expect(trail.items.map((entry) => [entry.action, entry.version])).toEqual([
      ['tickets.ticket.accept', 3],
      ['tickets.ticket.open', 2],
    ]);
    expect(trail.items[0]).toMatchObject({
      actor: agent.staffId,
      before: { state: 'assigned' },
      after: { state: 'in_progress' },
    });
    expect(trail.items[1]!.after).toMatchObject({ question: '我是韩**,请打 139****2222' });
    const customers = await rig.as(supervisor).call(standard.tickets.listAudit, { aggregateId: [ticket.customer.id] });
    expect(JSON.stringify(customers)).not.toContain('13911112222');
    expect(
      await refusal(rig.as(agent).call(getTicket, { ticketId: '01890000-0000-7000-8000-000000000000' })),
    ).toMatchObject({ code: 'tickets.ticket.not_found' });
  });

  test('P-05 R2 who asks again after somebody else took over gets the first answer, and reads no more of it than they may now', async () => {
    const question = '我是周小兰,请打 13987654321';
    const ticket = await rig.open({ question, customer: { name: '周小兰', phone: '13987654321' } });
    const handler = { ...agent, staffId: ticket.assigneeId! };
    const remark = () => rig.as(handler).send(remarkOnTicket, { ticketId: ticket.id, text: '记下' }, { key: 'once' });
    const first = await remark();
    expect(first).toMatchObject({ replayed: false, body: { question } });
    const other = await rig.person({ team: await rig.team('service') });
    const handedOver = { ticketId: ticket.id, assigneeId: other.staffId, reason: '换人处理' };
    await rig.as(supervisor).call(assignTicket, handedOver);
    const again = await remark();
    expect(again).toMatchObject({ replayed: true, version: first.version, body: { state: first.body.state } });
    expect(again.body.question).toBe((await rig.as(handler).call(getTicket, { ticketId: ticket.id })).question);
    expect(again.body.question).toBe('我是周**,请打 139****4321');
    await rig.as(supervisor).call(withdrawTicket, { ticketId: ticket.id, reason: '重复' });
  });
});
