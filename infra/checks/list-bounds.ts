import { z } from 'zod';
import { catalogue, type EventType, type Operation, type Policy, type ProblemType } from '@bumen/contracts';
import { childrenOf } from './personal-fields.ts';

interface Declared {
  readonly operations: readonly Pick<Operation, 'name' | 'request' | 'response'>[];
  readonly events: readonly Pick<EventType, 'name' | 'data'>[];
  readonly policies: readonly Pick<Policy, 'name' | 'schema'>[];
  readonly problems: readonly Pick<ProblemType, 'code' | 'details'>[];
}

/** Lists and records that may be of any length. */
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
          ([path, what]) => `${where}: ${path || 'the whole'} is a ${what} of any length; give it a maximum`,
        )
      : [],
  );
}

function boundlessIn(schema: z.ZodType, path = '', within: ReadonlySet<unknown> = new Set()): [string, string][] {
  // JSON of any kind, whose length the body's limit bounds.
  if (schema instanceof z.ZodLazy || within.has(schema)) return [];
  const inside = new Set(within).add(schema);
  const own: [string, string][] = isBounded(schema) ? [] : [[path, schema instanceof z.ZodRecord ? 'record' : 'list']];
  return [
    ...own,
    ...childrenOf(schema).flatMap(([key, child]) => boundlessIn(child, [path, key].filter(Boolean).join('.'), inside)),
  ];
}

function isBounded(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodArray)
    return (schema.def.checks ?? []).some((check) => ['max_length', 'length_equals'].includes(check._zod.def.check));
  if (schema instanceof z.ZodRecord)
    return schema.keyType instanceof z.ZodEnum || schema.meta()?.['maxProperties'] !== undefined;
  return true;
}
