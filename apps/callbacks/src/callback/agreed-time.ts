import { agreedTimeUnfit, type Problem, type Text } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { ContactHours } from '../contact-hours/contact-hours.ts';
import { dueTimesOf, type Due, type Owed } from './escalation.ts';

/**
 * Why a time can't be agreed on: it is past, too far ahead, or the customer rests then (C-04); undefined where it can.
 */
export function refusalOfTime(wanted: Date, hours: ContactHours, { at, rules }: Act): Problem | undefined {
  const { agreedDaysMax } = rules.due;
  const refuse = (why: Text, from: Date) =>
    agreedTimeUnfit({ why, callableFrom: hours.nextAllowed(from)?.toISOString() ?? null });
  if (wanted < at) return refuse({ zh: '该时间已过', en: 'that time has passed' }, at);
  if (wanted > hours.plusDays(at, agreedDaysMax))
    return refuse({ zh: `最多可约 ${agreedDaysMax} 天内`, en: `it can be at most ${agreedDaysMax} days ahead` }, at);
  if (!hours.isAllowed(wanted)) return refuse({ zh: '该时间客户休息', en: 'the customer rests then' }, wanted);
  return undefined;
}

/**
 * What changes with a time that was agreed, whichever way: no attempt starts before it, and a day after the due time
 * moves that, of which nobody was warned yet (C-02).
 */
export function agreedOn(agreedAt: Date, of: Owed & Pick<Due, 'dueAt'>, { rules }: Act) {
  const later = dueTimesOf({ ...of, wishedAt: agreedAt }, rules.eras).dueAt > of.dueAt;
  return { agreedAt, wishedAt: agreedAt, nextAttemptAt: null, ...(later && ({ escalation: 'none' } as const)) };
}
