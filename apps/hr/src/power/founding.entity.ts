import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The first start, one row: until there is a second person, the founder alone gives power (P-04). It ends for good as
 * soon as there is one. Whoever gives or takes power locks it first, so that no two do it at once.
 */
@Entity('founding')
export class Founding {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'founding_pkey' })
  readonly id!: number;

  /** Staff id; null where nobody was made by the first start. */
  @Column('uuid', { nullable: true })
  readonly founderId!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;
}
