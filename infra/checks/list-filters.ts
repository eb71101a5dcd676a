import { z } from 'zod';
import type { Operation } from '@bumen/contracts';

/** Filters of a list that take one value alone, as sentences: a page would have to ask once for each. */
export function singleFilters({ name, request, http }: Pick<Operation, 'name' | 'request' | 'http'>): string[] {
  if (!('cursor' in request.shape)) return [];
  return Object.entries(request.shape as Record<string, z.ZodType>)
    .filter(([field, schema]) => isOptional(schema) && !http?.includes(`:${field}`) && isOneOfSome(schema))
    .map(([field]) => `${name}: the filter ${field} takes one value; declare it as anyOf(…), so that it takes several`);
}

/** What has a default is no filter but a way to show the list. */
const isOptional = (schema: z.ZodType) => schema instanceof z.ZodOptional;

function isOneOfSome(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodUUID) return true;
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = def.innerType ?? def.in;
  return inner !== undefined && isOneOfSome(inner);
}
