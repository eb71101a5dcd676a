import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RowRefusal } from './row-refusal.ts';

/** One record of an imported file and what became of it. */
@Entity('contact_import_row')
@Index('contact_import_row_taken_in', ['source', 'externalId'], { unique: true, where: `outcome = 'accepted'` })
@Index('contact_import_row_waiting', ['importId', 'line'], { where: `outcome = 'waiting'` })
export class ContactImportRow {
  @PrimaryColumn('uuid')
  importId!: string;
  /** Of the file, where the record begins; the header is in line 1. */
  @PrimaryColumn('int')
  line!: number;
  @Column('text')
  source!: string;
  @Column('text', { nullable: true })
  externalId!: string | null;
  /** The cells that the mapping names; null where `why` says why not. Kept until the row is dealt with. */
  @Column('jsonb', { nullable: true })
  cells!: Record<string, string> | null;
  @Column('text')
  outcome!: 'waiting' | 'accepted' | 'refused';
  @Column('uuid', { nullable: true })
  ticketId!: string | null;
  @Column('jsonb', { nullable: true })
  why!: RowRefusal | null;
}
