import { createHash } from 'node:crypto';
import { networkOf } from '@bumen/contracts';

/** All unknown devices together; what is counted there slows them down and locks nobody out. */
export const anywhere = 'anywhere';

/** Where one device that the account knows fails. */
export const deviceSource = (deviceId: string): string => `device:${deviceId}`;

/** Where an address, or the network that it belongs to, fails. */
export const addressSource = (address: string): string => `address:${networkOf(address)}`;

/** In the trail stands who was guessed at, and of a username that nobody has only that (P-05). */
export const nobodysName = '#nobody';

/**
 * Under what failures for a username that nobody has are counted. People type their password there, so what was typed
 * is stored nowhere; of its hash there is too little to try a list of passwords by, and enough that whoever guesses
 * sees no difference.
 */
export const markOf = (typed: string): string => `#${createHash('sha256').update(typed).digest('hex').slice(0, 5)}`;
