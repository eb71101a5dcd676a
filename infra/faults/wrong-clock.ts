import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPackage } from './debian-package.ts';

const shifted = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));
const library = (): string | undefined => globSync('/usr/lib/{*/,}faketime/libfaketimeMT.so.1')[0];

/** What a process is started with so that its clock is wrong, and how that is done. */
export interface WrongClock {
  readonly env: Readonly<Record<string, string>>;
  readonly how: string;
}

export function wrongClock(days: number): WrongClock {
  const found = library() ?? (installPackage('faketime') ? library() : undefined);
  if (found === undefined)
    return {
      env: { NODE_OPTIONS: `--import=${shifted}`, SHIFTED_CLOCK_MS: String(days * 86_400_000) },
      how: 'its Date is shifted: libfaketime is not to be had here',
    };
  // Only the time of day is wrong: a monotonic clock is never set.
  return {
    env: {
      LD_PRELOAD: found,
      FAKETIME: `${days > 0 ? '+' : ''}${days}d`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    how: 'libfaketime',
  };
}
