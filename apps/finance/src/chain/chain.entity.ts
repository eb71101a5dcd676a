import { hash } from 'node:crypto';
import { Column, Entity } from 'typeorm';
import { chainExtended } from '@bumen/contracts';
import { Aggregate, type Act } from '@bumen/service-kit';
import type { ChainBlock } from './chain-block.entity.ts';

/** The only one; the migration makes it. */
export const chainId = '019c0000-0000-7000-8000-000000000002';
export const hashBeforeAll = '0'.repeat(64);

/** What a block's hash is made of; its moment in microseconds since 1970. */
export type Hashed = Pick<ChainBlock, 'seq' | 'prev' | 'count' | 'root'> & { readonly atMicros: string };

const sized = (value: string | number): string => `${Buffer.byteLength(String(value))}:${value}`;
export const hashOf = ({ seq, prev, count, root, atMicros }: Hashed): string =>
  hash('sha256', `block 1${[seq, prev, count, root, atMicros].map(sized).join('')}`, 'hex');
/** Over the digests of a block's journals, in their order. */
export const rootOf = (digests: readonly string[]): string => hash('sha256', digests.join(''), 'hex');

/**
 * The chain of what is posted (F-01): one, whose version counts its blocks. It grows after the commits of those who
 * post, by what waits for it, so that nobody who posts waits for another; whoever has its row is the one sequencer.
 */
@Entity('chain')
export class Chain extends Aggregate {
  /** Of the last block. */
  @Column('text')
  readonly hash!: string;

  @Column('timestamptz')
  readonly extendedAt!: Date;

  #grown = false;

  /** It is due where something waits for it (`ChainRepository.dueIds`). */
  get nextDeadlineAt(): Date | null {
    return this.#grown ? null : this.extendedAt;
  }

  /** A block over these digests, in their order; none where nothing waits. */
  extend(digests: readonly string[], { at }: Act): ChainBlock | undefined {
    this.#grown = true;
    if (digests.length === 0) return undefined;
    const block = { seq: this.version + 1, prev: this.hash, count: digests.length, root: rootOf(digests), at };
    const made = { ...block, hash: hashOf({ ...block, atMicros: `${at.getTime()}000` }) };
    Object.assign(this, { hash: made.hash, extendedAt: at });
    const { seq, count, root } = made;
    this.raise(chainExtended, { seq, count, root, hash: made.hash });
    return made;
  }
}
