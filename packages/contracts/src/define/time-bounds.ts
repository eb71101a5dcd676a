import { z } from 'zod';
import type { Issue } from './issues.ts';
import { innerOf } from './personal.ts';
import type { Text } from './text.ts';

/** How far from now a time that somebody gives may lie, in whole days; 0 is now. */
export interface TimeBounds {
  readonly backDays: number;
  readonly aheadDays: number;
}

const bounded = z.registry<TimeBounds>();

/**
 * Says how far from now a time in a request may lie. Whoever carries the request out refuses what lies beyond, by the
 * database's time: without bounds, what somebody types by mistake or on purpose would be counted with for ever (R9).
 */
export function within<S extends z.ZodType>(bounds: TimeBounds, schema: S): S {
  const marked = schema.clone() as S;
  bounded.add(marked, bounds);
  return marked;
}

/** A time in a schema, with the bounds that it was given. Lists on the way to it are `*`. */
export interface TimePlace {
  readonly path: readonly string[];
  readonly bounds: TimeBounds | undefined;
}

/** Every time and day inside a schema. */
export function timesIn(schema: z.ZodType, path: readonly string[] = [], outer?: TimeBounds): TimePlace[] {
  const bounds = bounded.get(schema) ?? outer;
  if (schema instanceof z.ZodISODateTime || schema instanceof z.ZodISODate) return [{ path, bounds }];
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
      timesIn(field, [...path, key]),
    );
  if (schema instanceof z.ZodArray) return timesIn(schema.element as z.ZodType, [...path, '*']);
  if (schema instanceof z.ZodUnion)
    return (schema.options as z.ZodType[]).flatMap((option) => timesIn(option, path, bounds));
  const inner = innerOf(schema);
  return inner ? timesIn(inner, path, bounds) : [];
}

/** The times of a request, already parsed, that lie beyond their bounds. */
export function timesOutOfBounds(places: readonly TimePlace[], request: unknown, now: Date): Issue[] {
  return places.flatMap(({ path, bounds }) =>
    bounds === undefined
      ? []
      : valuesAt(request, path).flatMap(({ at, value }) => {
          const message = typeof value === 'string' ? beyond(value, bounds, now) : undefined;
          return message === undefined ? [] : [{ path: at, message }];
        }),
  );
}

const dayMs = 86_400_000;

function beyond(written: string, { backDays, aheadDays }: TimeBounds, now: Date): Text | undefined {
  const ms = Date.parse(written);
  // A day begins at other moments in other places.
  const slackMs = written.length === '2026-03-02'.length ? dayMs : 0;
  if (ms < now.getTime() - backDays * dayMs - slackMs)
    return backDays === 0
      ? { zh: '不能早于现在', en: 'must not lie in the past' }
      : { zh: `不能早于 ${backDays} 天前`, en: `must not lie more than ${backDays} days back` };
  if (ms > now.getTime() + aheadDays * dayMs + slackMs)
    return aheadDays === 0
      ? { zh: '不能晚于现在', en: 'must not lie in the future' }
      : { zh: `不能晚于 ${aheadDays} 天后`, en: `must not lie more than ${aheadDays} days ahead` };
  return undefined;
}

function valuesAt(
  value: unknown,
  path: readonly string[],
  at: readonly PropertyKey[] = [],
): { readonly at: readonly PropertyKey[]; readonly value: unknown }[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ at, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (key === '*') return (value as unknown[]).flatMap((one, index) => valuesAt(one, rest, [...at, index]));
  return valuesAt((value as Record<string, unknown>)[key], rest, [...at, key]);
}
