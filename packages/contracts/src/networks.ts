/**
 * Whom an address belongs to, as far as it tells: an IPv4 address, or the network of an IPv6 one, of which every
 * subscriber has 2^64 addresses.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  return plain.includes(':') ? firstHalfOf(plain) : address;
}

/** The first four of its eight groups, without leading zeros. */
function firstHalfOf(address: string): string {
  const [front = '', back] = address.toLowerCase().split('::');
  const groups = front === '' ? [] : front.split(':');
  const behind = back === undefined || back === '' ? [] : back.split(':');
  const all =
    back === undefined
      ? groups
      : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
