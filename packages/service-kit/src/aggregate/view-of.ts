import type { z } from 'zod';

/** A column's value as a view has it: a moment as text in RFC 3339, a list of its own. */
type Shown<Value> = Value extends Date ? string : Value extends readonly (infer Item)[] ? Item[] : Value;
/** The fields of a view that a source has under the same name and in the same form. */
type Plain<View, Source> = {
  [Field in keyof View & keyof Source]: Shown<Source[Field]> extends View[Field] ? Field : never;
}[keyof View & keyof Source];
/** Those that it hasn't, and whichever else is shown otherwise. */
type Rest<View, Source> = Omit<View, Plain<View, Source>> & { readonly [Field in keyof View]?: View[Field] };
type RestOf<View, Source> =
  object extends Rest<View, Source> ? [rest?: Rest<View, Source>] : [rest: Rest<View, Source>];

const fieldsOf = new WeakMap<z.ZodObject, readonly string[]>();

/**
 * What people see of something: each field of the view from `rest`, or else from the source's property of the same
 * name. A field that neither has is a type error, so a plain column needs no line here. What is shown otherwise than it
 * is kept, though under the same name and in the same form, has to be given in `rest`: no type tells.
 */
export function viewOf<Schema extends z.ZodObject, Source extends object>(
  schema: Schema,
  source: Source,
  ...[rest]: RestOf<z.output<Schema>, Source>
): z.output<Schema> {
  let fields = fieldsOf.get(schema);
  if (!fields) fieldsOf.set(schema, (fields = Object.keys(schema.shape)));
  const others = (rest ?? {}) as Readonly<Record<string, unknown>>;
  const columns = source as Readonly<Record<string, unknown>>;
  const view: Record<string, unknown> = {};
  for (const field of fields) view[field] = field in others ? others[field] : shown(columns[field]);
  return view as z.output<Schema>;
}

function shown(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? [...(value as unknown[])] : value;
}
