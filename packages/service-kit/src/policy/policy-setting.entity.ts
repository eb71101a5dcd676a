import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A value that a policy was given and from when it holds. Never changed: another value is another row. */
@Entity('policy_setting')
@Index('policy_setting_name', ['name', 'effectiveFrom'])
export class PolicySetting {
  /** Ascends in the order of commits, so that the newest one tells whether anything is new. */
  @PrimaryGeneratedColumn('increment', { type: 'bigint' })
  readonly revision!: string;

  @Column('text')
  readonly name!: string;

  @Column('timestamptz')
  readonly effectiveFrom!: Date;

  @Column('jsonb')
  readonly value!: unknown;

  /** Staff id. */
  @Column('text')
  readonly setBy!: string;

  @Column('text')
  readonly reason!: string;

  @Column('timestamptz')
  readonly setAt!: Date;
}
