import { z } from 'zod';
import { issuesMax } from '@bumen/contracts';

type Finder = (value: unknown, path: string, found: string[]) => void;

/**
 * Builds, once per schema, a function that lists the fields of a value which the schema doesn't know, at any depth. zod
 * drops such fields by default, which would hide a typo; making every nested object strict would restate each schema.
 */
export function unknownFieldsOf(schema: z.ZodType): (value: unknown) => string[] {
  const find = finderOf(schema, new Map());
  return (value) => {
    const found: string[] = [];
    find?.(value, '', found);
    return found;
  };
}

function finderOf(schema: z.ZodType, seen: Map<z.ZodType, Finder | undefined>): Finder | undefined {
  if (seen.has(schema)) return (value, path, found) => seen.get(schema)?.(value, path, found);
  seen.set(schema, undefined);
  const built = build(schema, seen);
  seen.set(schema, built);
  return built;
}

function build(schema: z.ZodType, seen: Map<z.ZodType, Finder | undefined>): Finder | undefined {
  if (schema instanceof z.ZodObject) {
    const fields = new Map(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [name, finderOf(field, seen)]),
    );
    const open = schema.def.catchall !== undefined && !(schema.def.catchall instanceof z.ZodNever);
    return (value, path, found) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const name in value) {
        // More are not told, so they are not looked for.
        if (found.length >= issuesMax) return;
        const inner = (value as Record<string, unknown>)[name];
        const at = path === '' ? name : `${path}.${name}`;
        if (fields.has(name)) fields.get(name)?.(inner, at, found);
        else if (!open) found.push(at);
      }
    };
  }
  if (schema instanceof z.ZodArray) {
    const element = finderOf(schema.element as z.ZodType, seen);
    return (
      element &&
      ((value, path, found) => {
        if (Array.isArray(value)) value.forEach((item, index) => element(item, `${path}[${index}]`, found));
      })
    );
  }
  if (schema instanceof z.ZodRecord) {
    const inner = finderOf(schema.valueType as z.ZodType, seen);
    return (
      inner &&
      ((value, path, found) => {
        if (typeof value === 'object' && value !== null)
          for (const [key, item] of Object.entries(value)) inner(item, `${path}.${key}`, found);
      })
    );
  }
  if (schema instanceof z.ZodUnion) {
    const options = (schema.options as z.ZodType[]).map((option) => ({ option, find: finderOf(option, seen) }));
    return (value, path, found) => {
      // Only the option that the value is meant for can tell what is unknown; where none fits the schema itself
      // refuses.
      const fitting = options.filter(({ option }) => option.safeParse(value).success);
      const complaints = fitting.map(({ find }) => {
        const own: string[] = [];
        find?.(value, path, own);
        return own;
      });
      found.push(...(complaints.sort((a, b) => a.length - b.length)[0] ?? []));
    };
  }
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = def.innerType ?? def.in;
  return inner && finderOf(inner, seen);
}
