import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Up to a thousand journals, and the hash of the block before: whoever changes one changes all that follow. */
@Entity('chain_block')
export class ChainBlock {
  /** From 1, without gap. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'chain_block_pkey' })
  readonly seq!: number;

  /** Hash of the block before. */
  @Column('text')
  readonly prev!: string;

  @Column('int')
  readonly count!: number;

  /** SHA-256 over the digests of its journals, in their order. */
  @Column('text')
  readonly root!: string;

  @Column('text')
  readonly hash!: string;

  @Column('timestamptz')
  readonly at!: Date;
}

/** Where a journal stands in the chain. */
@Entity('chain_place')
@Unique('chain_place_key', ['seq', 'place'])
export class ChainPlace {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'chain_place_pkey' })
  readonly journalId!: string;

  @Column('int')
  readonly seq!: number;

  /** From 1. */
  @Column('int')
  readonly place!: number;
}
