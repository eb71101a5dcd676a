import { randomUUID } from 'node:crypto';
import {
  standard,
  customerChanged,
  getCallback,
  listCallbacks,
  shiftChanged,
  staffChanged,
  startAttempt,
  takeCallback,
  ticketReopened,
  ticketResolved,
  type DataOf,
  type InputOf,
  type Policy,
  type PolicyValue,
  type ResponseOf,
  type Role,
} from '@bumen/contracts';
import { startDesk, type Client, type Desk } from '@bumen/testing';
import { CallbacksModule } from './callbacks.module.ts';

/** A Monday morning in working hours. */
const mondayMorning = '2026-03-02T10:00:00+08:00';
type Json = InputOf<typeof standard.callbacks.setPolicy>['value'];
type View = ResponseOf<typeof getCallback>;
type Customer = DataOf<typeof customerChanged>;
type Resolved = DataOf<typeof ticketResolved>;

/** The callbacks service at a desk, with what tickets and hr would have told it. */
export class CallbacksRig {
  readonly desk: Desk;
  readonly specialist: Client;
  readonly colleague: Client;
  readonly supervisor: Client;
  readonly manager: Client;

  private constructor(desk: Desk) {
    this.desk = desk;
    this.specialist = desk.as('callback_specialist', { staffId: randomUUID(), name: '李回访' });
    this.colleague = desk.as('callback_specialist', { staffId: randomUUID(), name: '赵同事' });
    this.supervisor = desk.as('supervisor', { staffId: randomUUID(), name: '钱主管' });
    this.manager = desk.as('department_manager');
  }

  /** On a Monday morning. Nobody is known and nobody on shift, so callbacks wait until they are taken. */
  static async open(): Promise<CallbacksRig> {
    const rig = new CallbacksRig(await startDesk({ callbacks: CallbacksModule }));
    rig.begin();
    return rig;
  }

  /** Back to Monday morning. */
  begin(): void {
    this.desk.clock.set(mondayMorning);
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** hr tells of somebody; answers their id. */
  async staff(
    given: Partial<DataOf<typeof staffChanged>> & { readonly roles?: Role[]; readonly version?: number } = {},
  ): Promise<string> {
    const { version = 1, staffId = randomUUID(), ...told } = given;
    await this.desk.publish(
      staffChanged,
      {
        staffId,
        number: staffId.slice(0, 8),
        name: `员工${staffId.slice(0, 4)}`,
        active: true,
        teamId: null,
        departmentId: null,
        roles: ['callback_specialist'],
        profile: null,
        skills: [],
        ...told,
      },
      { subject: staffId, version },
    );
    return staffId;
  }

  /** hr plans a day's shift; answers its id. */
  async shift(
    staffId: string,
    day: string,
    given: { readonly cancelled?: boolean; readonly shiftId?: string; readonly version?: number } = {},
  ): Promise<string> {
    const { cancelled = false, shiftId = randomUUID(), version = 1 } = given;
    await this.desk.publish(
      shiftChanged,
      { shiftId, staffId, startsAt: `${day}T01:00:00.000Z`, endsAt: `${day}T10:00:00.000Z`, cancelled },
      { subject: shiftId, version },
    );
    return shiftId;
  }

  /** tickets tells of a customer; answers their id. */
  async customer(
    given: Partial<Customer> = {},
    preferences: Partial<Customer['preferences']> = {},
    version = 1,
  ): Promise<string> {
    const customerId = given.customerId ?? randomUUID();
    await this.desk.publish(
      customerChanged,
      {
        customerId,
        name: '王小明',
        phone: '13812345678',
        phoneE164: given.phone === null ? null : '+8613812345678',
        numbers: given.phone === null ? [] : [given.phoneE164 ?? '+8613812345678'],
        numbersRefused: [],
        email: 'wang@example.com',
        member: true,
        mergedInto: null,
        preferences: { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null, ...preferences },
        ...given,
      },
      { subject: customerId, version },
    );
    return customerId;
  }

  async resolve(ticketId: string, version: number, given: Partial<Resolved> = {}): Promise<void> {
    await this.desk.publish(
      ticketResolved,
      {
        ticketId,
        number: 'T202603',
        customerId: randomUUID(),
        nature: 'consult',
        flow: 'consult',
        channel: 'phone',
        teamId: null,
        assigneeId: null,
        handlerId: randomUUID(),
        handlerIds: given.handlerId ? [given.handlerId] : [],
        resolvedAt: this.desk.clock.now().toISOString(),
        round: 1,
        callbackAgreedAt: null,
        told: null,
        ...given,
      },
      { subject: ticketId, version, correlationId: ticketId },
    );
  }

  async reopen(ticketId: string, version: number, given: Partial<DataOf<typeof ticketReopened>> = {}): Promise<void> {
    const moment = this.desk.clock.now().toISOString();
    await this.desk.publish(
      ticketReopened,
      {
        ticketId,
        number: 'T202603',
        why: 'by_hand',
        callbackId: null,
        customerId: randomUUID(),
        teamId: null,
        assigneeId: null,
        dueAt: moment,
        round: 2,
        at: moment,
        ...given,
      },
      { subject: ticketId, version },
    );
  }

  /** A ticket's callbacks, the oldest first. */
  async callbacksOf(ticketId: string): Promise<ResponseOf<typeof listCallbacks>['items']> {
    await this.desk.settle();
    return (await this.supervisor.call(listCallbacks, { ticketId: [ticketId], order: 'newest' })).items.toReversed();
  }

  /** A callback that nobody has taken, since nobody is on shift. */
  async untaken(customerId?: string, given: Partial<Resolved> = {}): Promise<View> {
    const ticketId = given.ticketId ?? randomUUID();
    await this.resolve(ticketId, 1, { customerId: customerId ?? (await this.customer()), ...given });
    const [callback] = await this.callbacksOf(ticketId);
    return this.supervisor.call(getCallback, { callbackId: callback!.id });
  }

  /** Id of a callback that the specialist has taken. */
  async taken(customerId?: string, given: Partial<Resolved> = {}): Promise<string> {
    const { id: callbackId } = await this.untaken(customerId, given);
    await this.specialist.call(takeCallback, { callbackId });
    return callbackId;
  }

  /** Id of an attempt that the specialist begins. */
  async started(callbackId: string): Promise<string> {
    return (await this.specialist.call(startAttempt, { callbackId })).attempts.at(-1)!.id;
  }

  show(callbackId: string): Promise<View> {
    return this.specialist.call(getCallback, { callbackId });
  }

  async eventsOf(callbackId: string) {
    return (await this.desk.outbox('callbacks')).filter(({ subject }) => subject === callbackId);
  }

  /** Lets something happen under another value of a policy, which is set back afterwards. */
  async under<P extends Policy>(policy: P, value: PolicyValue<P>, act: () => Promise<void>): Promise<void> {
    const set = (to: unknown) =>
      this.manager.call(standard.callbacks.setPolicy, { name: policy.name, value: to as Json, reason: '试行' });
    await set(value);
    try {
      await act();
    } finally {
      await set(policy.default);
    }
  }
}
