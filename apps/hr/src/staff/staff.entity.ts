import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import {
  leavesBeforeEntering,
  notYourOwn,
  ownMentor,
  staffChanged,
  staffSteps,
  type Problem,
  type Role,
  type ServiceProfile,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Department } from '../department/department.entity.ts';
import { refuseConflictingDuties, sameRoles, unionOfRoles, type HeldPositions } from '../position/duties.ts';
import { outside } from '../power/power.ts';
import { Team } from '../team/team.entity.ts';

type StaffState = keyof typeof staffSteps.states;
export type StaffStep = keyof typeof staffSteps.steps;
interface Columns extends ColumnsOf<Staff, 'active'> {}
/** What is entered on somebody's first day. */
export type Registration = Omit<Columns, 'id' | 'roles' | 'fromOutside' | 'leftOn' | 'state' | 'nextDeadlineAt'>;
type Changeable = Omit<Registration, 'number' | 'enteredOn'>;
/** What may change later; what is left out stays. */
export type Changed = { readonly [Field in keyof Changeable]?: Changeable[Field] | undefined };
/** What is asked of a step. */
interface Asked {
  readonly given?: Changed;
  /** Those of the given fields that would be others. */
  readonly fields?: readonly (keyof Changeable)[];
  readonly leftOn?: string;
}

/** The work that somebody is given; only others decide it (P-04). Name, phone and email are one's own to correct. */
const decidedByOthers = [
  'teamId',
  'departmentId',
  'positionIds',
  'profile',
  'skills',
  'mentorId',
] as const satisfies readonly (keyof Changed)[];

/** Somebody who works here: their file (H-01), their positions and the roles that these give (P-01, P-02). */
@Entity('staff')
@Unique('staff_number_key', ['number'])
@Index('staff_position_ids', ['positionIds'], { type: 'gin' })
@Index('staff_team', ['teamId'])
export class Staff extends StatefulAggregate<StaffState, StaffStep, Act, Columns, Asked> {
  /** Staff number. */
  @Column('text')
  readonly number!: string;

  @Column('text')
  readonly name!: string;

  @Column('text', { nullable: true })
  readonly phone!: string | null;

  @Column('text', { nullable: true })
  readonly email!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Team, { name: 'staff_team_fkey' })
  readonly teamId!: string | null;

  /** The other department that they speak for, where they are its liaison. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Department, { name: 'staff_department_fkey' })
  readonly departmentId!: string | null;

  @Column('uuid', { array: true })
  readonly positionIds!: readonly string[];

  /** Union of the positions' roles, kept here so that nobody has to put it together under a lock. */
  @Column('text', { array: true })
  readonly roles!: readonly Role[];

  /**
   * They speak for another department, or did, and no two persons have let them inside since: what would take two at
   * once takes two in several steps (P-04).
   */
  @Column('boolean')
  readonly fromOutside!: boolean;

  @Column('text', { nullable: true })
  readonly profile!: ServiceProfile | null;

  @Column('text', { array: true })
  readonly skills!: readonly string[];

  @Column('uuid', { nullable: true })
  readonly mentorId!: string | null;

  /** `YYYY-MM-DD`. */
  @Column('date')
  readonly enteredOn!: string;

  /** First day on which the person is gone, `YYYY-MM-DD`; may lie ahead. */
  @Column('date', { nullable: true })
  readonly leftOn!: string | null;

  @Column('text')
  readonly state!: StaffState;

  /** When an announced leave begins. */
  @Column('timestamptz', { nullable: true })
  @Index('staff_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  static register(id: string, given: Registration, positions: HeldPositions, act: Act): Staff {
    const { number, name, phone, email, teamId, departmentId, positionIds, profile, skills, mentorId, enteredOn } =
      given;
    const roles = unionOfRoles(positions.values());
    refuseConflictingDuties(name, roles, act.rules);
    const staff = new Staff();
    staff.open(
      {
        id,
        number,
        name,
        phone,
        email,
        teamId,
        departmentId,
        positionIds: once(positionIds),
        roles,
        fromOutside: roles.includes(outside),
        profile,
        skills: once(skills),
        mentorId,
        enteredOn,
        leftOn: null,
        state: 'employed',
        nextDeadlineAt: null,
      },
      act,
    );
    return staff;
  }

  get active(): boolean {
    return this.state === 'employed';
  }

  /** `positions`: those that are wanted, where they are. `byTwo`: two persons gave them. */
  change(wanted: Changed, positions: HeldPositions | undefined, act: Act, byTwo = false): void {
    const given = Object.fromEntries(
      Object.entries(wanted)
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, Array.isArray(value) ? once(value) : value]),
    ) as Partial<Changeable>;
    const fields = (Object.keys(given) as (keyof Changeable)[]).filter((field) => !equal(given[field], this[field]));
    this.refuseUnlessPossible('change', act, { given, fields });
    if (fields.length === 0) return;
    const roles = positions ? unionOfRoles(positions.values()) : this.roles;
    if (positions) refuseConflictingDuties(given.name ?? this.name, roles, act.rules);
    const fromOutside = roles.includes(outside) || (this.fromOutside && !byTwo);
    this.step('change', act, { ...given, roles, fromOutside });
  }

  /**
   * A position that this person holds gives other roles now. `positions` has at least those that they hold. Whoever has
   * left keeps none. Nobody gives themselves other roles (P-04).
   */
  takeRolesOf(positions: HeldPositions, act: Act): void {
    const roles = unionOfRoles(this.positionIds.flatMap((id) => positions.get(id) ?? []));
    if (sameRoles(roles, this.roles)) return;
    if (act.by.id === this.id) throw notYourOwn();
    refuseConflictingDuties(this.name, roles, act.rules);
    this.become({ roles, fromOutside: this.fromOutside || roles.includes(outside) });
  }

  /** `from`: when the day begins in the company's zone; one that lies ahead is announced. */
  leave(leftOn: string, from: Date, act: Act): void {
    this.refuseUnlessPossible('leave', act, { leftOn });
    if (from > act.at) this.step('leave', act, { leftOn, nextDeadlineAt: from }, 'employed');
    else this.step('leave', act, { leftOn, nextDeadlineAt: null }, 'left');
  }

  /** The announced day has come. */
  leaveAsAnnounced(act: Act): void {
    this.step('depart', act, { nextDeadlineAt: null });
  }

  protected get table() {
    return staffSteps;
  }

  protected override keepsFrom(step: StaffStep, act: Act, asked: Asked = {}): Problem | undefined {
    const own = act.by.id === this.id;
    switch (step) {
      case 'change':
        if (own && decidedByOthers.some((field) => asked.fields?.includes(field))) return notYourOwn();
        return asked.given?.mentorId === this.id ? ownMentor() : undefined;
      case 'leave': {
        if (own) return notYourOwn();
        const { enteredOn } = this;
        const { leftOn } = asked;
        return leftOn !== undefined && leftOn < enteredOn ? leavesBeforeEntering({ enteredOn, leftOn }) : undefined;
      }
      case 'open_account':
        return own ? notYourOwn() : undefined;
      case 'depart':
      case 'lead_team':
      case 'mentor':
      case 'plan_shift':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    const { id: staffId, number, name, active, teamId, departmentId, roles, profile, skills } = this;
    this.raise(staffChanged, {
      staffId,
      number,
      name,
      active,
      teamId,
      departmentId,
      roles: [...roles],
      profile,
      skills: [...skills],
    });
  }
}

const once = <T>(items: readonly T[]): T[] => [...new Set(items)];

function equal(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((item) => other.includes(item));
}
