import { z } from 'zod';
import { catalogue, type Operation, type Policy } from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';

interface Declared {
  readonly operations: readonly Pick<Operation, 'name' | 'request'>[];
  readonly policies: readonly Pick<Policy, 'name' | 'schema'>[];
}

/**
 * Texts that people send and that may be as long as a body: kept, copied and told on a trail that is for ever, they
 * grow without bound (R9).
 */
export function textComplaints({ operations, policies }: Declared = catalogue): string[] {
  const sent = [
    ...operations.map(({ name, request }) => ({ where: `request of ${name}`, schema: request as z.ZodType })),
    ...policies.map(({ name, schema }) => ({ where: name as string, schema })),
  ];
  return sent.flatMap(({ where, schema }) => {
    const fields = fieldsIn(schema);
    // JSON of any kind, whose length the body's limit bounds.
    const anything = fields.filter((one) => one.schema instanceof z.ZodLazy).map(({ path }) => path);
    const endless = fields.filter((one) => !anything.includes(one.path) && !isBounded(one.schema));
    return [...new Set(endless.map(({ path }) => path))].map(
      (path) => `${where}: ${path} is a text of any length; give it a maximum or a form`,
    );
  });
}

/** With a maximum, or a form of its own. */
function isBounded(schema: z.ZodType): boolean {
  if (!(schema instanceof z.ZodString)) return true;
  return (schema.def.checks ?? []).some((check) =>
    ['max_length', 'length_equals', 'string_format'].includes(check._zod.def.check),
  );
}
