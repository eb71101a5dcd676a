import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * That a file had a key, or has its number, though the key leads nowhere or to another file (T-15). Who must not be
 * called stays so by it, whatever becomes of the file (C-04).
 */
@Entity('key_elsewhere')
@Index('key_elsewhere_by_customer', ['customerId'])
export class KeyElsewhere {
  @PrimaryColumn('text')
  key!: string;
  @PrimaryColumn('uuid')
  customerId!: string;
  /** Whoever is reached by it must not be called. */
  @Column('boolean')
  doNotCall!: boolean;
}
