import { assignTicket, listTickets, openTicket } from '@bumen/contracts';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

describe('searching by words that are masked', () => {
  let rig: TicketsRig;
  beforeAll(async () => {
    rig = await TicketsRig.open();
  }, 60_000);
  afterAll(() => rig?.close());

  test('P-05 a ticket is not found by a number, an address or a name in it by those for whom that is masked, whatever else they filter by', async () => {
    const team = await rig.team('service');
    const [agent, other] = [await rig.person({ team }), await rig.person({ team })];
    const supervisor = await rig.person({ roles: ['supervisor'], onShift: false });
    const question = '我是王小明,手机138 1234 5678,邮箱wang.xm@example.com,充值未到账';
    const customer = { name: '王小明', phone: '13912345678' };
    const ticket = await rig.as(agent).call(openTicket, contactOf({ mine: true, question, customer }));
    const finds = async (person: Person, words: string, filter: object = {}) =>
      (await rig.as(person).call(listTickets, { words, ...filter })).items.some((one) => one.id === ticket.id);
    const masked = ['138 1234 5678', '1234', '王小明', '小明', 'wang.xm@example.com', '充值 1234'];
    for (const words of masked)
      for (const filter of [{}, { state: ['in_progress', 'assigned'] }, { open: true, teamId: [team] }])
        expect([words, await finds(other, words, filter), await finds(agent, words, filter)]).toEqual([
          words,
          false,
          true,
        ]);
    for (const words of masked) expect(await finds(supervisor, words)).toBe(true);
    // By what they are shown anyway it is found by everybody.
    for (const words of ['充值', '未到账', '手机']) expect(await finds(other, words)).toBe(true);
    // Whoever handles it reads it; whoever did, does not any more.
    await rig.as(supervisor).call(assignTicket, { ticketId: ticket.id, assigneeId: other.staffId, reason: '轮换处理' });
    expect([await finds(other, '1234'), await finds(agent, '1234')]).toEqual([true, false]);
  });
});
