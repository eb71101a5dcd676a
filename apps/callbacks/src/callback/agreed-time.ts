import { agreedTimeUnfit, type duePolicy, type PolicyValue, type Problem, type Text } from '@bumen/contracts';
import type { ContactHours } from '../contact-hours/contact-hours.ts';

/**
 * Why a time can't be agreed on: it is past, too far ahead, or the customer rests then (C-04); undefined where it can.
 */
export function refusalOfTime(
  at: Date,
  hours: ContactHours,
  { agreedDaysMax }: PolicyValue<typeof duePolicy>,
  now: Date,
): Problem | undefined {
  const refuse = (why: Text, from: Date) =>
    agreedTimeUnfit({ why, callableFrom: hours.nextAllowed(from)?.toISOString() ?? null });
  if (at < now) return refuse({ zh: '该时间已过', en: 'that time has passed' }, now);
  if (at > hours.plusDays(now, agreedDaysMax))
    return refuse({ zh: `最多可约 ${agreedDaysMax} 天内`, en: `it can be at most ${agreedDaysMax} days ahead` }, now);
  if (!hours.isAllowed(at)) return refuse({ zh: '该时间客户休息', en: 'the customer rests then' }, at);
  return undefined;
}
