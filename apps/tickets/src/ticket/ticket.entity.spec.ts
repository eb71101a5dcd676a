import { promisesMax, ticketNature, ticketSteps, type TicketState } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import type { TicketStep } from './flow.ts';
import { Ticket } from './ticket.entity.ts';
import { after, agent, id, inProgress, opened, other, reach, start, summary, take, technology } from './ticket.rig.ts';
import { dueBy } from './watchdog.ts';

const states = Object.keys(ticketSteps.states) as TicketState[];
const notVerified = expect.objectContaining({ zh: '尚未核实,不能解决' });
const verbs = Object.keys(ticketSteps.steps) as TicketStep[];
/** A problem with these among its details. */
const problem = (code: string, details: object) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

test.each(states)('every state is reached by steps: %s', (state) => {
  expect(reach[state]().state).toBe(state);
});

describe.each(verbs)('T-05 the step %s', (verb) => {
  test.each(states)('in the state %s', (state) => {
    const ticket = reach[state]();
    const before = { version: ticket.version, state: ticket.state };
    const act = () => take[verb](ticket);
    const step = ticketSteps.steps[verb];
    if ((step.from as readonly TicketState[]).includes(state)) {
      if (verb === 'close')
        return expect(act).toThrow(
          problem('tickets.ticket.blocked', {
            why: expect.objectContaining({ zh: expect.stringMatching(/^(投诉回访尚未完成|客户尚未确认),不能办结$/) }),
          }),
        );
      expect(act).not.toThrow();
      expect(ticket.version).toBeGreaterThan(before.version);
      // A content customer's ticket closes by itself where nothing blocks.
      const closes = verb === 'confirm' ? ['closed'] : [];
      expect([...ticketSteps.after(verb, state), ...closes]).toContain(ticket.state);
    } else {
      expect(act).toThrow(
        problem('step_refused', {
          state,
          why: ticketSteps.refusal(verb === 'keep_promise' ? 'promise' : verb, state),
          allowed: ticketSteps.allowed(state),
        }),
      );
      expect({ version: ticket.version, state: ticket.state }).toEqual(before);
    }
  });
});

test('every event has the next version, and the first ones say what was taken in', () => {
  const ticket = reach.closed();
  expect(raisedBy(ticket).map((event) => event.version)).toEqual(raisedBy(ticket).map((_, index) => index + 1));
  expect(raisedBy(ticket)[0]).toMatchObject({
    type: 'tickets.ticket.opened',
    data: { number: 'T000042', flow: 'technical' },
  });
});

test.each(ticketNature.options)('T-05 a ticket of the nature %s is not resolved before its flow allows', (nature) => {
  const ticket = opened(nature);
  ticket.accept(agent, after(1));
  const resolve = () => ticket.resolve(summary, after(2));
  if (nature === 'dispute' || nature === 'technical_fault')
    expect(resolve).toThrow(problem('tickets.ticket.blocked', { why: notVerified }));
  else expect(resolve).not.toThrow();
});

test('T-05 what comes back is verified anew: what was found before did not hold', () => {
  const ticket = reach.resolved();
  ticket.reopen({ why: 'callback_dissatisfied', callbackId: id(7), reasons: [] }, { agent }, after(20));
  // It stays readable, as what it is.
  expect(ticket.newMessages.take().at(-1)).toMatchObject({
    kind: 'system',
    note: { code: 'verified_before' },
    text: '属实',
  });
  ticket.accept(agent, after(21));
  expect(() => ticket.resolve(summary, after(22))).toThrow(problem('tickets.ticket.blocked', { why: notVerified }));
  ticket.verify('再次核实', after(23));
  ticket.resolve(summary, after(24));
  expect(ticket.round).toBe(2);
});

test('T-05 only the technical flow is reported to the department, and a consultation has nothing to verify', () => {
  expect(() => inProgress('dispute').reportToDepartment(technology, '…', after(20))).toThrow(
    problem('tickets.ticket.blocked', { why: expect.objectContaining({ zh: '只有技术故障类工单才能申报技术部门' }) }),
  );
  expect(() => inProgress('consult').verify('…', after(20))).toThrow(
    problem('tickets.ticket.blocked', { why: expect.objectContaining({ zh: '咨询类工单没有核实环节' }) }),
  );
});

test('T-05 all that keeps a ticket from its end is said at once', () => {
  const ticket = opened('dispute');
  ticket.accept(agent, after(1));
  ticket.promise(id(7), '回电', after(3_600).at, after(2));
  ticket.promise(id(8), '寄发票', after(7_200).at, after(2));
  const why = {
    zh: '还有 2 项承诺未兑现,不能解决;尚未核实,不能解决',
    en: '2 promises are not kept yet, so it can not be resolved; it has not been verified, so it can not be resolved',
  };
  expect(() => ticket.resolve(summary, after(3))).toThrow(problem('tickets.ticket.blocked', { why }));
  for (const promised of [id(7), id(8)]) ticket.keepPromise(promised, '已办', after(4));
  ticket.verify('属实', after(5));
  ticket.resolve(summary, after(6));
  expect(() => ticket.close(after(7))).toThrow(
    problem('tickets.ticket.blocked', {
      why: expect.objectContaining({ zh: '客户尚未确认,不能办结;投诉回访尚未完成,不能办结' }),
    }),
  );
});

test('T-06 a promise that was missed can still be kept, late, and blocks until then', () => {
  const ticket = inProgress();
  ticket.reply('您好', 'chat', after(15));
  ticket.promise(id(7), '回电', after(3_600).at, after(20));
  expect([dueBy(ticket, after(1_799)), dueBy(ticket, after(1_800))]).toEqual([
    undefined,
    { what: 'promise', promise: ticket.promises[0] },
  ]);
  ticket.meet(dueBy(ticket, after(1_800))!, null, after(1_800));
  ticket.meet(dueBy(ticket, after(3_600))!, null, after(3_600));
  expect(ticket.promises[0]).toMatchObject({ state: 'missed', warned: true });
  expect(() => ticket.resolve(summary, after(3_601))).toThrow('tickets.ticket.blocked');
  ticket.keepPromise(id(7), '已回电', after(3_700));
  expect(ticket.promises[0]).toMatchObject({ state: 'kept_late' });
  expect(raisedBy(ticket).at(-1)).toMatchObject({ type: 'tickets.ticket.promise_kept', data: { inTime: false } });
});

test('T-06 a ticket has a hundred promises at most, kept ones counted', () => {
  const ticket = inProgress();
  const promise = (last: number) => ticket.promise(id(last), '回电', after(3_600).at, after(20));
  for (let last = 1; last <= promisesMax; last++) promise(last);
  ticket.keepPromise(id(1), '已回电', after(21));
  expect(() => promise(promisesMax + 1)).toThrow(problem('tickets.promise.too_many', { max: 100 }));
  expect(ticket.promises).toHaveLength(promisesMax);
});

test('T-04 another priority means another limit as long as nobody has answered', () => {
  const ticket = Ticket.open(
    {
      id: id(5),
      serial: 1,
      customerId: id(6),
      chosenBy: null,
      toldName: null,
      told: null,
      channel: 'email',
      nature: 'consult',
      priority: 'normal',
      question: '…',
      skills: [],
      contactedAt: start,
      clockFrom: start,
      answer: null,
      mine: false,
    },
    { agent },
    after(0),
  );
  expect(ticket.firstResponseDueAt(after(0))).toEqual(after(14_400).at);
  ticket.classify('consult', 'urgent', null, after(60));
  expect(ticket.firstResponseDueAt(after(0))).toEqual(after(1_800).at);
  expect(ticket.watchAt).toEqual(after(1_080).at);
  ticket.reply('您好', 'email', after(100));
  ticket.classify('consult', 'low', null, after(200));
  expect(ticket.firstResponse).toMatchObject({ limitS: 1_800, usedMs: 100_000 });
  // From then on only the progress is watched (T-21).
  expect(ticket.watchAt!.getTime()).toBeGreaterThan(after(40_000).at.getTime());
});

test('the nearest thing due is what the ticket wakes up for', () => {
  const ticket = opened();
  expect(ticket.nextDeadlineAt).toEqual(after(36).at);
  ticket.accept(agent, after(1));
  expect([ticket.nextDeadlineAt, ticket.dueAt]).toEqual([after(36).at, after(60).at]);
  ticket.promise(id(7), '马上回电', after(30).at, after(2));
  expect([ticket.nextDeadlineAt, ticket.dueAt]).toEqual([after(30).at, after(30).at]);
  ticket.keepPromise(id(7), '已回电', after(3));
  // The customer hears of the progress within a day, and is told soon enough (T-21).
  expect([ticket.nextDeadlineAt, ticket.dueAt]).toEqual([after(2 + 0.6 * 86_400).at, after(2 + 86_400).at]);
});

describe('T-04 the first human answer is whatever a person here writes or says to the customer', () => {
  const answers: Record<string, (ticket: Ticket) => void> = {
    'a reply': (ticket) => ticket.reply('您好', 'chat', after(20)),
    'a question': (ticket) => ticket.awaitCustomer('请提供订单号', after(20)),
    'a promise': (ticket) => ticket.promise(id(7), '回电', after(3_600).at, after(20)),
    'the result': (ticket) => ticket.resolve(summary, after(20)),
    'what was said when the customer called again': (ticket) =>
      ticket.hear({ channel: 'phone', text: '还没好', answer: '马上' }, null, after(20)),
  };
  test.each(Object.keys(answers))('%s', (what) => {
    const ticket = inProgress();
    answers[what]!(ticket);
    expect(ticket.firstResponse).toMatchObject({ respondedAt: after(20).at.toISOString(), usedMs: 20_000 });
    const told = raisedBy(ticket).filter(({ type }) => type === 'tickets.ticket.answered');
    expect(told).toMatchObject([{ data: { inTime: true, usedMs: 20_000, by: agent.staffId } }]);
  });
  test('neither a remark nor what the customer says is one', () => {
    const ticket = inProgress();
    ticket.remark('待查', after(15));
    ticket.hear({ channel: 'chat', text: '还在吗', answer: null }, null, after(20));
    expect(ticket.firstResponse.respondedAt).toBeNull();
  });
});

test('T-05 another person than the one in charge is refused by name, a leader is not', () => {
  expect(() => opened().reply('您好', 'chat', after(5, other))).toThrow(
    problem('tickets.ticket.not_yours', { assignee: '李客服' }),
  );
  expect(() => opened().reply('您好', 'chat', after(5, other, ['supervisor']))).not.toThrow();
});
