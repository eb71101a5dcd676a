import { serviceQueue, type ServiceName } from '@bumen/contracts';

/** Where a service of a local stack is asked to do what is due; `look` is answered with how far it is. */
export const clockSubject = (service: ServiceName, what: 'sweep' | 'look') => `clock.${service}.${what}` as const;
/** What its user at the broker hears there, on a stack whose clock can be moved and nowhere else. */
export const clockQueues = (service: ServiceName): string[] =>
  (['sweep', 'look'] as const).map((what) => `${clockSubject(service, what)} ${serviceQueue(service)}`);

/** What a service did of what was due at this moment. */
export interface Swept {
  readonly met: number;
  /** So much is due and somebody else works on it. */
  readonly busy: number;
  /** When something is due after this moment; null where nothing is. */
  readonly nextDueAt: string | null;
}
/** Whether a service has anything to publish or to react to. */
export interface Look {
  readonly settled: boolean;
  /** How far its reactions are; the same text means that they did nothing in between. */
  readonly position: string;
}

/** One service, as whoever moves time sees it. */
export interface Walker {
  readonly name: string;
  /** Meets what is due at this moment. */
  sweep(): Promise<Swept>;
  look(): Promise<Look>;
}

/** The clock that is moved. */
export interface WalkedTime {
  now(): Date;
  standAt(moment: Date): void;
}

export interface Walk {
  readonly time: WalkedTime;
  readonly walkers: readonly Walker[];
  readonly to: Date;
  /** So long a service may go without getting on with what is due at a moment. */
  readonly patienceMs?: number;
}

/** What is due at a moment doesn't come to an end. */
export class ClockStuck extends Error {
  readonly service: string;
  readonly at: Date;
  constructor(service: string, at: Date) {
    super(`${service} does not come to an end with what is due at ${at.toISOString()}`);
    this.service = service;
    this.at = at;
  }
}

const pauseMs = 3;
const pause = () =>
  new Promise((resolve) => {
    setTimeout(resolve, pauseMs);
  });

/**
 * Moves business time on, from one moment at which something is due in any service to the next. At each it stands still
 * until all of it has been done, published and reacted to, and what became due by that as well: so what is due at
 * 10:00 in one service and what follows from it in another come before what is due at 10:01. At the end the clock
 * stands at `to`, or where it was if that is later.
 */
export async function walk({ time, walkers, to, patienceMs = 30_000 }: Walk): Promise<void> {
  const nextDue = new Map<Walker, number>();
  const sweep = async (which: readonly Walker[]): Promise<{ readonly met: number; readonly busy: Walker[] }> => {
    const swept = await Promise.all(which.map((walker) => walker.sweep()));
    swept.forEach(({ nextDueAt }, index) => {
      nextDue.set(which[index]!, nextDueAt === null ? Infinity : new Date(nextDueAt).getTime());
    });
    return {
      met: swept.reduce((sum, { met }) => sum + met, 0),
      busy: which.filter((_, index) => swept[index]!.busy > 0),
    };
  };
  /** Everything due at this moment; `first` is who has something due, all where that isn't known. */
  const finish = async (first: readonly Walker[] | undefined): Promise<void> => {
    if (!first) await quiet(walkers, time.now(), patienceMs);
    let end = performance.now() + patienceMs;
    for (let which = first ?? walkers; ; which = walkers) {
      const { met, busy } = await sweep(which);
      if (met > 0) {
        await quiet(walkers, time.now(), patienceMs);
        end = performance.now() + patienceMs;
      } else if (busy.length === 0) return;
      else if (performance.now() > end) throw new ClockStuck(busy[0]!.name, time.now());
      else await pause();
    }
  };
  time.standAt(time.now());
  await finish(undefined);
  for (;;) {
    const next = Math.min(...nextDue.values());
    if (next > to.getTime()) break;
    time.standAt(new Date(next));
    await finish(walkers.filter((walker) => nextDue.get(walker)! <= next));
  }
  if (to > time.now()) time.standAt(to);
}

/**
 * Waits until nothing is published or reacted to any more. It takes two looks at all of them that agree: between the
 * first and the last of one look an event may have gone where it had looked already.
 */
async function quiet(walkers: readonly Walker[], at: Date, patienceMs: number): Promise<void> {
  let end = performance.now() + patienceMs;
  for (let before = { position: '', settled: false }; ;) {
    const looks = await Promise.all(walkers.map((walker) => walker.look()));
    const busy = looks.findIndex((look) => !look.settled);
    const now = { position: JSON.stringify(looks.map((look) => look.position)), settled: busy < 0 };
    if (now.position !== before.position) end = performance.now() + patienceMs;
    else if (now.settled && before.settled) return;
    if (performance.now() > end) throw new ClockStuck(walkers[Math.max(busy, 0)]!.name, at);
    before = now;
    if (!now.settled) await pause();
  }
}
