import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  type Role,
  type ServiceProfile,
  type TeamKind,
  ticketsKeepDepartmentCopy,
  ticketsKeepShiftCopy,
  ticketsKeepStaffCopy,
  ticketsKeepTeamCopy,
} from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

/**
 * Copy of what routing needs to know of a staff member, which hr owns, and how much they have in hand, which is counted
 * here.
 */
@CopyOf(ticketsKeepStaffCopy)
@Entity('staff_member')
@Check('staff_member_in_hand', 'in_hand >= 0')
export class StaffMember {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text')
  name!: string;
  @Column('boolean')
  active!: boolean;
  @Column('uuid', { nullable: true })
  teamId!: string | null;
  /** Of a liaison: the other department that they speak for. */
  @Column('uuid', { nullable: true })
  departmentId!: string | null;
  @Column('text', { array: true })
  roles!: Role[];
  @Column('text', { nullable: true })
  profile!: ServiceProfile | null;
  @Column('text', { array: true })
  skills!: string[];
  /** Tickets that they have to work on; see `hands.repository.ts`. */
  @Column('int', { default: 0 })
  inHand!: number;
  /** Among equals the one that waited longest is next; who never had one has waited for ever. */
  @Column('timestamptz', { default: () => "'-infinity'" })
  inHandChangedAt!: Date;
  /** Their shifts, those of the past left out: what `shift` says, in one value. */
  @Column('tstzmultirange', { default: '{}' })
  onDuty!: string;
  /** Their account is locked. */
  @Column('boolean', { default: false })
  locked!: boolean;
  /** When their last shift that isn't in `onDuty` any more ended or was taken away; null where none was. */
  @Column('timestamptz', { nullable: true })
  offSince!: Date | null;
}

/** Copy of another department; hr owns it. */
@CopyOf(ticketsKeepDepartmentCopy)
@Entity('department')
export class Department {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text')
  name!: string;
  @Column('boolean')
  active!: boolean;
}

/** Copy of a team; hr owns it. */
@CopyOf(ticketsKeepTeamCopy)
@Entity('team')
export class Team {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text')
  name!: string;
  @Column('text')
  kind!: TeamKind;
  @Column('uuid', { nullable: true })
  leadStaffId!: string | null;
}

/** Copy of a shift; hr owns it. Who has one that contains the moment is on shift. */
@CopyOf(ticketsKeepShiftCopy)
@Entity('shift')
@Index('shift_by_staff', ['staffId', 'endsAt'], { where: 'NOT cancelled' })
export class Shift {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid')
  staffId!: string;
  @Column('timestamptz')
  startsAt!: Date;
  @Column('timestamptz')
  endsAt!: Date;
  @Column('boolean')
  cancelled!: boolean;
}

/** What this service keeps of what others own; the kit keeps them current. */
export const copies = [StaffMember, Department, Team, Shift];
