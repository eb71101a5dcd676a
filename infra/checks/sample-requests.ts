import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';

/** Texts of every form that a field may demand; the first that fits is taken. */
const texts = [
  'A text of some length',
  '0197b0a0-0000-7000-8000-000000000001',
  '2026-03-02T02:30:00.000Z',
  '2026-03-02',
  '10:00',
  '13812345678',
  'somebody@example.com',
  'https://example.com/',
  'sample_text',
  'hr.sample',
  '2026-03',
  '1001',
  '100101',
  'USD',
  '2026',
  '7.1024',
  'true',
  '{}',
  '0'.repeat(64),
];
/** The bytes of a paper. */
export const paper = new TextEncoder().encode('%PDF-1.7\ntrailer << >>\nstartxref\n9\n%%EOF\n');

/** A request that the operation's schema takes: with as few of its fields as will do. */
export function sampleOf(operation: Pick<Operation, 'name' | 'request'>): Record<string, unknown> {
  const { request, name } = operation;
  const fields = Object.entries(request.shape as Record<string, z.ZodType>);
  const needed = Object.fromEntries(
    fields.filter(([, field]) => !field.safeParse(undefined).success).map(([key, field]) => [key, valueOf(field)]),
  );
  const tried = [
    needed,
    ...fields.map(([key, field]) => ({ ...needed, [key]: valueOf(field) })),
    // Of two that must not be the same, and lists that must not be empty.
    ...fields.map(([key]) => ({ ...needed, [key]: randomUUID() })),
    ...fields.flatMap(([key, field]) => {
      const list = listIn(field);
      return list ? [{ ...needed, [key]: [valueOf(list.element as z.ZodType)] }] : [];
    }),
  ];
  const fitting = tried.find((one) => request.safeParse(one).success);
  if (!fitting)
    throw new Error(`no request that ${name} takes could be made up: teach infra/checks/sample-requests.ts`);
  return fitting;
}

function valueOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>)
        .filter(([, field]) => !field.safeParse(undefined).success)
        .map(([key, field]) => [key, valueOf(field)]),
    );
  if (schema instanceof z.ZodArray) {
    const element = valueOf(schema.element as z.ZodType);
    return [[], [element], [element, element]].find((list) => schema.safeParse(list).success) ?? [element];
  }
  if (schema instanceof z.ZodUnion) return valueOf(schema.options[0] as z.ZodType);
  if (schema instanceof z.ZodRecord) return {};
  const inner = innerOf(schema);
  if (inner) return valueOf(inner);
  const fitting = [...texts, randomUUID(), 1, true, paper, ...Object.values(optionsOf(schema))].find(
    (one) => schema.safeParse(one).success,
  );
  return fitting;
}

function listIn(schema: z.ZodType): z.ZodArray | undefined {
  if (schema instanceof z.ZodArray) return schema;
  const inner = innerOf(schema);
  return inner && listIn(inner);
}

const optionsOf = (schema: z.ZodType): Record<string, string> =>
  schema instanceof z.ZodEnum ? (schema.enum as Record<string, string>) : {};

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  return def.innerType ?? def.in;
}

/** A request of the operation in which every id is that of something that there is. */
export function realRequest(operation: Operation, ids: Readonly<Record<string, string>>): Record<string, unknown> {
  const request = sampleOf(operation);
  return idFieldsOf(operation)
    .filter((path) => fieldOf(path) in request)
    .reduce((at, path) => withValue(at, path, ids[fieldOf(path)] ?? randomUUID()), request);
}
export const fieldOf = (path: string): string => path.split('.')[0]!;
/** Paths of all fields of a request that hold an id. */
export const idFieldsOf = ({ request }: Operation) => [
  ...new Set(
    fieldsIn(request)
      .filter(({ schema }) => schema instanceof z.ZodUUID)
      .map(({ path }) => path),
  ),
];

/** The request with texts that no other has, where the operation takes them. */
export function distinct(operation: Operation, request: Record<string, unknown>): Record<string, unknown> {
  const suffix = ` ${randomUUID().slice(0, 8)}`;
  const made = { ...request };
  for (const [field, value] of Object.entries(request)) {
    const changed = { ...made, [field]: `${String(value)}${suffix}` };
    if (typeof value === 'string' && operation.request.safeParse(changed).success) Object.assign(made, changed);
  }
  return made;
}

/** The request with this value at a path such as `positionIds.*`, and lists and records of one on the way to it. */
export function withValue(request: Readonly<Record<string, unknown>>, path: string, value: unknown) {
  return { ...request, ...(put(request, path.split('.'), value) as Record<string, unknown>) };
}

function put(at: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (key === '*') {
    const only = put(undefined, rest, value);
    // A record is there already, and empty, where a list would be one.
    return typeof at === 'object' && at !== null && !Array.isArray(at) ? { only } : [only];
  }
  return { ...(at as object), [key]: put((at as Record<string, unknown> | undefined)?.[key], rest, value) };
}
