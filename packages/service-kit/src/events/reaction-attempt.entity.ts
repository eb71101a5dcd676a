import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What became of the tries of an event that is delivered again. It is written outside the effect's transaction, so it
 * outlives the process: a try that began and neither failed nor succeeded is one in which the process ended (R8).
 */
@Entity('reaction_attempt')
export class ReactionAttempt {
  @PrimaryColumn('text')
  reaction!: string;

  @PrimaryColumn('text')
  eventId!: string;

  @Column('int')
  started!: number;

  @Column('int')
  failed!: number;

  @Column('timestamptz', { default: () => 'now()' })
  triedAt!: Date;
}
