import type { PolicyValue, ResponseOf, getTicket, watchdogPolicy } from '@bumen/contracts';

/** How far the watchdog of the first response has gone; each level is reached once, in this order (T-03, T-04). */
export type EscalationLevel = ResponseOf<typeof getTicket>['escalation'];
export const watchdogLevels = [
  'none',
  'warned',
  'breached',
  'reassigned',
  'supervisor',
  'manager',
] as const satisfies readonly EscalationLevel[];

export function levelAfter(level: EscalationLevel): EscalationLevel | undefined {
  return watchdogLevels[watchdogLevels.indexOf(level) + 1];
}

/** How much time of the clock is used when a level is reached, in ms. */
export function levelMs(level: EscalationLevel, limitS: number, policy: PolicyValue<typeof watchdogPolicy>): number {
  switch (level) {
    case 'none':
      return 0;
    case 'warned':
      return limitS * policy.warnAtPercent * 10;
    case 'breached':
      return limitS * 1_000;
    case 'reassigned':
      return (limitS + policy.reassignAfterS) * 1_000;
    case 'supervisor':
      return (limitS + policy.supervisorAfterS) * 1_000;
    case 'manager':
      return (limitS + policy.managerAfterS) * 1_000;
  }
}
