import { z } from 'zod';
import { catalogue, choiceWords, type EventType, type FieldWords, type Operation, type Policy } from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';

interface Declared {
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  readonly policies: readonly Policy[];
  readonly words: readonly FieldWords[];
}

/** What people would meet without words: a field of a request or policy, a choice anywhere; and words for nothing. */
export function wordComplaints({ operations, events, policies, words }: Declared = catalogue): string[] {
  const complaints: string[] = [];
  const used = new Map(words.map((one) => [one, new Set<string>()]));
  for (const { name, service, schema } of [
    ...operations.map((one) => ({ ...one, schema: one.request as z.ZodType })),
    ...policies,
  ]) {
    const own = words.find((one) => one.service === service);
    const shared = words.find((one) => one.service === undefined);
    for (const field of namesIn(schema)) {
      const dictionary = [own, shared].find((one) => one && Object.hasOwn(one.names, field));
      if (dictionary) used.get(dictionary)!.add(field);
      else
        complaints.push(
          `${name}: the field ${field} has no words; add them to packages/contracts/src/${service}/words.ts`,
        );
    }
  }
  for (const [dictionary, fields] of used)
    for (const field of Object.keys(dictionary.names))
      if (!fields.has(field))
        complaints.push(
          `the words for ${field} of ${dictionary.service ?? 'all services'} are used by no field; remove them`,
        );
  for (const { name, schemas } of [
    ...operations.map((one) => ({ name: one.name, schemas: [one.request, one.response] })),
    ...events.map((one) => ({ name: one.name, schemas: [one.data] })),
    ...policies.map((one) => ({ name: one.name, schemas: [one.schema] })),
  ])
    for (const { schema } of schemas.flatMap((one) => fieldsIn(one)))
      if (schema instanceof z.ZodEnum && !choiceWords(schema))
        complaints.push(`${name}: nobody is told what ${schema.options.join(', ')} mean; declare them by choice`);
  return [...new Set(complaints)];
}

const namesIn = (schema: z.ZodType) =>
  new Set(fieldsIn(schema).flatMap(({ schema: one }) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])));
