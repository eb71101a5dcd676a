import { z } from 'zod';
import { catalogue, reason, services, standard, type Operation } from '@bumen/contracts';
import { fieldsIn, type FoundField } from './personal-fields.ts';
import { ShrinkingList } from './shrinking-list.ts';

const unmarked = new ShrinkingList('infra/checks/unmarked-texts.json');

/** What people write where nothing keeps them from it. */
const written = ['请回电给欧阳明月心', '王五', 'please call her at home', 'PLEASE CALL HER AT HOME'];
/** Made of others, or read from others: what is inside is looked at by itself. */
const wrapping = [
  z.ZodObject,
  z.ZodArray,
  z.ZodTuple,
  z.ZodRecord,
  z.ZodMap,
  z.ZodSet,
  z.ZodUnion,
  z.ZodIntersection,
  z.ZodOptional,
  z.ZodNullable,
  z.ZodDefault,
  z.ZodPrefault,
  z.ZodCatch,
  z.ZodReadonly,
  z.ZodNonOptional,
  z.ZodPipe,
  z.ZodTransform,
  z.ZodLazy,
];

/** Whether somebody can write into it what they want, whatever form it pretends to have. */
function takesWords({ schema }: FoundField): boolean {
  if (schema instanceof z.ZodEmail || schema instanceof z.ZodE164) return true;
  if (wrapping.some((kind) => schema instanceof kind)) return false;
  return written.some((words) => schema.safeParse(words).success);
}

/** What every service has alike is read once, with the first. */
const alike = new Set(
  services.slice(1).flatMap((service) => Object.values(standard[service]).map((one): string => one.name)),
);
/** Kept as words by the kit, which redacts it for whom it does not concern. */
const isReason = ({ schema }: FoundField) => schema === reason;

type Taking = Pick<Operation, 'kind' | 'name' | 'service' | 'request' | 'secretFields'>;

/** `<service> <field>`: what a command takes as people write it, and that no mark says something about a person of. */
export function typedWords(operations: readonly Taking[] = catalogue.operations): string[] {
  const found = operations
    .filter(({ kind, name }) => kind === 'command' && !alike.has(name))
    .flatMap(({ service, request, secretFields = [] }) => {
      const fields = fieldsIn(request);
      const marked = fields.filter(({ kind }) => kind !== undefined).map(({ path }) => path);
      return fields
        .filter((field) => takesWords(field) && !isReason(field) && !marked.includes(field.path))
        .filter(({ path }) => !secretFields.includes(path.split('.')[0]!))
        .map(({ path }) => `${service} ${path}`);
    });
  return [...new Set(found)].toSorted();
}

/** Sentences about words that nobody has marked or read. */
export function typedWordComplaints(
  found: readonly string[] = typedWords(),
  list: readonly string[] = unmarked.now(),
  before: readonly (readonly string[])[] = unmarked.before(),
): string[] {
  return [
    ...found
      .filter((one) => !list.includes(one))
      .map(
        (one) =>
          `${one}: people write into it what they want, also about a person; declare it by personalField, or give it a form`,
      ),
    ...unmarked.complaints(found, 'is marked or gone', list, before),
  ];
}
