import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The number of a book that comes next; none is left where it is beyond the last (F-02). */
@Entity('receipt_number')
@Index('receipt_number_desk', ['deskId', 'bookId'], { where: 'next <= last' })
export class ReceiptNumber {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'receipt_number_pkey' })
  readonly bookId!: string;

  @Column('uuid')
  readonly deskId!: string;

  @Column('text')
  readonly series!: string;

  @Column('int')
  readonly next!: number;

  @Column('int')
  readonly last!: number;
}
