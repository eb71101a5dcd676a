import { Column, Entity, Index } from 'typeorm';
import { importFinished, importProgressed, importStarted, type ImportMapping } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';

/**
 * A file of contacts on its way into tickets (T-01). Its rows are worked off in small transactions, so it goes on
 * wherever it was cut off.
 */
@Entity('contact_import')
@Index('contact_import_once', ['source', 'digest'], { unique: true })
@Index('contact_import_due', ['nextDeadlineAt'], { where: 'next_deadline_at IS NOT NULL' })
export class ContactImport extends Aggregate {
  @Column('text')
  readonly source!: string;
  @Column('text')
  readonly fileName!: string;
  /** Of the file and its mapping: the same again is the same import. */
  @Column('text')
  readonly digest!: string;
  @Column('jsonb')
  readonly mapping!: ImportMapping;
  @Column('int')
  readonly rows!: number;
  @Column('int')
  readonly accepted!: number;
  @Column('int')
  readonly refused!: number;
  @Column('timestamptz')
  readonly startedAt!: Date;
  @Column('timestamptz', { nullable: true })
  readonly finishedAt!: Date | null;
  /** Staff id. */
  @Column('text')
  readonly startedBy!: string;
  /**
   * Lies in the past until all rows are worked off, and moves on with each chunk; then null. Imports with more left to
   * do come first.
   */
  @Column('timestamptz', { nullable: true })
  readonly nextDeadlineAt!: Date | null;

  static start(
    given: Pick<
      ContactImport,
      'id' | 'source' | 'fileName' | 'digest' | 'mapping' | 'rows' | 'startedAt' | 'startedBy'
    >,
  ): ContactImport {
    const made = new ContactImport();
    Object.assign(made, given, {
      accepted: 0,
      refused: 0,
      finishedAt: null,
      nextDeadlineAt: dueWith(given.rows, given.startedAt),
    });
    made.raise(importStarted, { importId: made.id, rows: made.rows });
    return made;
  }

  /** So many further rows were dealt with. */
  progress(accepted: number, refused: number, at: Date): void {
    const { id: importId, rows } = this;
    const total = { importId, rows, accepted: this.accepted + accepted, refused: this.refused + refused };
    const left = rows - total.accepted - total.refused;
    const done = left <= 0;
    Object.assign(this, {
      accepted: total.accepted,
      refused: total.refused,
      finishedAt: done ? at : null,
      nextDeadlineAt: done ? null : dueWith(left, this.startedAt),
    });
    this.raise(importProgressed, total);
    if (done) this.raise(importFinished, total);
  }
}

const dueWith = (rowsLeft: number, startedAt: Date) => new Date(startedAt.getTime() - rowsLeft);
