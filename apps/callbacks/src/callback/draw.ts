import { createHmac } from 'node:crypto';
import type { getCallback, ResponseOf } from '@bumen/contracts';

export type Draw = NonNullable<ResponseOf<typeof getCallback>['draw']>;
/** The seed of a day, 64 hexadecimal digits. Nobody sees it before, so nobody foresees who is called. */
export interface Seed {
  readonly day: string;
  readonly seed: string;
}

/** Places are told in hundred-thousandths of a percent. */
const places = 10_000_000;

/**
 * Where a resolution stands, from 0 up to 100: HMAC-SHA-256 by the day's seed over day, ticket and round, its first six
 * bytes as a share of all that there may be. Whoever has the seed draws the same again (C-02, Q-02).
 */
export function drawn({ day, seed }: Seed, ticketId: string, round: number, sharePercent: number): Draw {
  const text = `bumen-callback-draw-1\n${day}\n${ticketId}\n${round}\n`;
  const hash = createHmac('sha256', Buffer.from(seed, 'hex')).update(text).digest();
  return { day, sharePercent, place: Math.floor((hash.readUIntBE(0, 6) / 2 ** 48) * places) / (places / 100) };
}

export const isCalled = (draw: Draw | null): boolean => draw === null || draw.place < draw.sharePercent;
