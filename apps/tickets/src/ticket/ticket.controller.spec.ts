import {
  acceptTicket,
  awaitCustomer,
  closeTicket,
  confirmTicket,
  getTicket,
  hearCustomer,
  keepPromise,
  listMessages,
  openTicket,
  promiseTime,
  reopenTicket,
  replyToCustomer,
  reportToDepartment,
  resolveTicket,
  verifyTicket,
  withdrawTicket,
  assignTicket,
  classifyTicket,
  recordDepartmentAnswer,
  remarkOnTicket,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person, type TicketView } from '../tickets.rig.ts';

/** What keeps the caller from a step, in words; null where nothing does. */
const whyNot = (ticket: TicketView, step: TicketView['offers'][number]['step']) =>
  ticket.offers.find((offer) => offer.step === step)!.why?.zh ?? null;

describe('tickets', () => {
  let rig: TicketsRig;
  let service: string;
  let supervisor: Person;
  let agent: Person;
  let technician: Person;
  let specialist: Person;
  const summary = { cause: '支付渠道延迟', remedy: '已补单', reply: '您好,已为您补单到账' };

  beforeAll(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    service = await rig.team('service', supervisor.staffId);
    const complaints = await rig.team('complaints');
    agent = await rig.person({ name: '李客服', team: service });
    technician = await rig.person({ name: '赵技术', team: service, profile: 'technical', skills: ['payments'] });
    specialist = await rig.person({ name: '孙专员', team: complaints, roles: ['complaint_specialist'] });
  }, 60_000);
  afterAll(() => rig?.close());

  const holder = (ticket: TicketView): Person =>
    [agent, technician, specialist, supervisor].find((one) => one.staffId === ticket.assigneeId)!;
  const asHolder = (ticket: TicketView) => rig.as(holder(ticket));
  const resolved = async (nature: 'consult' | 'dispute' = 'consult') => {
    const ticket = await rig.open({ nature });
    const client = asHolder(ticket);
    await client.call(acceptTicket, { ticketId: ticket.id });
    if (nature === 'dispute') await client.call(verifyTicket, { ticketId: ticket.id, findings: '属实' });
    return client.call(resolveTicket, { ticketId: ticket.id, ...summary });
  };

  test('T-01 T-03 a contact becomes a ticket with customer, question, channel and time, and somebody in charge at once', async () => {
    const ticket = await rig.open({
      customer: { name: '周女士', phone: '138 1234 5678' },
      question: '怎么修改收货地址?',
    });
    expect(ticket).toMatchObject({
      state: 'assigned',
      nature: 'consult',
      priority: 'normal',
      channel: 'chat',
      question: '怎么修改收货地址?',
      openedAt: '2026-03-02T01:30:00.000Z',
      teamId: service,
      version: 2,
    });
    expect(ticket.number).toMatch(/^T\d{6}$/);
    // P-05: masked by default.
    expect(ticket.customer).toMatchObject({ name: '周**', phone: '138****5678' });
    expect(await rig.told(ticket.id)).toEqual(['opened', 'assigned']);
    const { items } = await rig.as(supervisor).call(listMessages, { ticketId: ticket.id });
    expect(items).toMatchObject([{ kind: 'from_customer', channel: 'chat', text: '怎么修改收货地址?' }]);
  });

  test('T-01 a contact recorded afterwards keeps its time, and one in the future is refused', async () => {
    const ticket = await rig.open({ channel: 'web_form', contactedAt: '2026-03-02T09:20:00+08:00' });
    expect(ticket).toMatchObject({ openedAt: '2026-03-02T01:20:00.000Z', firstResponse: { usedMs: 600_000 } });
    await rig.open({ contactedAt: '2025-03-02T09:30:00+08:00' });
    // R9: what lies further back costs everybody who looks at it.
    for (const contactedAt of ['2026-03-02T09:31:00+08:00', '2025-03-01T09:29:59+08:00', '1926-03-02T00:00:00Z'])
      expect(await refusal(rig.open({ contactedAt }))).toMatchObject({
        code: 'invalid_request',
        details: { fields: ['contactedAt'] },
      });
  });

  test('T-05 flow 1: a consultation is accepted, solved, answered, confirmed and thereby closed', async () => {
    const ticket = await rig.open();
    const client = asHolder(ticket);
    await client.call(acceptTicket, { ticketId: ticket.id });
    const answered = await client.call(replyToCustomer, { ticketId: ticket.id, text: '您好,正在为您查询' });
    expect(answered.firstResponse).toMatchObject({ respondedAt: '2026-03-02T01:30:00.000Z', dueAt: null, limitS: 60 });
    const done = await client.call(resolveTicket, { ticketId: ticket.id, ...summary });
    expect(done).toMatchObject({ state: 'resolved', resolution: { round: 1, cause: summary.cause } });
    expect(whyNot(done, 'close')).toBe('客户尚未确认,不能办结');
    const closed = await client.call(confirmTicket, {
      ticketId: ticket.id,
      content: true,
      words: '谢谢',
      channel: 'chat',
    });
    expect(closed).toMatchObject({
      state: 'closed',
      feedback: { content: true, words: '谢谢', recordedBy: holder(ticket).staffId },
    });
    expect(await rig.told(ticket.id)).toEqual([
      'opened',
      'assigned',
      'assigned',
      'answered',
      'resolved',
      'confirmed',
      'closed',
    ]);
  });

  test('T-05 a consultation has nothing to verify', async () => {
    const ticket = await rig.open();
    await asHolder(ticket).call(acceptTicket, { ticketId: ticket.id });
    expect(await refusal(asHolder(ticket).call(verifyTicket, { ticketId: ticket.id, findings: '属实' }))).toMatchObject(
      { code: 'tickets.ticket.blocked', details: { step: 'verify' } },
    );
  });

  test('T-05 T-10 flow 2: a dispute goes to a complaint specialist, is verified first, and is not closed before its callback', async () => {
    const ticket = await rig.open({ nature: 'dispute' });
    expect(ticket.assigneeId).toBe(specialist.staffId);
    const client = rig.as(specialist);
    await client.call(acceptTicket, { ticketId: ticket.id });
    expect(await refusal(client.call(resolveTicket, { ticketId: ticket.id, ...summary }))).toMatchObject({
      code: 'tickets.ticket.blocked',
      details: { step: 'resolve', why: { zh: '尚未核实,不能解决' } },
    });
    await client.call(verifyTicket, { ticketId: ticket.id, findings: '商家漏发' });
    await client.call(resolveTicket, { ticketId: ticket.id, ...summary });
    const confirmed = await rig
      .as(agent)
      .call(confirmTicket, { ticketId: ticket.id, content: true, words: '可以', channel: 'phone' });
    expect(confirmed.state).toBe('confirmed');
    expect(whyNot(confirmed, 'close')).toBe('投诉回访尚未完成,不能办结');
    expect(await refusal(client.call(closeTicket, { ticketId: ticket.id }))).toMatchObject({
      code: 'tickets.ticket.blocked',
      details: { why: { zh: '投诉回访尚未完成,不能办结' } },
    });
  });

  test('T-05 flows 3 and 4: a technical fault goes to a technical agent and, verified, on to the technical department', async () => {
    const ticket = await rig.open({ nature: 'technical_fault', skills: ['payments'] });
    expect(ticket).toMatchObject({ assigneeId: technician.staffId, priority: 'high', flow: 'technical' });
    const client = rig.as(technician);
    await client.call(acceptTicket, { ticketId: ticket.id });
    const report = { ticketId: ticket.id, departmentId: await rig.department(), detail: '支付回调丢失' };
    expect(await refusal(client.call(reportToDepartment, report))).toMatchObject({
      details: { why: { zh: '尚未核实,不能申报技术部门' } },
    });
    await client.call(verifyTicket, { ticketId: ticket.id, findings: '回调日志缺失' });
    await client.call(reportToDepartment, report);
    expect(await refusal(client.call(resolveTicket, { ticketId: ticket.id, ...summary }))).toMatchObject({
      code: 'step_refused',
      details: { state: 'with_department' },
    });
    await client.call(recordDepartmentAnswer, { ticketId: ticket.id, answer: '已修复' });
    expect(await client.call(resolveTicket, { ticketId: ticket.id, ...summary })).toMatchObject({
      state: 'resolved',
      department: { answer: '已修复' },
    });
  });

  test('T-05 only who is in charge works on a ticket; a supervisor may, another agent is told who is', async () => {
    const ticket = await rig.open({ nature: 'technical_fault' });
    expect(ticket.assigneeId).toBe(technician.staffId);
    expect(await refusal(rig.as(agent).call(replyToCustomer, { ticketId: ticket.id, text: '您好' }))).toMatchObject({
      code: 'tickets.ticket.not_yours',
      details: { assignee: '赵技术' },
    });
    expect(
      await rig.as(supervisor).call(replyToCustomer, { ticketId: ticket.id, text: '您好,我是主管' }),
    ).toMatchObject({ state: 'in_progress' });
  });

  test('T-03 a supervisor puts somebody in charge who fits, and is told why somebody does not', async () => {
    const ticket = await rig.open({ nature: 'technical_fault' });
    const unfit = await refusal(
      rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: agent.staffId, reason: '换人' }),
    );
    expect(unfit).toMatchObject({
      code: 'tickets.ticket.assignee_unfit',
      details: { why: { zh: '技术故障须由技术型或全能型人员受理' } },
    });
    const off = await rig.person({ name: '不在班', team: service, profile: 'all_round', onShift: false });
    expect(
      await refusal(
        rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: off.staffId, reason: '换人' }),
      ),
    ).toMatchObject({ details: { why: { zh: '此人不在班' } } });
    const nobody = '01890000-0000-7000-8000-000000000000';
    expect(
      await refusal(rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: nobody, reason: '换人' })),
    ).toMatchObject({ details: { why: { zh: '员工名册中没有此人' } } });
    expect(
      await rig
        .as(supervisor)
        .call(assignTicket, { ticketId: ticket.id, assigneeId: supervisor.staffId, reason: '亲自处理' }),
    ).toMatchObject({ assigneeId: supervisor.staffId, assigneeName: '陈主管' });
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });

  test('T-02 a ticket that turns out to be a dispute gets its priority and goes to a complaint specialist', async () => {
    const ticket = await rig.open();
    const changed = await asHolder(ticket).call(classifyTicket, {
      ticketId: ticket.id,
      nature: 'dispute',
      reason: '客户要求赔偿',
    });
    expect(changed).toMatchObject({
      nature: 'dispute',
      flow: 'dispute',
      priority: 'high',
      assigneeId: specialist.staffId,
    });
    expect(
      await refusal(rig.as(agent).call(classifyTicket, { ticketId: ticket.id, reason: '没有改动' })),
    ).toMatchObject({ code: 'invalid_request' });
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });

  test('T-06 a ticket is not resolved while a promise is open, and a promise is kept once', async () => {
    const ticket = await rig.open();
    const client = asHolder(ticket);
    await client.call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
    expect(
      await refusal(
        client.call(promiseTime, { ticketId: ticket.id, what: '回电', dueAt: '2026-03-02T09:29:00+08:00' }),
      ),
    ).toMatchObject({ code: 'tickets.promise.unfit' });
    expect(
      await refusal(
        client.call(promiseTime, { ticketId: ticket.id, what: '回电', dueAt: '2026-05-02T09:29:00+08:00' }),
      ),
    ).toMatchObject({ code: 'tickets.promise.unfit', details: { maxDays: 30 } });
    const { promises } = await client.call(promiseTime, {
      ticketId: ticket.id,
      what: '今天下班前回电',
      dueAt: '2026-03-02T17:00:00+08:00',
    });
    expect(promises).toMatchObject([{ what: '今天下班前回电', state: 'open', madeBy: holder(ticket).staffId }]);
    expect(await refusal(client.call(resolveTicket, { ticketId: ticket.id, ...summary }))).toMatchObject({
      details: {
        why: { zh: '还有 1 项承诺未兑现,不能解决', en: '1 promise is not kept yet, so it can not be resolved' },
      },
    });
    const promiseId = promises[0]!.id;
    expect(
      await refusal(client.call(keepPromise, { ticketId: ticket.id, promiseId: ticket.id, note: '已回电' })),
    ).toMatchObject({ code: 'tickets.promise.not_found' });
    expect((await client.call(keepPromise, { ticketId: ticket.id, promiseId, note: '已回电' })).promises).toMatchObject(
      [{ state: 'kept' }],
    );
    expect(await refusal(client.call(keepPromise, { ticketId: ticket.id, promiseId, note: '再次' }))).toMatchObject({
      code: 'tickets.ticket.blocked',
    });
    expect(await client.call(resolveTicket, { ticketId: ticket.id, ...summary })).toMatchObject({ state: 'resolved' });
  });

  test('T-04 a question to the customer is the first answer, and while they are waited for nothing is due', async () => {
    const ticket = await rig.open();
    const client = asHolder(ticket);
    await client.call(acceptTicket, { ticketId: ticket.id });
    rig.desk.clock.advance({ seconds: 35 });
    expect(
      (await client.call(awaitCustomer, { ticketId: ticket.id, question: '请提供订单号' })).firstResponse,
    ).toMatchObject({ usedMs: 35_000, dueAt: null, respondedAt: rig.desk.clock.now().toISOString() });
    rig.desk.clock.advance({ minutes: 30 });
    expect(
      await client.call(hearCustomer, { ticketId: ticket.id, channel: 'chat', text: '订单号是 12345' }),
    ).toMatchObject({ state: 'in_progress', firstResponse: { usedMs: 35_000 } });
    const answered = (await rig.desk.outbox('tickets')).find(
      (event) => event.subject === ticket.id && event.type.endsWith('answered'),
    );
    expect(answered!.data).toMatchObject({ usedMs: 35_000, limitS: 60, inTime: true, reopenings: 0 });
  });

  test('T-08 a customer who is not content is asked why, and the ticket comes back with a due time', async () => {
    const ticket = await resolved();
    const client = asHolder(ticket);
    const feedback = { ticketId: ticket.id, content: false, words: '还是没到账', channel: 'phone' as const };
    expect(await refusal(client.call(confirmTicket, feedback))).toMatchObject({ code: 'invalid_request' });
    const back = await client.call(confirmTicket, { ...feedback, cause: '渠道未回款', improvement: '每日对账' });
    expect(back).toMatchObject({
      state: 'assigned',
      assigneeId: ticket.assigneeId,
      reopenings: 1,
      closedAt: null,
      escalation: 'none',
      resolution: { round: 1 },
      feedback: { content: false, words: '还是没到账', cause: '渠道未回款', improvement: '每日对账' },
      firstResponse: { usedMs: 0, respondedAt: null },
    });
    expect(back.firstResponse.dueAt).not.toBeNull();
    await client.call(acceptTicket, { ticketId: ticket.id });
    expect((await client.call(resolveTicket, { ticketId: ticket.id, ...summary })).resolution).toMatchObject({
      round: 2,
    });
  });

  test('T-08 a ticket reopened when its handler is off shift goes to somebody else', async () => {
    const brief = await rig.person({
      name: '临时',
      team: service,
      profile: 'technical',
      skills: ['only_here'],
      onShift: false,
    });
    await rig.shift(brief.staffId, { until: 1 });
    const ticket = await rig.open({ nature: 'technical_fault', skills: ['only_here'] });
    const client = rig.as(brief);
    expect(ticket.assigneeId).toBe(brief.staffId);
    await client.call(acceptTicket, { ticketId: ticket.id });
    await client.call(verifyTicket, { ticketId: ticket.id, findings: '属实' });
    await client.call(resolveTicket, { ticketId: ticket.id, ...summary });
    rig.desk.clock.advance({ hours: 2 });
    const back = await rig.as(supervisor).call(reopenTicket, { ticketId: ticket.id, reason: '客户再次来电' });
    expect(back).toMatchObject({ state: 'queued', assigneeId: null });
    expect(await rig.told(ticket.id)).toEqual(expect.arrayContaining(['reopened', 'queued']));
    const events = (await rig.desk.outbox('tickets')).filter((event) => event.subject === ticket.id);
    expect(events.map((event) => event.aggregateversion)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)!.data).toMatchObject({ why: 'nobody_fits' });
  });

  test('T-09 remarks carry text, time and name; a withdrawn ticket leaves the hand and releases its promises', async () => {
    const ticket = await rig.open();
    await rig.desk
      .as('qa_reviewer', { name: '质检员' })
      .call(remarkOnTicket, { ticketId: ticket.id, text: '话术很好' });
    const { items } = await rig.as(supervisor).call(listMessages, { ticketId: ticket.id });
    expect(items.at(-1)).toMatchObject({ kind: 'remark', text: '话术很好', byName: { zh: '质检员', en: '质检员' } });
    const client = asHolder(ticket);
    await client.call(replyToCustomer, { ticketId: ticket.id, text: '您好' });
    await client.call(promiseTime, {
      ticketId: ticket.id,
      what: '回电',
      dueAt: new Date(rig.desk.clock.now().getTime() + 3_600_000).toISOString(),
    });
    const withdrawn = await rig.as(supervisor).call(withdrawTicket, { ticketId: ticket.id, reason: '重复登记' });
    expect(withdrawn).toMatchObject({ state: 'withdrawn', promises: [{ state: 'released' }] });
    expect(withdrawn.offers.filter(({ why }) => why === null)).toEqual([{ step: 'hear', why: null }]);
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });

  test('R6 of two who resolve the same ticket at once one wins, and a caller with an old version is refused', async () => {
    const ticket = await rig.open();
    const client = asHolder(ticket);
    await client.call(acceptTicket, { ticketId: ticket.id });
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => client.call(resolveTicket, { ticketId: ticket.id, ...summary })),
    );
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(
      await refusal(rig.as(supervisor).call(reopenTicket, { ticketId: ticket.id, reason: '再看看' }, { ifMatch: 1 })),
    ).toMatchObject({ code: 'version_mismatch' });
    expect((await rig.as(supervisor).call(getTicket, { ticketId: ticket.id })).state).toBe('resolved');
  });

  test('R2 a contact sent twice under one key becomes one ticket', async () => {
    const client = rig.as(agent);
    const contact = {
      channel: 'phone' as const,
      nature: 'consult' as const,
      question: '只登记一次',
      customer: { name: '郑先生', phone: '13900001111' },
    };
    const answers = await Promise.all([1, 2, 3].map(() => client.call(openTicket, contact, { key: 'once' })));
    expect(new Set(answers.map((one) => one.id)).size).toBe(1);
    expect(await rig.desk.sql('tickets', `select 1 from ticket where question = '只登记一次'`)).toHaveLength(1);
  });
});
