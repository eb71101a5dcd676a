import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import {
  leavesBeforeEntering,
  notYourOwn,
  ownMentor,
  staffChanged,
  staffSteps,
  type Role,
  type ServiceProfile,
} from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import {
  refuseConflictingDuties,
  sameRoles,
  unionOfRoles,
  type Apart,
  type HeldPositions,
} from '../position/duties.ts';
import { Team } from '../team/team.entity.ts';

type State = Pick<
  Staff,
  | 'number'
  | 'name'
  | 'phone'
  | 'email'
  | 'teamId'
  | 'positionIds'
  | 'roles'
  | 'profile'
  | 'skills'
  | 'mentorId'
  | 'enteredOn'
  | 'leftOn'
  | 'active'
  | 'nextDeadlineAt'
>;
/** What is entered on somebody's first day. */
export type Registration = Pick<
  State,
  'number' | 'name' | 'phone' | 'email' | 'teamId' | 'positionIds' | 'profile' | 'skills' | 'mentorId' | 'enteredOn'
>;
type Changeable = Omit<Registration, 'number' | 'enteredOn'>;
/** What may change later; what is left out stays. */
export type Changed = { readonly [Field in keyof Changeable]?: Changeable[Field] | undefined };

/** The work that somebody is given; only others decide it (P-04). Name, phone and email are one's own to correct. */
const decidedByOthers = [
  'teamId',
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
export class Staff extends Aggregate {
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

  @Column('uuid', { array: true })
  readonly positionIds!: readonly string[];

  /** Union of the positions' roles, kept here so that nobody has to put it together under a lock. */
  @Column('text', { array: true })
  readonly roles!: readonly Role[];

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

  @Column('boolean')
  readonly active!: boolean;

  /** When an announced leave begins. */
  @Column('timestamptz', { nullable: true })
  @Index('staff_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  /** Throws dutiesNotSegregated. */
  static register(id: string, given: Registration, positions: HeldPositions, apart: Apart): Staff {
    const staff = new Staff();
    Object.assign(staff, { id });
    const { number, name, phone, email, teamId, positionIds, profile, skills, mentorId, enteredOn } = given;
    const roles = unionOfRoles(positions.values());
    refuseConflictingDuties(name, roles, apart);
    staff.#become({
      number,
      name,
      phone,
      email,
      teamId,
      positionIds: once(positionIds),
      roles,
      profile,
      skills: once(skills),
      mentorId,
      enteredOn,
      leftOn: null,
      active: true,
      nextDeadlineAt: null,
    });
    return staff;
  }

  get state(): 'employed' | 'left' {
    return this.active ? 'employed' : 'left';
  }

  /**
   * `positions`: those that are wanted, where they are. Throws stepRefused, notYourOwn, ownMentor, dutiesNotSegregated.
   */
  change(wanted: Changed, positions: HeldPositions | undefined, apart: Apart, by: string): void {
    this.refuseUnless(staffSteps, 'change', this.state);
    const given = Object.fromEntries(
      Object.entries(wanted)
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, Array.isArray(value) ? once(value) : value]),
    ) as Partial<Changeable>;
    const changed = (Object.keys(given) as (keyof Changeable)[]).filter((field) => !equal(given[field], this[field]));
    if (by === this.id && decidedByOthers.some((field) => changed.includes(field))) throw notYourOwn();
    if (given.mentorId === this.id) throw ownMentor();
    if (changed.length === 0) return;
    const roles = positions ? unionOfRoles(positions.values()) : this.roles;
    if (positions) refuseConflictingDuties(given.name ?? this.name, roles, apart);
    this.#become({ ...given, roles });
  }

  /**
   * A position that this person holds gives other roles now. `positions` has at least those that they hold. Whoever has
   * left keeps none. Throws dutiesNotSegregated, and notYourOwn where it is the person's own doing (P-04).
   */
  takeRolesOf(positions: HeldPositions, apart: Apart, by: string): void {
    const roles = unionOfRoles(this.positionIds.flatMap((id) => positions.get(id) ?? []));
    if (sameRoles(roles, this.roles)) return;
    if (by === this.id) throw notYourOwn();
    refuseConflictingDuties(this.name, roles, apart);
    this.#become({ roles });
  }

  /**
   * `from`: when the day begins in the company's zone; one that lies ahead is announced. Throws stepRefused,
   * notYourOwn, leavesBeforeEntering.
   */
  leave(leftOn: string, from: Date, now: Date, by: string): void {
    if (by === this.id) throw notYourOwn();
    this.refuseUnless(staffSteps, 'leave', this.state);
    if (leftOn < this.enteredOn) throw leavesBeforeEntering({ enteredOn: this.enteredOn, leftOn });
    if (from > now) this.#become({ leftOn, nextDeadlineAt: from });
    else this.#become({ leftOn, active: false, nextDeadlineAt: null });
  }

  /** The announced day has come. */
  leaveAsAnnounced(): void {
    this.#become({ active: false, nextDeadlineAt: null });
  }

  /** Throws stepRefused where the person is gone and so can't be given this. */
  refuseUnlessEmployed(step: keyof typeof staffSteps.steps): void {
    this.refuseUnless(staffSteps, step, this.state);
  }

  #become(state: Partial<State>): void {
    Object.assign(this, state);
    const { id: staffId, number, name, active, teamId, roles, profile, skills } = this;
    this.raise(staffChanged, {
      staffId,
      number,
      name,
      active,
      teamId,
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
