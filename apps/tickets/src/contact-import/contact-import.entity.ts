import { Column, Entity, Index } from 'typeorm';
import {
  importCancelled,
  importEnded,
  importFinished,
  importProgressed,
  importStarted,
  type ImportMapping,
} from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

/**
 * A file of contacts on its way into tickets (T-01). Its rows are worked off in small transactions, so it goes on
 * wherever it was cut off.
 */
@Entity('contact_import')
@Index('contact_import_once', ['source', 'digest'], { unique: true, where: 'finished_at IS NULL' })
@Index('contact_import_digest', ['source', 'digest', 'id'])
@Index('contact_import_due', ['nextDeadlineAt'], { where: 'next_deadline_at IS NOT NULL' })
export class ContactImport extends Aggregate {
  @Column('text')
  readonly source!: string;
  @Column('text')
  readonly fileName!: string;
  /** Of the file and its mapping: the same again is the same import, as long as it goes on or has taken in all. */
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
  /** When every row was taken in or refused, also by the end that a person made. */
  @Column('timestamptz', { nullable: true })
  readonly finishedAt!: Date | null;

  @Column('boolean')
  readonly cancelled!: boolean;
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
    given: Pick<ContactImport, 'id' | 'source' | 'fileName' | 'digest' | 'mapping' | 'rows'>,
    { at, by }: Act,
  ): ContactImport {
    const made = new ContactImport();
    const columns: ColumnsOf<ContactImport> = {
      ...given,
      accepted: 0,
      refused: 0,
      startedAt: at,
      finishedAt: null,
      cancelled: false,
      startedBy: by.id,
      nextDeadlineAt: dueWith(given.rows, at),
    };
    made.#become(columns);
    made.raise(importStarted, { importId: made.id, rows: made.rows });
    return made;
  }

  /** So many further rows were dealt with. */
  progress(dealtWith: Pick<ContactImport, 'accepted' | 'refused'>, { at }: Act): void {
    const { id: importId, rows } = this;
    const accepted = this.accepted + dealtWith.accepted;
    const refused = this.refused + dealtWith.refused;
    const left = rows - accepted - refused;
    const done = left <= 0;
    const nextDeadlineAt = done ? null : dueWith(left, this.startedAt);
    this.#become({ accepted, refused, finishedAt: done ? at : null, nextDeadlineAt });
    const total = { importId, rows, accepted, refused };
    this.raise(importProgressed, total);
    if (done) this.raise(importFinished, total);
  }

  /** Ends it before its time; the rows that are left count as refused. */
  cancel({ at }: Act): void {
    if (this.finishedAt !== null) throw importEnded({ id: this.id });
    const { id: importId, rows, accepted } = this;
    const refused = rows - accepted;
    this.#become({ refused, finishedAt: at, cancelled: true, nextDeadlineAt: null });
    this.raise(importCancelled, { importId, rows, accepted, refused });
  }

  #become(changes: Partial<ColumnsOf<ContactImport>>): void {
    Object.assign(this, changes);
  }
}

const dueWith = (rowsLeft: number, startedAt: Date) => new Date(startedAt.getTime() - rowsLeft);
