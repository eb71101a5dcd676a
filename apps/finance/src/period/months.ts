/** `2026-12` and 1 → `2027-01`. */
export function monthAfter(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const months = year * 12 + number - 1 + count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The month of a moment where the company's days begin and end. */
export const monthIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' }).format(at);

/** The day of a moment there, `YYYY-MM-DD`. */
export const dayIn = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** A moment that lies in a day, `YYYY-MM-DD`, wherever the company is. */
export function momentIn(day: string, timeZone: string): Date {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const there = dayIn(new Date(noon), timeZone);
  return new Date(there === day ? noon : noon - (there > day ? 1 : -1) * 43_200_000);
}

/** When a day begins there. */
export function beginOf(day: string, timeZone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  // What the clock there shows, as if it were UTC; a second look, since the first one may lie on the other side of a
  // change of its hours.
  const shown = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) - at;
  return new Date(wanted - shown(wanted - shown(wanted)));
}

/** `2026-02` → `2026-02-28`. */
export function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}

/** `2026-02-28` and `2026-03-01` → 1. */
export const daysBetween = (from: string, until: string): number =>
  (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;

/** `2026-02-28` and 1 → `2026-03-01`. */
export const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
