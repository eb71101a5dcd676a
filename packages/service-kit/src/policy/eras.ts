/** So long a setting holds; null where there is no end yet. */
export interface Era<Setting> {
  /** Null for the one that has held from the beginning. */
  readonly from: Date | null;
  readonly until: Date | null;
  readonly setting: Setting;
}

/** One setting that always holds. */
export const always = <Setting>(setting: Setting): readonly Era<Setting>[] => [{ from: null, until: null, setting }];

/** The part of each era that lies behind a moment, in order. */
export function* erasFrom<Setting>(
  eras: readonly Era<Setting>[],
  since: Date,
): Generator<{ readonly from: Date; readonly until: Date | null; readonly setting: Setting }> {
  for (let index = firstThat(eras, ({ until }) => until === null || until > since); index < eras.length; index += 1) {
    const { from, until, setting } = eras[index]!;
    yield { from: from !== null && from > since ? from : since, until, setting };
  }
}

/**
 * The first of a list that fits, where all behind it do, too; the list's length where none does. Settings are many, and
 * every clock asks.
 */
export function firstThat<One>(list: readonly One[], fits: (one: One) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * When something comes that each setting puts at a moment of its own: at that moment while the setting holds; as the
 * setting begins where it would have come before, never earlier. What came under one setting stays, whatever the later
 * ones say. Null where no setting lets it come.
 */
export function comesUnder<Setting>(
  eras: readonly Era<Setting>[],
  since: Date,
  momentUnder: (setting: Setting) => Date | null,
): Date | null {
  for (const { from, until, setting } of erasFrom(eras, since)) {
    const moment = momentUnder(setting);
    if (moment === null) continue;
    const comes = moment > from ? moment : from;
    if (until === null || comes < until) return comes;
  }
  return null;
}
