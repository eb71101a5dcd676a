import {
  attemptsPolicy,
  calendarPolicy,
  correctionPolicy,
  duePolicy,
  quietHoursPolicy,
  recordingPolicy,
  reopeningPolicy,
  scriptPolicy,
  sharePolicy,
  type AttemptOutcome,
  type CallbackChannel,
  type CallbackState,
} from '@bumen/contracts';
import { always, raisedBy, type Actor } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Customer, StaffMember } from '../copies.entity.ts';
import type { Rules, Setting } from '../rules.ts';
import type { Correction } from './callback-correction.ts';
import type { Resolution } from './callback-plan.ts';
import type { Judgement } from './callback-record.ts';
import { Callback } from './callback.entity.ts';

export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const at = (text: string) => new Date(`2026-03-${text}:00+08:00`);
const setting: Setting = {
  due: duePolicy.default,
  attempts: attemptsPolicy.default,
  recording: recordingPolicy.default,
  reopening: reopeningPolicy.default,
  correction: correctionPolicy.default,
  share: sharePolicy.default,
  scripts: scriptPolicy.default,
  quietHours: quietHoursPolicy.default,
  calendar: calendarPolicy.default,
};
/** Settings that always hold. */
export const ruled = (given: Partial<Setting> = {}): Rules => {
  const set = { ...setting, ...given };
  return { ...set, eras: always(set), reckoning: 0 };
};
export const rules = ruled();

/** A customer's file. */
export const customerWith = (given: Partial<Customer>): Customer =>
  Object.assign(
    new Customer(),
    {
      id: uuid(1),
      name: '王小明',
      phone: '13812345678',
      phoneE164: given.phone === null ? null : '+8613812345678',
      numbersRefused: [],
      email: 'wang@example.com',
      member: false,
      doNotCall: false,
      quietHours: null,
      companyHoursToo: false,
      consent: null,
    },
    given,
  );
export const customer = customerWith({});
export const specialist: Actor = { id: uuid(2), name: '李回访', roles: ['callback_specialist'], teamId: null };
export const colleague: Actor = { id: uuid(3), name: '赵同事', roles: ['callback_specialist'], teamId: null };
export const supervisor: Actor = { id: uuid(4), name: '钱主管', roles: ['supervisor'], teamId: null };
export const now = at('02T15:00');
/** What somebody does now, or when it is said, by the usual rules or by those that are said. */
export const by = (actor: Actor, when: Date = now, given: Rules = rules): Act => ({
  at: when,
  by: actor,
  rules: given,
});
export const memberOf = (actor: Actor, given: Partial<StaffMember> = {}): StaffMember =>
  Object.assign(
    new StaffMember(),
    { id: actor.id, name: actor.name, active: true, roles: ['callback_specialist'] },
    given,
  );

export const resolution: Resolution = {
  kind: 'after_sale',
  ticketId: uuid(10),
  ticketNumber: 'T000001',
  round: 1,
  customerId: customer.id,
  told: null,
  ticketHandlerId: uuid(11),
  ticketHandlerIds: [uuid(11), uuid(13)],
  teamId: uuid(12),
  seed: null,
  resolvedAt: at('02T10:00'),
  wishedAt: null,
};
/** Monday 10:00, of specialist. */
export function planned(given: Partial<Resolution> = {}, policies: Rules = rules): Callback {
  const planning = by(specialist, at('02T10:00'), policies);
  const callback = Callback.plan(uuid(20), { ...resolution, ...given }, customer, planning);
  callback.assign(memberOf(specialist), planning);
  return callback;
}
/** The customer's file as it is from now on; null where there is none. */
export const knowing = (callback: Callback, file: Customer | null): Callback =>
  Object.assign(callback, { customer: file });

let attempts = 100;
export function start(callback: Callback, when: Date, channel?: CallbackChannel, file: Customer | null = customer) {
  const id = uuid((attempts += 1));
  knowing(callback, file).startAttempt(id, channel, by(specialist, when));
  return id;
}
export function tried(
  callback: Callback,
  when: Date,
  outcome: AttemptOutcome,
  file: Customer | null = customer,
  agreedAt?: Date,
): Callback {
  const id = start(callback, when, undefined, file);
  callback.endAttempt(id, { outcome, agreedAt }, by(specialist, new Date(when.getTime() + 90_000)));
  return callback;
}
export const answered = (callback: Callback) => {
  callback.record({ solved: true, score: 4 }, undefined, by(specialist));
  return callback;
};
export const reached = () => tried(planned(), at('02T11:00'), 'reached');
export const told = (callback: Callback) =>
  raisedBy(callback).map(({ type }) => type.replace('callbacks.callback.', ''));
export const last = (callback: Callback) => raisedBy(callback).at(-1)!;
export const local = (date: Date | null) => date && new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(5, 16);

export const satisfied: Judgement = { is: 'satisfied', reasons: [], remedy: null };
export const dissatisfied = (reasons: Judgement['reasons'], remedy: string | null = '上门道歉'): Judgement => ({
  is: 'dissatisfied',
  reasons,
  remedy,
});
export const correction: Correction = {
  ...dissatisfied(['wording'], '致歉'),
  answers: { solved: false, score: 1 },
  remarks: '听录音后更正',
  reason: '录音与记录不符',
  recordingReference: 'rec/7',
};
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
    callback.complete(satisfied, undefined, by(specialist, at('02T11:10')));
    return callback;
  },
  dissatisfied: () => {
    const callback = answered(reached());
    callback.complete(dissatisfied(['too_slow']), '等了两周', by(specialist, at('02T11:10')));
    return callback;
  },
  excused: () => {
    const callback = tried(planned(), at('02T11:00'), 'refused');
    callback.decide('excuse', by(supervisor, at('02T12:00')));
    return callback;
  },
  cancelled: () => {
    const callback = inState.planned();
    callback.cancel(by(specialist, at('02T11:05')));
    return callback;
  },
};
