// CommonJS whose names Node can't see, so it is imported whole.
import chineseDays from 'chinese-days';

/** A day, `YYYY-MM-DD`, on which people don't work, or do in exchange for another (调休). */
export type PublicDays = ReadonlyMap<string, 'holiday' | 'make-up'>;

// The same for every calendar, so a changed policy does not look them up again.
const known = new Map<number, PublicDays>();

/** The public holidays and make-up workdays of a year; none of a year whose holidays are not published. */
export function publicDaysOf(year: number): PublicDays {
  let days = known.get(year);
  if (!days) known.set(year, (days = lookUp(year)));
  return days;
}

function lookUp(year: number): PublicDays {
  const days = new Map<string, 'holiday' | 'make-up'>();
  // National Day is a holiday of each published year.
  if (kindOf(`${year}-10-01`) === undefined) return days;
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000) {
    const date = new Date(ms).toISOString().slice(0, 10);
    const kind = kindOf(date);
    if (kind) days.set(date, kind);
  }
  return days;
}

function kindOf(date: string): 'holiday' | 'make-up' | undefined {
  // An ordinary day has the English name of its weekday and no more; a holiday or make-up day also its Chinese name.
  const { work, name } = chineseDays.getDayDetail(date);
  if (!name.includes(',')) return undefined;
  return work ? 'make-up' : 'holiday';
}
