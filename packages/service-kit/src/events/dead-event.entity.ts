import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `dead`: a person must decide. `waiting`: comes after a dead one of the same aggregate. The rest is over. */
export type DeadEventStatus = 'dead' | 'waiting' | 'replayed' | 'discarded';

/**
 * An event that a reaction could not apply, or one that waits behind such a one so that the aggregate's order is kept
 * (R4, R8).
 */
@Entity('dead_event')
@Index('dead_event_once', ['reaction', 'eventKey'], { unique: true })
@Index('dead_event_open', ['reaction', 'aggregateId', 'aggregateVersion'], { where: `status IN ('dead', 'waiting')` })
export class DeadEvent {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  reaction!: string;

  /** The event's id, or a digest of the message where it has none; the same event dies only once. */
  @Column('text')
  eventKey!: string;

  @Column('text', { nullable: true })
  eventId!: string | null;

  @Column('text', { nullable: true })
  eventType!: string | null;

  @Column('text', { nullable: true })
  aggregateId!: string | null;

  @Column('int', { nullable: true })
  aggregateVersion!: number | null;

  /** The message as it came, byte for byte. */
  @Column('bytea')
  payload!: Buffer;

  @Column('text')
  reason!: string;

  /** How often it was tried. */
  @Column('int')
  attempts!: number;

  /** The events before it never came; replaying it goes on without them. */
  @Column('boolean', { default: false })
  gapBefore!: boolean;

  @Column('text')
  status!: DeadEventStatus;

  @Column('timestamptz', { default: () => 'now()' })
  diedAt!: Date;
}
