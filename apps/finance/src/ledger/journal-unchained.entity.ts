import { Entity, PrimaryColumn } from 'typeorm';

/** A journal that is in no block yet; written with it. */
@Entity('journal_unchained')
export class JournalUnchained {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'journal_unchained_pkey' })
  readonly journalId!: string;
}
