import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One act on the audit trail (P-06). Rows are only ever added; the database itself refuses anything else. */
@Entity('audit_entry')
@Index('audit_entry_aggregate', ['aggregateId', 'id'])
@Index('audit_entry_actor', ['actor', 'id'])
@Index('audit_entry_correlation', ['correlationId', 'id'])
@Index('audit_entry_reveals', ['id'], { where: 'reveal' })
@Index('audit_entry_reveals_of', ['actor', 'at'], { where: 'reveal' })
export class AuditEntry {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' })
  readonly id!: string;

  @Column('timestamptz')
  readonly at!: Date;

  /** Staff id, or the name of the reaction or deadline. */
  @Column('text')
  readonly actor!: string;

  /** The name of a person at that time; of a reaction or deadline again what it is called in code. */
  @Column('text')
  readonly actorName!: string;

  /** Operation, reaction or deadline. */
  @Column('text')
  readonly action!: string;

  @Column('text')
  readonly aggregate!: string;

  @Column('text')
  readonly aggregateId!: string;

  @Column('int')
  readonly version!: number;

  @Column('jsonb')
  readonly before!: Record<string, unknown>;

  @Column('jsonb')
  readonly after!: Record<string, unknown>;

  /** Somebody was shown, or told, what is confidential (P-05). */
  @Column('boolean')
  readonly reveal!: boolean;

  /** All that happened leaves what a person decides on as it was (R6). */
  @Column('boolean')
  readonly inPassing!: boolean;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  @Column('text')
  readonly correlationId!: string;
}
