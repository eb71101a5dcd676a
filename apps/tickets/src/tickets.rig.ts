import { randomUUID } from 'node:crypto';
import {
  departmentChanged,
  openTicket,
  shiftChanged,
  staffChanged,
  standard,
  teamChanged,
  type InputOf,
  type Policy,
  type PolicyValue,
  type ResponseOf,
  type Role,
  type ServiceProfile,
  type TeamKind,
} from '@bumen/contracts';
import { startDesk, type Client, type Desk } from '@bumen/testing';
import { TicketsModule } from './tickets.module.ts';

/** A Monday morning in working hours. */
export const mondayMorning = '2026-03-02T09:30:00+08:00';
export type TicketView = ResponseOf<typeof openTicket>;

export interface Person {
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly teamId: string | null;
}
interface PersonGiven {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly team?: string | null;
  /** Of a liaison. */
  readonly department?: string;
  readonly profile?: ServiceProfile | null;
  readonly skills?: readonly string[];
  readonly onShift?: boolean;
}

/** The tickets service at a desk, with a department of people as hr would have told of them. */
export class TicketsRig {
  readonly desk: Desk;
  #people = 0;

  private constructor(desk: Desk) {
    this.desk = desk;
  }

  static async open(moment: string = mondayMorning): Promise<TicketsRig> {
    const desk = await startDesk({ tickets: TicketsModule });
    desk.clock.set(moment);
    return new TicketsRig(desk);
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  async team(
    kind: TeamKind,
    leadStaffId: string | null = null,
    teamId: string = randomUUID(),
    version = 1,
  ): Promise<string> {
    await this.desk.publish(
      teamChanged,
      { teamId, name: kind, kind, leadStaffId, headcount: 50 },
      { subject: teamId, version },
    );
    await this.desk.settle();
    return teamId;
  }

  /** Another department, as hr tells of it. */
  async department(name = '技术部', active = true, departmentId: string = randomUUID(), version = 1): Promise<string> {
    await this.desk.publish(departmentChanged, { departmentId, name, active }, { subject: departmentId, version });
    await this.desk.settle();
    return departmentId;
  }

  /** A policy of hr's that it shares, from now on. */
  async hrSets<P extends Policy>({ name }: P, value: PolicyValue<P>): Promise<void> {
    const effectiveFrom = this.desk.clock.now().toISOString();
    await this.desk.publish(
      standard.hr.policySet,
      { name, value: value as never, effectiveFrom },
      { subject: name, version: 1 },
    );
    await this.desk.settle();
  }

  /** Somebody of the staff, on shift for two weeks from the clock unless said. */
  async person(given: PersonGiven): Promise<Person> {
    const {
      name = `员工${(this.#people += 1)}`,
      roles = ['agent'],
      team = null,
      profile = 'theoretical',
      skills = [],
      onShift = true,
    } = given;
    const staffId = randomUUID();
    const data = {
      staffId,
      number: name,
      name,
      active: true,
      teamId: team,
      departmentId: given.department ?? null,
      roles: [...roles],
      profile,
      skills: [...skills],
    };
    await this.desk.publish(staffChanged, data, { subject: staffId, version: 1 });
    if (onShift) await this.shift(staffId);
    await this.desk.settle();
    return { staffId, name, roles, teamId: team };
  }

  /** hr says that somebody is gone, or does other work now. */
  async changes(
    person: Person,
    changed: { readonly active?: boolean; readonly roles?: readonly Role[] },
    version = 2,
  ): Promise<void> {
    const { active = true, roles = person.roles } = changed;
    const data = {
      staffId: person.staffId,
      number: person.name,
      name: person.name,
      active,
      teamId: person.teamId,
      departmentId: null,
      roles: [...roles],
      profile: null,
      skills: [],
    };
    await this.desk.publish(staffChanged, data, { subject: person.staffId, version });
    await this.desk.settle();
  }

  async shift(staffId: string, hours: { readonly from?: number; readonly until?: number } = {}): Promise<void> {
    const { from = -12, until = 14 * 24 } = hours;
    const now = this.desk.clock.now().getTime();
    const shiftId = randomUUID();
    const at = (hour: number) => new Date(now + hour * 3_600_000).toISOString();
    await this.desk.publish(
      shiftChanged,
      { shiftId, staffId, startsAt: at(from), endsAt: at(until), cancelled: false },
      { subject: shiftId, version: 1 },
    );
    await this.desk.settle();
  }

  as(person: Person): Client {
    return this.desk.as(person.roles, { staffId: person.staffId, name: person.name, teamId: person.teamId });
  }

  /** A contact as somebody of the desk records it. */
  open(contact: Partial<InputOf<typeof openTicket>> = {}): Promise<TicketView> {
    return this.desk.as('agent').call(openTicket, contactOf(contact));
  }

  /** What each person has in hand by the count, and by the tickets themselves: the two never differ. */
  async inHand(): Promise<{ readonly places: Record<string, number>; readonly tickets: Record<string, number> }> {
    // At one moment: the service's own sweep may give something to somebody in between.
    const [row] = await this.desk.sql<{ places: Record<string, number>; tickets: Record<string, number> }>(
      'tickets',
      `select coalesce((select jsonb_object_agg(id, in_hand) from staff_member where in_hand > 0), '{}') as places,
         coalesce((select jsonb_object_agg(assignee_id, count) from (select assignee_id, count(*) from ticket
           where state in ('assigned', 'in_progress', 'awaiting_customer', 'with_department')
             and assignee_id is not null group by 1) as held), '{}') as tickets`,
    );
    return row!;
  }

  /** The events of one ticket, import or customer, by their names. */
  async told(aggregateId: string): Promise<string[]> {
    return (await this.desk.outbox('tickets'))
      .filter((event) => event.subject === aggregateId)
      .map((event) => event.type.replace(/^tickets\.\w+\./, ''));
  }
}

export const contactOf = (contact: Partial<InputOf<typeof openTicket>> = {}): InputOf<typeof openTicket> => ({
  channel: 'chat',
  nature: 'consult',
  question: '充值未到账,请尽快处理',
  ...(contact.customerId === undefined ? { customer: { name: '王小明' } } : {}),
  ...contact,
});
