import { isIPv6 } from 'node:net';

/** All unknown devices together; what is counted there slows them down and locks nobody out. */
export const anywhere = 'anywhere';

/** Where one device that the account knows fails. */
export const deviceSource = (deviceId: string): string => `device:${deviceId}`;

/**
 * Where an address fails: an IPv4 address, or the network of an IPv6 one, of which every subscriber has 2^64 addresses.
 */
export function addressSource(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return `address:${mapped}`;
  const [plain = ''] = address.split('%');
  return `address:${isIPv6(plain) ? networkOf(plain) : address}`;
}

/** The first four of its eight groups, without leading zeros. */
function networkOf(address: string): string {
  const [front = '', back] = address.toLowerCase().split('::');
  const groups = front === '' ? [] : front.split(':');
  const behind = back === undefined || back === '' ? [] : back.split(':');
  const all =
    back === undefined
      ? groups
      : [...groups, ...Array.from({ length: 8 - groups.length - behind.length }, () => '0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
