import { z } from 'zod';
import { catalogue, type EventType, type Operation, type Policy, type ProblemType } from '@bumen/contracts';
import { childrenOf } from './personal-fields.ts';

interface Declared {
  readonly operations: readonly Pick<Operation, 'name' | 'request' | 'response'>[];
  readonly events: readonly Pick<EventType, 'name' | 'data'>[];
  readonly policies: readonly Pick<Policy, 'name' | 'schema'>[];
  readonly problems: readonly Pick<ProblemType, 'code' | 'details'>[];
}

/** More than one answer or event could bear. */
const elementsMax = 20_000;

/** Lists, records and whatever else may be of any length, or of one that nobody could bear. */
export function boundComplaints({ operations, events, policies, problems }: Declared = catalogue): string[] {
  const schemas: [string, z.ZodType | undefined][] = [
    ...operations.flatMap(({ name, request, response }): [string, z.ZodType][] => [
      [`request of ${name}`, request],
      [`answer of ${name}`, response],
    ]),
    ...events.map(({ name, data }): [string, z.ZodType] => [name, data]),
    ...policies.map(({ name, schema }): [string, z.ZodType] => [name, schema]),
    ...problems.map(({ code, details }): [string, z.ZodType | undefined] => [code, details]),
  ];
  return schemas.flatMap(([where, schema]) =>
    schema
      ? boundlessIn(schema).map(
          ([path, what]) =>
            `${where}: ${path || 'the whole'} is a ${what} of any length; give it a maximum of ${elementsMax} or less`,
        )
      : [],
  );
}

function boundlessIn(schema: z.ZodType, path = '', within: ReadonlySet<unknown> = new Set()): [string, string][] {
  // JSON of any kind, whose length the body's limit bounds.
  if (schema instanceof z.ZodLazy || within.has(schema)) return [];
  const inside = new Set(within).add(schema);
  const what = isBounded(schema) ? undefined : nameOf(schema);
  return [
    ...(what === undefined ? [] : [[path, what] as [string, string]]),
    ...childrenOf(schema).flatMap(([key, child]) => boundlessIn(child, [path, key].filter(Boolean).join('.'), inside)),
  ];
}

function nameOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodMap) return 'record';
  if (schema instanceof z.ZodObject) return 'object with other fields';
  return schema instanceof z.ZodSet ? 'set' : 'list';
}

function isBounded(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodArray || schema instanceof z.ZodSet || schema instanceof z.ZodMap)
    return maximumOf(schema) <= elementsMax;
  if (schema instanceof z.ZodTuple) return schema.def.rest === null;
  if (schema instanceof z.ZodObject)
    return schema.def.catchall === undefined || schema.def.catchall instanceof z.ZodNever;
  if (schema instanceof z.ZodRecord)
    return schema.keyType instanceof z.ZodEnum || Number(schema.meta()?.['maxProperties'] ?? Infinity) <= elementsMax;
  return true;
}

/** The least of the maxima that a list or set was given. */
const maximumOf = (schema: z.ZodArray | z.ZodSet | z.ZodMap) =>
  Math.min(
    ...(schema.def.checks ?? []).map((check) => {
      const { maximum, length, size } = check._zod.def as { maximum?: number; length?: number; size?: number };
      return maximum ?? length ?? size ?? Infinity;
    }),
  );
