import { Column, Entity, PrimaryColumn } from 'typeorm';
import { callbacksKeepCustomerCopy, type DataOf, type customerChanged } from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

type Preferences = DataOf<typeof customerChanged>['preferences'];

/** What this service knows of a customer: a copy that the tickets service's events keep current. */
@CopyOf(callbacksKeepCustomerCopy)
@Entity('customer')
export class Customer {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly name!: string;

  @Column('text', { nullable: true })
  readonly phone!: string | null;

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

  @Column('jsonb', { nullable: true })
  readonly consent!: Preferences['consent'];
}
