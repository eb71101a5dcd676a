import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `failing`: it is tried again by itself. `dead`: a person must look. `met`: it is over. */
export type DeadDeadlineStatus = 'failing' | 'dead' | 'met';

/**
 * A deadline of an aggregate that could not be met, for a reason of its own (R8). It is written outside of the tries'
 * transactions, so it outlives the process: a try that began and neither failed nor succeeded is one in which the
 * process ended.
 */
@Entity('dead_deadline')
@Index('dead_deadline_once', ['deadline', 'aggregateId'], { unique: true })
@Index('dead_deadline_open', ['deadline'], { where: `status IN ('failing', 'dead')` })
export class DeadDeadline {
  @PrimaryColumn('uuid')
  id!: string;

  /** Its handler, as on the audit trail. */
  @Column('text')
  deadline!: string;

  @Column('text')
  aggregateId!: string;

  /** Of the aggregate, when it failed last; 0 where that isn't known. As soon as it has another it is tried again. */
  @Column('int')
  aggregateVersion!: number;

  @Column('int')
  started!: number;

  @Column('int')
  failed!: number;

  @Column('text')
  reason!: string;

  @Column('text')
  status!: DeadDeadlineStatus;

  @Column('timestamptz')
  triedAt!: Date;
}
