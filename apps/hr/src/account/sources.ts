import { networkOf } from '@bumen/contracts';

/** All unknown devices together; what is counted there slows them down and locks nobody out. */
export const anywhere = 'anywhere';

/** Where one device that the account knows fails. */
export const deviceSource = (deviceId: string): string => `device:${deviceId}`;

/** Where an address, or the network that it belongs to, fails. */
export const addressSource = (address: string): string => `address:${networkOf(address)}`;
