import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(8 * 1024);
let used = pool.length;
let lastMs = 0;
let counter = 0;

/**
 * A UUID of version 7. Ids made by one process ascend, also within a millisecond, so that rows made together lie
 * together in an index and sort by their age.
 */
export function newId(): string {
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 8));
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Half of the counter's range stays free, so that it seldom runs over within the millisecond.
    counter = random.readUInt16BE(0) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const tail = random.toString('hex');
  const variant = ((random[0]! & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${tail.slice(2, 4)}-${tail.slice(4)}`;
}
