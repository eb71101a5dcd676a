import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  type DataOf,
  type Role,
  callbacksKeepCustomerCopy,
  callbacksKeepShiftCopy,
  callbacksKeepStaffCopy,
  type customerChanged,
} from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

type Preferences = DataOf<typeof customerChanged>['preferences'];

/** What this service knows of a customer: a copy that the tickets service's events keep current. */
@CopyOf(callbacksKeepCustomerCopy)
@Entity('customer')
@Index('customer_numbers_refused', ['numbers'], { type: 'gin', where: 'do_not_call' })
@Index('customer_numbers_left', ['numbersRefused'], { type: 'gin', where: "numbers_refused <> '{}'" })
export class Customer {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly name!: string;

  /** As it was written. */
  @Column('text', { nullable: true })
  readonly phone!: string | null;

  /** What is dialled; null where nobody could read a number. */
  @Column('text', { name: 'phone_e164', nullable: true })
  readonly phoneE164!: string | null;

  /** All that reach them, so that nobody else's callback dials one that must not be called (C-04). */
  @Column('text', { array: true })
  readonly numbers!: string[];

  /** Left their file while they must not be called, which holds for whoever has them next (C-04). */
  @Column('text', { array: true })
  readonly numbersRefused!: string[];

  @Column('text', { nullable: true })
  readonly email!: string | null;

  @Column('boolean')
  readonly member!: boolean;

  /** Absolute for calls; messages and e-mails stay possible (C-04). */
  @Column('boolean')
  readonly doNotCall!: boolean;

  /** In place of the company's quiet hours; null where the customer named none. */
  @Column('jsonb', { nullable: true })
  readonly quietHours!: Preferences['quietHours'];

  /** The company's quiet hours hold beside them. */
  @Column('boolean')
  readonly companyHoursToo!: boolean;

  @Column('jsonb', { nullable: true })
  readonly consent!: Preferences['consent'];
}

/** What this service knows of somebody who works here: a copy that hr's events keep current. */
@CopyOf(callbacksKeepStaffCopy)
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

  /** Their shifts, those of the past left out: what `shift` says, in one value. */
  @Column('tstzmultirange', { default: '{}' })
  readonly onDuty!: string;

  /** Their account is locked. */
  @Column('boolean', { default: false })
  readonly locked!: boolean;

  /** When their last shift that isn't in `onDuty` any more ended or was taken away; null where none was. */
  @Column('timestamptz', { nullable: true })
  readonly offSince!: Date | null;
}

/** When somebody works: a copy that hr's events keep current. */
@CopyOf(callbacksKeepShiftCopy)
@Entity('shift')
@Index('shift_staff_ends', ['staffId', 'endsAt'], { where: 'NOT cancelled' })
export class Shift {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('uuid')
  readonly staffId!: string;

  @Column('timestamptz')
  readonly startsAt!: Date;

  @Column('timestamptz')
  readonly endsAt!: Date;

  @Column('boolean')
  readonly cancelled!: boolean;
}

/** What this service keeps of what others own; the kit keeps them current. */
export const copies = [Customer, StaffMember, Shift];
