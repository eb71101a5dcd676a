import { listMessages, openTicket } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person } from '../tickets.rig.ts';

describe('contacts that are noted afterwards', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  let agent: Person;
  let specialist: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ name: '陈主管', roles: ['supervisor'] });
    agent = await rig.person({ name: '李客服', team: await rig.team('service', supervisor.staffId) });
    specialist = await rig.person({
      name: '孙专员',
      team: await rig.team('complaints'),
      roles: ['complaint_specialist'],
    });
  }, 60_000);
  afterAll(() => rig?.close());

  test('T-04 T-01 a call noted afterwards starts its clock as it is noted, is answered by what was said, and stays with who took it', async () => {
    const minutesAgo = new Date(rig.desk.clock.now().getTime() - 600_000).toISOString();
    const contact = {
      channel: 'phone' as const,
      nature: 'consult' as const,
      question: '怎么开发票?',
      contactedAt: minutesAgo,
    };
    const noted = await rig
      .as(agent)
      .call(openTicket, { ...contact, customer: { name: '吴女士' }, answer: '已说明', mine: true });
    expect(noted).toMatchObject({
      state: 'in_progress',
      assigneeId: agent.staffId,
      openedAt: minutesAgo,
      firstResponse: { usedMs: 0, respondedAt: rig.desk.clock.now().toISOString(), dueAt: null },
    });
    expect(await rig.told(noted.id)).toEqual(['opened', 'assigned', 'answered']);
    const { items } = await rig.as(supervisor).call(listMessages, { ticketId: noted.id });
    expect(items.map(({ kind, text, byName }) => [kind, text, byName.zh])).toEqual([
      ['from_customer', '怎么开发票?', agent.name],
      ['to_customer', '已说明', agent.name],
    ]);
    // Nothing was said yet, and nobody keeps it: the minute begins with the note.
    const routed = await rig.open({ ...contact, channel: 'on_site' });
    expect(routed).toMatchObject({ state: 'assigned', firstResponse: { usedMs: 0, respondedAt: null } });
    await rig.desk.sweep();
    expect(await rig.told(routed.id)).toEqual(['opened', 'assigned']);
    // What was written has waited since.
    expect(await rig.open({ ...contact, channel: 'email' })).toMatchObject({ firstResponse: { usedMs: 600_000 } });
    // A chat is a talk where it was answered; where it was not, the customer waits.
    const chat = { ...contact, channel: 'chat' as const };
    const talked = await rig.as(agent).call(openTicket, { ...chat, customer: { name: '吴女士' }, answer: '已说明' });
    expect(talked).toMatchObject({ openedAt: minutesAgo, firstResponse: { usedMs: 0, breachedAt: null } });
    expect((await rig.told(talked.id)).filter((name) => name.includes('breached'))).toEqual([]);
    const waiting = await rig.open(chat);
    expect(waiting).toMatchObject({ firstResponse: { usedMs: 600_000, respondedAt: null } });
    await rig.desk.sweep();
    expect(await rig.told(waiting.id)).toContain('first_response_breached');
    const { places, tickets } = await rig.inHand();
    expect(places).toEqual(tickets);
  });

  test('T-03 whoever doesn’t fit a contact can’t keep it; answered on the spot, it goes on to who does', async () => {
    const complaint = {
      channel: 'phone' as const,
      nature: 'dispute' as const,
      question: '要求赔偿',
      customer: { name: '吴女士' },
    };
    expect(await refusal(rig.as(agent).call(openTicket, { ...complaint, mine: true }))).toMatchObject({
      code: 'tickets.ticket.assignee_unfit',
      details: { why: { zh: '投诉须由投诉专员受理' } },
    });
    expect(await rig.as(agent).call(openTicket, { ...complaint, answer: '已登记,马上转专员' })).toMatchObject({
      state: 'assigned',
      assigneeId: specialist.staffId,
      firstResponse: { respondedAt: rig.desk.clock.now().toISOString() },
    });
  });
});
