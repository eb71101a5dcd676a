import type { Outcome } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { dueAt, type Clock } from './clock.ts';
import type { TicketColumns, TicketRecord } from './ticket-record.entity.ts';
import { clocksOf, consequences, isLate, type Due, type WatchedClock, type Watched } from './watchdog.ts';

/**
 * What had passed by now of what ends, starts anew or goes on against another limit, and the watchdog had not come to
 * tell. Told as it would have told it, so that a breach leaves the same evidence whoever is faster (T-04, T-06, T-21).
 */
export function unseen(
  ticket: TicketRecord,
  after: Watched,
  leader: string | null,
  act: Act,
): Outcome<TicketColumns>['told'] {
  const dues: Due[] = [];
  for (const { of, clock, timing, level } of clocksOf(ticket, act.rules)) {
    const passed = dueAt(clock, timing);
    if (passed && passed <= act.at && !isLate(level) && !goesOn(clock, clockOf(of, after)))
      dues.push({ what: 'level', of, level: 'breached' });
  }
  for (const promise of ticket.promises) {
    const settled = after.promises.some(({ id, settledAt }) => id === promise.id && settledAt !== null);
    if (promise.state === 'open' && settled && new Date(promise.dueAt) <= act.at)
      dues.push({ what: 'promise', promise: { ...promise, warned: true } });
  }
  return dues.flatMap((due) => consequences(due, ticket, leader, act).told);
}

/** How far the watchdogs have gone at least: a clock whose limit passed is late, whoever noticed it. */
export function levels({ escalation, firstResponse, nextAnswer, progress }: Watched) {
  const late = <Level>(clock: Clock, level: Level & Parameters<typeof isLate>[0]) =>
    clock.breachedAt !== null && !isLate(level) ? 'breached' : level;
  return {
    escalation: late(firstResponse, escalation),
    nextAnswer: nextAnswer && { ...nextAnswer, escalation: late(nextAnswer, nextAnswer.escalation) },
    progress: progress && { ...progress, escalation: late(progress, progress.escalation) },
  };
}

const goesOn = (before: Clock, after: Clock | null) => after !== null && after.runningSince === before.runningSince;

function clockOf(of: WatchedClock, { firstResponse, nextAnswer, progress }: Watched): Clock | null {
  switch (of) {
    case 'first_response':
      return firstResponse;
    case 'next_answer':
      return nextAnswer;
    case 'progress':
      return progress;
  }
}
