import { ClockFile } from './clock-file.ts';

/** The variable in which the local stack tells its processes of the clock. Whoever else sets it is refused. */
export const clockFileVariable = 'BUMEN_CLOCK_FILE';

type Environment = Readonly<Record<string, string | undefined>>;

/** The clock of which a process was told, where it was told of one; `whyNotMovable` says whether it may have it. */
export function clockIn(env: Environment): ClockFile | undefined {
  const path = env[clockFileVariable];
  return path === undefined || path === '' ? undefined : new ClockFile(path);
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
const hostOf = (address: string): string => {
  try {
    return new URL(address).hostname;
  } catch {
    return address;
  }
};

/**
 * Why a process that was told of a movable clock doesn't start: time is moved on the local stack alone, never where
 * people work. One sentence for each reason; none where it is not told of one, or is of a local stack.
 */
export function whyNotMovable(env: Environment): string[] {
  const clock = clockIn(env);
  if (!clock) return [];
  const sentences: string[] = [];
  if (env['NODE_ENV'] === 'production')
    sentences.push(`${clockFileVariable} is for the local stack alone: unset it, since NODE_ENV is production.`);
  for (const name of ['DATABASE_URL', 'NATS_URL', 'HOST']) {
    const given = env[name];
    if (given === undefined || given === '') continue;
    if (!given.split(',').every((one) => loopback.test(hostOf(one.trim()))))
      sentences.push(`${clockFileVariable} is for the local stack alone: unset it, since ${name} is not this machine.`);
  }
  try {
    clock.check();
  } catch {
    sentences.push(`${clockFileVariable} is for the local stack alone: unset it, since it names no clock of one.`);
  }
  return sentences;
}
