import { Column, Entity } from 'typeorm';
import { chainExtended } from '@bumen/contracts';
import { Aggregate, type Act } from '@bumen/service-kit';
import { hashOf, rootOf } from './block-hash.ts';
import type { ChainBlock } from './chain-block.entity.ts';

/** The only one; the migration makes it. */
export const chainId = '019c0000-0000-7000-8000-000000000002';

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
