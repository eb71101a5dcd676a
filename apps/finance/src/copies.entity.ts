import { Column, Entity, PrimaryColumn } from 'typeorm';
import { financeKeepsDepartmentCopy, financeKeepsStaffCopy, type Role } from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

/** What this service knows of somebody who works here: a copy that hr's events keep current. */
@CopyOf(financeKeepsStaffCopy)
@Entity('staff_member')
export class StaffMember {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly name!: string;

  @Column('boolean')
  readonly active!: boolean;

  @Column('text', { array: true })
  readonly roles!: Role[];
}

/** What this service knows of a department, whose budgets are kept here; hr owns it. */
@CopyOf(financeKeepsDepartmentCopy)
@Entity('department')
export class Department {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly name!: string;

  @Column('boolean')
  readonly active!: boolean;
}

/** What this service keeps of what others own; the kit keeps them current. */
export const copies = [StaffMember, Department];
