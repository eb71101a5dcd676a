import type { CallbackState } from '@bumen/contracts';
import { comesUnder, type Era } from '@bumen/service-kit';
import { contactHoursOf, type ContactHours } from '../contact-hours/contact-hours.ts';
import type { Customer } from '../copies.entity.ts';
import type { Setting } from '../rules.ts';

const hourMs = 3_600_000;

/** When it is due, and when the specialist is warned and the manager told. */
export interface Due {
  readonly dueAt: Date;
  readonly warnAt: Date;
  readonly managerAt: Date;
}
/** What decides when a callback is due. */
export interface Owed {
  readonly customer: Customer | null;
  readonly resolvedAt: Date;
  /** The time agreed with the customer last, however it was agreed; stays after it was tried. */
  readonly wishedAt: Date | null;
}

/**
 * So many days after the resolution; by the end of the first day on which the customer may be called where those days
 * have no time for it; by the end of a later day that was agreed on (C-02, C-04, C-05). A changed policy or calendar
 * counts from its day on: what was due before stays so, and what would have been due earlier by the new one is due as
 * the change takes effect.
 */
export function dueTimesOf(of: Owed, eras: readonly Era<Setting>[]): Due {
  const { resolvedAt } = of;
  const comes = (since: Date, moment: (setting: Setting) => Date): Date => comesUnder(eras, since, moment)!;
  const dueUnder = dueBy(of, contactHoursOf(of.customer, { eras }));
  const dueAt = comes(resolvedAt, dueUnder);
  const warnAt = comes(resolvedAt, (setting) => plusHours(dueUnder(setting), -setting.due.warnBeforeHours));
  const managerAt = comes(dueAt, ({ due }) => plusHours(dueAt, due.managerAfterHours));
  return { dueAt, warnAt, managerAt };
}

/**
 * When it is due by a setting's days. When the customer may be called goes by all settings: a day that one to come
 * closes or opens is closed or opened here as for whoever wants to call.
 */
function dueBy({ resolvedAt, wishedAt }: Owed, hours: ContactHours): (setting: Setting) => Date {
  const callable = hours.nextAllowed(resolvedAt);
  // What was agreed for a day that was closed since waits for the end of that.
  const wished = wishedAt && (hours.nextAllowed(wishedAt) ?? wishedAt);
  return ({ due }) => {
    const byPolicy = hours.plusDays(resolvedAt, due.days);
    const by = callable && callable > byPolicy ? hours.endOfDay(callable) : byPolicy;
    return wished && wished > by ? hours.endOfDay(wished) : by;
  };
}

const plusHours = (at: Date, hours: number) => new Date(at.getTime() + hours * hourMs);

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

const order: readonly Escalated['escalation'][] = ['none', 'specialist', 'supervisor', 'manager'];

/**
 * Who should have been told by now that it is overdue, and won't be: it is done, or due later by what was agreed. So
 * whoever ends the clock leaves the same evidence as the sweep would have (C-08).
 */
export function unseenLevels(before: Escalated, after: Escalated, now: Date): EscalatedTo[] {
  const stillToTell = overdueLevels(after, now);
  return overdueLevels(before, now).filter(
    (level) =>
      level !== 'specialist' && !stillToTell.includes(level) && order.indexOf(after.escalation) < order.indexOf(level),
  );
}

/** Whom to tell now, in order. A warning that comes too late is left out: its time has passed. */
export function overdueLevels(of: Escalated, now: Date): EscalatedTo[] {
  const levels: EscalatedTo[] = [];
  if (of.finishedAt) return levels;
  for (let step = next(of); step && step.at <= now; step = next({ ...of, escalation: step.to }))
    if (step.to !== 'specialist' || of.dueAt > now) levels.push(step.to);
  return levels;
}

/**
 * When somebody has to see to it next: at the time agreed, or when it is due. Null where no specialist has to: it is
 * done, a supervisor decides, or somebody is on the line.
 */
export function neededAt(of: Due & { readonly state: CallbackState; readonly agreedAt: Date | null }): Date | null {
  if (of.state !== 'planned' && of.state !== 'reached') return null;
  return of.agreedAt && of.agreedAt < of.dueAt ? of.agreedAt : of.dueAt;
}

/** The latest of a moment and others that may be missing. */
export function laterOf(at: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((latest, one) => (one && one > latest ? one : latest), at);
}
