import type { Policy, Role, TicketNature, TicketState } from '@bumen/contracts';
import { always, type Policies } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { settingBy, type Rules, type Setting } from '../rules.ts';
import type { TicketStep } from './flow.ts';
import { aroundTheClock } from './hours.ts';
import { Ticket } from './ticket.entity.ts';

/** The company's defaults, with every hour counted. */
const setting: Setting = {
  ...settingBy({ get: (policy: Policy) => policy.default } as Pick<Policies, 'get'>),
  hours: () => aroundTheClock,
};
export const rules: Rules = { ...setting, eras: always(setting), reckoning: 0 };
export const id = (last: number) => `01890000-0000-7000-8000-${String(last).padStart(12, '0')}`;
export const agent = { staffId: id(1), name: '李客服', teamId: id(9) };
export const other = { staffId: id(2), name: '赵客服', teamId: id(9) };
export const technology = { id: id(20), name: '技术部' };
export const start = new Date('2026-03-02T01:00:00Z');
/** What somebody does so many seconds after the contact. */
export const after = (seconds: number, by = agent, roles: readonly Role[] = ['agent']): Act => ({
  at: new Date(start.getTime() + seconds * 1_000),
  by: { id: by.staffId, name: by.name, roles, teamId: by.teamId },
  rules,
});
export const summary = { cause: '原因', remedy: '办法', reply: '已处理', callbackAgreedAt: null, told: null };
export const content = { words: '好', channel: 'phone' as const };

export function opened(nature: TicketNature = 'consult', queued = false): Ticket {
  return Ticket.open(
    {
      id: id(5),
      serial: 42,
      customerId: id(6),
      chosenBy: null,
      toldName: null,
      told: null,
      channel: 'chat',
      nature,
      priority: 'normal',
      question: '充值未到账',
      skills: [],
      contactedAt: start,
      clockFrom: start,
      answer: null,
      mine: false,
    },
    queued ? { agent: null, teamId: id(9), why: 'nobody_on_shift' } : { agent },
    after(0),
  );
}
export function inProgress(nature: TicketNature = 'consult'): Ticket {
  const ticket = opened(nature);
  ticket.accept(agent, after(10));
  if (nature === 'technical_fault' || nature === 'dispute') ticket.verify('属实', after(11));
  return ticket;
}
/** A ticket in each state, brought there by its own steps. */
export const reach: Record<TicketState, () => Ticket> = {
  queued: () => opened('technical_fault', true),
  assigned: () => opened('technical_fault'),
  in_progress: () => inProgress('technical_fault'),
  awaiting_customer: () =>
    with_(inProgress('technical_fault'), (ticket) => ticket.awaitCustomer('请提供订单号', after(12))),
  with_department: () =>
    with_(inProgress('technical_fault'), (ticket) => ticket.reportToDepartment(technology, '回调丢失', after(12))),
  resolved: () => with_(inProgress('technical_fault'), (ticket) => ticket.resolve(summary, after(12))),
  // Only a complaint stays confirmed, until its callback is done.
  confirmed: () =>
    with_(
      inProgress('dispute'),
      (ticket) => (ticket.resolve(summary, after(12)), ticket.confirm(content, after(13, other))),
    ),
  closed: () => with_(reach.resolved(), (ticket) => ticket.confirm(content, after(13))),
  withdrawn: () => with_(opened('technical_fault'), (ticket) => ticket.withdraw('重复', after(12))),
};
function with_(ticket: Ticket, act: (ticket: Ticket) => void): Ticket {
  act(ticket);
  return ticket;
}
/** One attempt at each step. */
export const take: Record<TicketStep, (ticket: Ticket) => void> = {
  accept: (ticket) => ticket.accept(agent, after(20)),
  assign: (ticket) => ticket.assign(other, after(20)),
  classify: (ticket) => ticket.classify('technical_fault', 'urgent', null, after(20, agent, ['agent', 'supervisor'])),
  reply: (ticket) => ticket.reply('您好', 'chat', after(20)),
  remark: (ticket) => ticket.remark('备注', after(20)),
  hear: (ticket) =>
    ticket.hear({ channel: 'chat', text: '还在吗', answer: null }, ticket.isOver ? { agent } : null, after(20)),
  promise: (ticket) => ticket.promise(id(7), '回电', after(3_600).at, after(20)),
  keep_promise: (ticket) => (
    ticket.promise(id(7), '回电', after(3_600).at, after(20)),
    ticket.keepPromise(id(7), '已回电', after(21))
  ),
  await_customer: (ticket) => ticket.awaitCustomer('请提供订单号', after(20)),
  verify: (ticket) => ticket.verify('属实', after(20)),
  report_to_department: (ticket) => ticket.reportToDepartment(technology, '回调丢失', after(20)),
  record_department_answer: (ticket) => ticket.recordDepartmentAnswer('已修复', after(20)),
  resolve: (ticket) => ticket.resolve(summary, after(20)),
  confirm: (ticket) => ticket.confirm(content, after(20, other)),
  close: (ticket) => ticket.close(after(20)),
  ask_refund: (ticket) => ticket.askRefund(id(8), after(20)),
  reopen: (ticket) => ticket.reopen({ why: 'by_hand', remark: '再看' }, { agent }, after(20)),
  place: (ticket) => ticket.handOn({ agent: other }, after(20)),
  withdraw: (ticket) => ticket.withdraw('重复', after(20)),
};
