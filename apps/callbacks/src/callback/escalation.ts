import type { duePolicy, PolicyValue } from '@bumen/contracts';
import type { ContactHours } from '../contact-hours/contact-hours.ts';

const hourMs = 3_600_000;

/** When it is due, and when the specialist is warned and the manager told. */
export interface Due {
  readonly dueAt: Date;
  readonly warnAt: Date;
  readonly managerAt: Date;
}

/** A wish after the due time makes it due by the end of the day wished for (C-02). */
export function dueBy(
  dueAt: Date,
  agreedAt: Date | null,
  hours: ContactHours,
  { warnBeforeHours, managerAfterHours }: PolicyValue<typeof duePolicy>,
): Due {
  const by = agreedAt && agreedAt > dueAt ? hours.endOfDay(agreedAt) : dueAt;
  return {
    dueAt: by,
    warnAt: new Date(by.getTime() - warnBeforeHours * hourMs),
    managerAt: new Date(by.getTime() + managerAfterHours * hourMs),
  };
}

/** Who was told last that a callback is nearly or long due, in this order (C-08). */
export type EscalatedTo = 'specialist' | 'supervisor' | 'manager';

interface Escalated extends Due {
  readonly escalation: 'none' | EscalatedTo;
  readonly finishedAt: Date | null;
}

/** Whom to tell next, and when; null where everybody knows or it is done. */
function next({
  warnAt,
  dueAt,
  managerAt,
  escalation,
}: Omit<Escalated, 'finishedAt'>): { readonly to: EscalatedTo; readonly at: Date } | null {
  switch (escalation) {
    case 'none':
      return warnAt < dueAt ? { to: 'specialist', at: warnAt } : { to: 'supervisor', at: dueAt };
    case 'specialist':
      return { to: 'supervisor', at: dueAt };
    case 'supervisor':
      return { to: 'manager', at: managerAt };
    case 'manager':
      return null;
  }
}

export function nextEscalation(of: Escalated): Date | null {
  return of.finishedAt ? null : (next(of)?.at ?? null);
}

/** Whom to tell now, in order. A warning that comes too late is left out: its time has passed. */
export function overdueLevels(of: Escalated, now: Date): EscalatedTo[] {
  const levels: EscalatedTo[] = [];
  if (of.finishedAt) return levels;
  for (let step = next(of); step && step.at <= now; step = next({ ...of, escalation: step.to }))
    if (step.to !== 'specialist' || of.dueAt > now) levels.push(step.to);
  return levels;
}

/** The latest of a moment and others that may be missing. */
export function laterOf(at: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((latest, one) => (one && one > latest ? one : latest), at);
}
