import { Column, Entity } from 'typeorm';
import { Aggregate } from '@bumen/service-kit';

/** The chain of what is posted (F-01): one, whose version counts its blocks. */
@Entity('chain')
export class Chain extends Aggregate {
  /** Of the last block. */
  @Column('text')
  readonly hash!: string;

  @Column('timestamptz')
  readonly extendedAt!: Date;
}
