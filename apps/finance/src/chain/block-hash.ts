import { hash } from 'node:crypto';
import type { ChainBlock } from './chain-block.entity.ts';

/** Before the first block. */
export const hashBeforeAll = '0'.repeat(64);

/** What a block's hash is made of; its moment in microseconds since 1970. */
export type Hashed = Pick<ChainBlock, 'seq' | 'prev' | 'count' | 'root'> & { readonly atMicros: string };

const sized = (value: string | number): string => `${Buffer.byteLength(String(value))}:${value}`;
export const hashOf = ({ seq, prev, count, root, atMicros }: Hashed): string =>
  hash('sha256', `block 1${[seq, prev, count, root, atMicros].map(sized).join('')}`, 'hex');
/** Over the digests of a block's journals, in their order. */
export const rootOf = (digests: readonly string[]): string => hash('sha256', digests.join(''), 'hex');
