import { comesUnder } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Rules } from '../rules.ts';

/**
 * Whoever has it is away and nobody can take it: how often that was told, and when last (T-03). Kept as long as it
 * stays with them, so that it is told again; a person who works on it begins that anew.
 */
export interface Away {
  readonly told: number;
  readonly since: string;
}

/** When it is told again while it stays so; null where nobody has to hear of it, or it was told often enough. */
export function awayToldAt(away: Away | null, { eras }: Pick<Rules, 'eras'>): Date | null {
  if (!away) return null;
  const since = new Date(away.since);
  return comesUnder(eras, since, ({ hours, watchdog }) => {
    if (away.told === 0) return since;
    return away.told < watchdog.awayToldMax ? hours(false).addWorkingMs(since, watchdog.awayAgainAfterS * 1_000) : null;
  });
}

interface Held {
  readonly assigneeId: string | null;
  readonly state: string;
}
/** What is kept of it as a ticket changes: in another hand nothing; in another state somebody may take it at once. */
export function awayIn(before: Held & { readonly away: Away | null }, after: Held, { at }: Act): Away | null {
  if (before.away === null || after.assigneeId !== before.assigneeId) return null;
  return after.state === before.state ? before.away : { told: 0, since: at.toISOString() };
}

/** Somebody works on it meanwhile: whoever has it isn't away, or another one looks after it for now. */
export const awayWhile = (before: Held & { readonly away: Away | null }, { at, by }: Act): Away | null =>
  before.away === null || by.id === before.assigneeId ? null : { told: 1, since: at.toISOString() };
