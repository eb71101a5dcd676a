import { z } from 'zod';
import type { Concern, EventType } from '@bumen/contracts';

/** What the name of an id says that it is an id of. */
const named: readonly (readonly [Concern, RegExp])[] = [
  ['staff', /^by$|^([a-z]+(By|Staff|Assignee|Handler)|staff|assignee|handler)Id$/],
  ['team', /^([a-zA-Z]+T|t)eamId$/],
  ['customer', /^([a-zA-Z]+C|c)ustomerId$/],
];

/** What is wrong with whom an event says that it is about, as sentences. */
export function aboutComplaints({ name, data, about = {} }: Pick<EventType, 'name' | 'data' | 'about'>): string[] {
  const complaints: string[] = [];
  for (const path of idsIn(data)) {
    const [field, ...inner] = path as [string, ...string[]];
    const concern = named.find(([, form]) => form.test(path.at(-1)!))?.[0];
    if (concern === undefined || about[concern]?.includes(field)) continue;
    complaints.push(
      inner.length === 0
        ? `${name}: ${field} is an id of ${concern}; say so by about: { ${concern}: ['${field}'] }`
        : `${name}: ${path.join('.')} is an id of ${concern} inside of ${field}, where about can't name it; lift it up`,
    );
  }
  for (const [concern, fields] of Object.entries(about))
    for (const field of fields)
      if (!idsIn(data).some((path) => path.length === 1 && path[0] === field))
        complaints.push(`${name} is about the ${concern} of ${field}, which holds no id: declare it as an id`);
  return complaints;
}

/** Where a schema holds ids, by the names of the fields on the way. */
function idsIn(schema: z.ZodType): string[][] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
      idsIn(field).map((path) => [name, ...path]),
    );
  if (schema instanceof z.ZodArray) return idsIn(schema.element as z.ZodType);
  if (schema instanceof z.ZodUUID) return [[]];
  const def = schema.def as { innerType?: z.ZodType; in?: z.ZodType };
  const inner = def.innerType ?? def.in;
  return inner ? idsIn(inner) : [];
}
