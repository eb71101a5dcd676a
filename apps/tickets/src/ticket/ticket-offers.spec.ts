import { catalogue, ticketSteps, type Problem, type Role, type TicketState } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { TicketStep } from './flow.ts';
import { after, agent, id, inProgress, opened, other, reach, start, take } from './ticket.rig.ts';

const states = Object.keys(ticketSteps.states) as TicketState[];
const steps = (Object.keys(ticketSteps.steps) as TicketStep[]).filter((step) => step !== 'place');
const offered = (ticket: ReturnType<typeof opened>, act: Act = after(20)) =>
  Object.fromEntries(ticket.offers(act).map(({ step, why }) => [step, why?.zh ?? null])) as Partial<
    Record<TicketStep, string | null>
  >;
const everyRoleOf = (step: TicketStep) => {
  const { roles } = catalogue.operations.find(
    (one) => one.takes?.table === ticketSteps.name && one.takes.verb === step,
  )!;
  return roles as readonly Role[];
};
/** What a step is refused with; null where it is taken. */
function refusedWith(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return (error as Problem).words().zh;
  }
}
const supervisor = (seconds: number) => after(seconds, other, ['supervisor']);

describe.each(states)('T-05 in the state %s', (state) => {
  test.each(steps)('the step %s is offered exactly where it is not refused, with the same words', (step) => {
    const ticket = reach[state]();
    // A promise can only be kept where there is one.
    if (step === 'keep_promise' && ticketSteps.refusal('promise', state) === undefined)
      ticket.promise(id(8), '寄发票', after(3_600).at, after(19));
    const act = after(20, agent, everyRoleOf(step));
    const attempt = step === 'keep_promise' ? () => ticket.keepPromise(id(8), '已寄', act) : () => take[step](ticket);
    const offer = offered(ticket, act)[step];
    const byState = ticketSteps.refusal(step, ticket.state);
    expect(offer === undefined).toBe(byState !== undefined);
    expect(refusedWith(attempt)).toBe(offer === undefined ? byState!.zh : offer);
  });
});

test.each(states)('T-05 in the state %s what the state allows is offered, in the order of the state table', (state) => {
  const ticket = reach[state]();
  expect(ticket.offers(after(20)).map(({ step }) => step)).toEqual(
    steps.filter((step) => ticketSteps.refusal(step, ticket.state) === undefined),
  );
});

test('T-05 what is offered says what keeps the caller from it: the role, whose it is, the flow', () => {
  const ticket = inProgress('consult');
  expect(offered(ticket)).toMatchObject({
    reply: null,
    assign: '此操作需要以下角色之一:主管、部门经理',
    verify: '咨询类工单没有核实环节',
    keep_promise: '没有待兑现的承诺',
  });
  expect(offered(ticket, after(20, other))).toMatchObject({
    reply: '该工单由 李客服 负责;请由其本人或主管处理',
    remark: null,
  });
  expect(offered(ticket, supervisor(20))).toMatchObject({ reply: null, assign: null, resolve: null });
});

test('T-05 what nobody but a manager does is offered to a manager alone', () => {
  const roles: Role[] = ['department_manager'];
  expect(offered(opened(), { ...after(20, other), by: { ...after(20, other).by, roles } })).toMatchObject({
    assign: null,
    withdraw: null,
    reply: expect.stringContaining('此操作需要以下角色之一'),
  });
});

test('T-06 a promise is offered whatever time it is for, and refused for the time alone', () => {
  const ticket = inProgress();
  expect(offered(ticket).promise).toBeNull();
  expect(() => ticket.promise(id(7), '回电', start, after(20))).toThrow('tickets.promise.unfit');
});
