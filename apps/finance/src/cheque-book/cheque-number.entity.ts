import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The number of a book that comes next; none is left where it is beyond the last (F-11). */
@Entity('cheque_number')
export class ChequeNumber {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cheque_number_pkey' })
  readonly bookId!: string;

  @Column('int')
  readonly next!: number;

  @Column('int')
  readonly last!: number;
}
