const units = { MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** `75%` of a disk, or a size such as `20GB`. */
export const storeLimitForm = /^(?:(?<percent>[1-9]\d?)%|(?<size>[1-9]\d{0,5})(?<unit>MB|GB|TB))$/;

/**
 * How much JetStream may keep. It refuses before the disk is full, because a full one may leave it stuck. Throws where
 * `limit` isn't one, or is a part of a disk whose size isn't given.
 */
export function storeBytesMax(limit: string, diskBytes?: number): number {
  const { percent, size, unit } = storeLimitForm.exec(limit)?.groups ?? {};
  if (size !== undefined) return Number(size) * units[unit as keyof typeof units];
  if (percent === undefined || diskBytes === undefined)
    throw new Error(
      `NATS_STORE_MAX must be ${diskBytes === undefined ? '' : 'a part of the disk, such as 75%, or '}a size, such as 20GB.`,
    );
  return Math.floor((diskBytes * Number(percent)) / 100);
}
