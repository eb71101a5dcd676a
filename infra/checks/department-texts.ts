import { z } from 'zod';
import { catalogue, departmentData, ledgerMonth, sha256, type EventType } from '@bumen/contracts';
import { childrenOf } from './personal-fields.ts';
import { ShrinkingList } from './shrinking-list.ts';

/** What tells nothing about a person by itself: ids, choices, dates, numbers. */
const harmless = [
  z.ZodUUID,
  z.ZodEnum,
  z.ZodLiteral,
  z.ZodISODateTime,
  z.ZodISODate,
  z.ZodISOTime,
  z.ZodISODuration,
  z.ZodNumber,
  z.ZodBigInt,
  z.ZodBoolean,
  z.ZodNull,
  z.ZodNever,
];
/** What is as harmless as what is inside. */
const wrapping = [
  z.ZodObject,
  z.ZodArray,
  z.ZodTuple,
  z.ZodRecord,
  z.ZodUnion,
  z.ZodIntersection,
  z.ZodOptional,
  z.ZodNullable,
  z.ZodDefault,
  z.ZodPrefault,
  z.ZodNonOptional,
  z.ZodReadonly,
];
type Kind = abstract new (...given: never) => unknown;
const isOneOf = (kinds: readonly Kind[], schema: z.ZodType) => kinds.some((kind) => schema instanceof kind);

/** Texts in events for other departments that somebody has read and found to name no person. */
const departmentTexts = new ShrinkingList('infra/checks/department-texts.json');
/** Forms of texts that somebody has read and found to admit nothing about a person. */
const departmentForms = new ShrinkingList('infra/checks/department-forms.json');

interface Open {
  readonly path: string;
  /** The patterns that a text has to match, where it has to. */
  readonly forms: readonly string[];
}

/** Texts of figures: what matches such a form names nobody. */
const figures = [ledgerMonth, sha256].flatMap(formsOf);

/** What may say anything, wherever it stands: whatever is not known to say nothing. */
function openIn(schema: z.ZodType, path = '', within: ReadonlySet<unknown> = new Set()): Open[] {
  if (within.has(schema) || isOneOf(harmless, schema)) return [];
  if (!isOneOf(wrapping, schema)) {
    const forms = formsOf(schema);
    return forms.some((form) => figures.includes(form)) ? [] : [{ path, forms }];
  }
  const inside = new Set(within).add(schema);
  return childrenOf(schema).flatMap(([key, child]) =>
    openIn(child, key === '' ? path : `${path}${path === '' ? '' : '.'}${key}`, inside),
  );
}

function formsOf(schema: z.ZodType): string[] {
  if (!(schema instanceof z.ZodString)) return [];
  return (schema.def.checks ?? []).flatMap((check) => {
    const { pattern, check: kind } = check._zod.def as { pattern?: RegExp; check: string };
    return kind === 'string_format' && pattern ? [pattern.source] : [];
  });
}

/** What leaves for other departments and may say anything, and that nobody has read and found to name no person. */
export function departmentTextComplaints(
  events: readonly EventType[] = catalogue.events,
  texts = { now: departmentTexts.now(), before: departmentTexts.before() },
  forms = { now: departmentForms.now(), before: departmentForms.before() },
): string[] {
  const open = events
    .filter(({ audience }) => audience === 'departments')
    .flatMap((event) => openIn(departmentData(event)).map((one) => ({ ...one, name: `${event.name} ${one.path}` })));
  const known = (one: Open) => one.forms.some((form) => forms.now.includes(form));
  const found = open.filter((one) => !known(one)).map(({ name }) => name);
  return [
    ...new Set([
      ...found
        .filter((one) => !texts.now.includes(one))
        .map(
          (one) =>
            `${one} may say anything and leaves for other departments: make it an id, a choice, a date or a number`,
        ),
      ...departmentTexts.complaints(found, 'is no such text', texts.now, texts.before),
      ...departmentForms.complaints(
        open.flatMap((one) => one.forms),
        'is the form of no such text',
        forms.now,
        forms.before,
      ),
    ]),
  ];
}
