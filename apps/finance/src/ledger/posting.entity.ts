import { Column, Entity } from 'typeorm';
import { journalsPosted, type DataOf } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';

/** What one command posts. It tells the digests of its journals, so that they stand outside of the database, too. */
@Entity('posting')
export class Posting extends Aggregate {
  /** How many. */
  @Column('int')
  readonly journals!: number;

  static of(id: string, journals: DataOf<typeof journalsPosted>['journals']): Posting {
    const posting = new Posting();
    Object.assign(posting, { id, journals: journals.length });
    posting.raise(journalsPosted, { postingId: id, journals });
    return posting;
  }
}
