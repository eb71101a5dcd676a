import {
  attemptsPolicy,
  calendarPolicy,
  duePolicy,
  quietHoursPolicy,
  recordingPolicy,
  scriptPolicy,
  type AttemptOutcome,
  type CallbackChannel,
  type CallbackState,
} from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { ContactHours } from '../contact-hours/contact-hours.ts';
import type { Reach } from '../customer/customer-reach.ts';
import { Customer } from '../customer/customer.entity.ts';
import { StaffMember } from '../staff/staff-member.entity.ts';
import type { CallbackRules } from './callback-policies.ts';
import { Callback, type Actor, type Resolution } from './callback.entity.ts';

export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const at = (text: string) => new Date(`2026-03-${text}:00+08:00`);
export const rules: CallbackRules = {
  due: duePolicy.default,
  attempts: attemptsPolicy.default,
  recording: recordingPolicy.default,
  script: scriptPolicy.default.standard,
};
export const hours = new ContactHours(quietHoursPolicy.default, calendarPolicy.default, null);

const customerWith = (given: Partial<Customer>): Customer =>
  Object.assign(
    new Customer(),
    {
      id: uuid(1),
      name: '王小明',
      phone: '13812345678',
      email: 'wang@example.com',
      member: false,
      doNotCall: false,
      quietHours: null,
      consent: null,
    },
    given,
  );
export const customer = customerWith({});
export const reachOf = (given: Partial<Customer>): Reach => ({ customer: customerWith(given), hours });
export const reach = reachOf({});
export const specialist: Actor = { staffId: uuid(2), name: '李回访', roles: ['callback_specialist'] };
export const colleague: Actor = { staffId: uuid(3), name: '赵同事', roles: ['callback_specialist'] };
export const supervisor: Actor = { staffId: uuid(4), name: '钱主管', roles: ['supervisor'] };
export const memberOf = (actor: Actor, given: Partial<StaffMember> = {}): StaffMember =>
  Object.assign(
    new StaffMember(),
    { id: actor.staffId, name: actor.name, active: true, roles: ['callback_specialist'] },
    given,
  );

export const resolution: Resolution = {
  kind: 'after_sale',
  ticketId: uuid(10),
  ticketNumber: 'T-1',
  round: 1,
  customerId: customer.id,
  ticketHandlerId: uuid(11),
  teamId: uuid(12),
  resolvedAt: at('02T10:00'),
  wishedAt: null,
};
/** Monday 10:00, of specialist. */
export function planned(given: Partial<Resolution> = {}, by: CallbackRules = rules): Callback {
  const callback = Callback.plan(uuid(20), { ...resolution, ...given }, hours, by, at('02T10:00'));
  callback.assign(memberOf(specialist));
  return callback;
}
let attempts = 100;
export function start(callback: Callback, now: Date, channel?: CallbackChannel, to: Reach = reach): string {
  const id = uuid((attempts += 1));
  callback.startAttempt(id, channel, specialist, to, rules, now);
  return id;
}
export function tried(
  callback: Callback,
  now: Date,
  outcome: AttemptOutcome,
  to: Reach = reach,
  agreedAt?: Date,
): Callback {
  const id = start(callback, now, undefined, to);
  callback.endAttempt(id, { outcome, agreedAt }, specialist, to, rules, new Date(now.getTime() + 90_000));
  return callback;
}
export const answered = (callback: Callback) => {
  callback.record({ solved: true, score: 4 }, undefined, specialist);
  return callback;
};
export const reached = () => tried(planned(), at('02T11:00'), 'reached');
export const told = (callback: Callback) =>
  raisedBy(callback).map(({ type }) => type.replace('callbacks.callback.', ''));
export const last = (callback: Callback) => raisedBy(callback).at(-1)!;
export const local = (date: Date | null) => date && new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(5, 16);

export const inState: Record<CallbackState, () => Callback> = {
  planned: () => tried(planned(), at('02T11:00'), 'busy'),
  calling: () => {
    const callback = planned();
    start(callback, at('02T11:00'));
    return callback;
  },
  reached: () => answered(reached()),
  awaiting_decision: () => tried(planned(), at('02T11:00'), 'refused'),
  satisfied: () => {
    const callback = answered(reached());
    callback.complete('satisfied', [], undefined, specialist, at('02T11:10'));
    return callback;
  },
  dissatisfied: () => {
    const callback = answered(reached());
    callback.complete('dissatisfied', ['too_slow'], '等了两周', specialist, at('02T11:10'));
    return callback;
  },
  excused: () => {
    const callback = tried(planned(), at('02T11:00'), 'refused');
    callback.decide('excuse', supervisor, reach, rules, at('02T12:00'));
    return callback;
  },
  cancelled: () => {
    const callback = inState.calling();
    callback.cancel(rules, at('02T11:05'));
    return callback;
  },
};
export const now = at('02T15:00');
