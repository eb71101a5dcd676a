import { isDeepStrictEqual } from 'node:util';

/**
 * What the audit trail tells of a list that changed: the elements that went or are different now, and those that came
 * or are what they are now. Where only their order changed it is told whole.
 */
export function changedElements(
  before: readonly unknown[],
  after: readonly unknown[],
): readonly (readonly unknown[])[] {
  const gone = without(before, after);
  const come = without(after, before);
  return gone.length === 0 && come.length === 0 ? [before, after] : [gone, come];
}

/** Elements of the one list that the other lacks, each as often as it lacks it. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = new Map<string, number>();
  for (const element of other) {
    const text = JSON.stringify(element);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return list.filter((element) => {
    const text = JSON.stringify(element);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** What of an object is different now, as it was and as it is, down to where it is no object any more. */
export function changedParts(before: unknown, after: unknown): readonly [before: unknown, after: unknown] {
  if (!isObject(before) || !isObject(after)) return [before, after];
  const [old, now]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (isDeepStrictEqual(before[key], after[key])) continue;
    const [was, is] = changedParts(before[key], after[key]);
    if (was !== undefined) old[key] = was;
    if (is !== undefined) now[key] = is;
  }
  return [old, now];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
