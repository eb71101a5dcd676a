import type { Wire } from './released-wire.ts';
import type { JsonSchema } from './wire-schema.ts';

/**
 * Sentences about what would break somebody who built on `released`; empty where they can go on. Callers may go on
 * sending what they sent, readers may go on expecting what they got; fields may be added.
 */
export function breakingChanges(released: Wire, current: Wire): string[] {
  return [
    ...operationChanges(released, current),
    ...eventChanges(released, current),
    ...problemChanges(released, current),
  ];
}

function operationChanges(released: Wire, current: Wire): string[] {
  return Object.entries(released.operations).flatMap(([name, was]) => {
    const is = current.operations[name];
    if (!is) return [`operation ${name} is gone`];
    const changes: string[] = [];
    if (was.http !== is.http)
      changes.push(
        `operation ${name} was ${was.http ?? 'not reachable over HTTP'} and is ${is.http ?? 'not reachable over HTTP'}`,
      );
    if (was.kind !== is.kind) changes.push(`operation ${name} was a ${was.kind} and is a ${is.kind}`);
    if (was.status !== is.status) changes.push(`operation ${name} answered ${was.status} and answers ${is.status}`);
    const shutOut = is.roles.includes('anyone') ? [] : was.roles.filter((role) => !is.roles.includes(role));
    if (shutOut.length > 0) changes.push(`operation ${name} no longer lets ${shutOut.join(', ')} in`);
    return [
      ...changes,
      ...narrowings(new Document(was.request), new Document(is.request), {
        where: `the request of ${name}`,
        strict: true,
      }),
      ...narrowings(new Document(is.response), new Document(was.response), {
        where: `the answer of ${name}`,
        strict: false,
      }),
    ];
  });
}

function eventChanges(released: Wire, current: Wire): string[] {
  return Object.entries(released.events).flatMap(([name, was]) => {
    const is = current.events[name];
    if (!is) return [`event ${name} is gone`];
    const changes: string[] = [];
    if (is.version < was.version) changes.push(`event ${name} went back from version ${was.version} to ${is.version}`);
    if (was.audience === 'departments' && is.audience !== 'departments')
      changes.push(`event ${name} no longer reaches other departments`);
    if (was.carriesState && !is.carriesState)
      changes.push(
        `event ${name} no longer carries the whole state, so a reader that keeps the newest loses something`,
      );
    if (is.version > was.version) return changes;
    const inside = narrowings(new Document(is.data), new Document(was.data), {
      where: `the data of ${name}`,
      strict: false,
    });
    return [...changes, ...inside.map((sentence) => `${sentence}, and its version is still ${is.version}`)];
  });
}

function problemChanges(released: Wire, current: Wire): string[] {
  return Object.entries(released.problems).flatMap(([code, was]) => {
    const is = current.problems[code];
    if (!is) return [`problem ${code} is gone`];
    const status = was.status === is.status ? [] : [`problem ${code} had status ${was.status} and has ${is.status}`];
    return [
      ...status,
      ...narrowings(new Document(is.details), new Document(was.details), {
        where: `the details of ${code}`,
        strict: false,
      }),
    ];
  });
}

/** A schema together with the root in which its references are looked up. */
class Document {
  readonly schema: JsonSchema;
  readonly root: JsonSchema;
  constructor(schema: JsonSchema, root = schema) {
    this.schema = schema;
    this.root = root;
  }
  at(schema: unknown): Document {
    return new Document(schema as JsonSchema, this.root).resolved();
  }
  resolved(): Document {
    const reference = this.schema['$ref'];
    if (typeof reference !== 'string') return this;
    const found = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], this.root);
    return new Document(found as JsonSchema, this.root).resolved();
  }
  get properties(): Record<string, unknown> {
    return (this.schema['properties'] ?? {}) as Record<string, unknown>;
  }
  requires(field: string): boolean {
    return ((this.schema['required'] ?? []) as string[]).includes(field);
  }
  get options(): Document[] | undefined {
    const several = (this.schema['anyOf'] ?? this.schema['oneOf']) as unknown[] | undefined;
    return several?.flatMap((one) => this.at(one).options ?? [this.at(one)]);
  }
}

interface Side {
  readonly where: string;
  /** Fields that the reader doesn't know are refused (a request), or ignored (everything else). */
  readonly strict: boolean;
}

const words = new Set(['$schema', '$defs', 'title', 'description', 'default', 'examples']);
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const compared = new Set([
  ...lowerBounds,
  ...upperBounds,
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
  'anyOf',
  'oneOf',
  'propertyNames',
]);

/**
 * What may be written by `writer` and is not understood by `reader`. What this comparison doesn't know must not change
 * at all.
 */
function narrowings(writer: Document, reader: Document, side: Side, within: ReadonlySet<string> = new Set()): string[] {
  const from = writer.resolved();
  const to = reader.resolved();
  const pair = `${JSON.stringify(from.schema)} ${JSON.stringify(to.schema)}`;
  if (within.has(pair)) return [];
  const inside = new Set(within).add(pair);
  if (isAny(to.schema)) return [];
  if (from.options || to.options) {
    const written = from.options ?? [from];
    const understood = to.options ?? [to];
    return written.flatMap((one) => {
      const complaints = understood.map((other) => narrowings(one, other, side, inside));
      if (complaints.some((some) => some.length === 0)) return [];
      const fewest = complaints.toSorted((a, b) => a.length - b.length)[0]!;
      return understood.length === 1
        ? fewest
        : [`${side.where} ${side.strict ? 'no longer takes' : 'may now be'} ${described(one)}`];
    });
  }
  return [
    ...scalarNarrowings(from, to, side),
    ...fieldNarrowings(from, to, side, inside),
    ...itemNarrowings(from, to, side, inside),
  ];
}

function scalarNarrowings(from: Document, to: Document, { where, strict }: Side): string[] {
  const sentences: string[] = [];
  const types = (one: Document) => [one.schema['type'] ?? []].flat() as string[];
  const fits = (type: string) => types(to).includes(type) || (type === 'integer' && types(to).includes('number'));
  if (types(to).length > 0 && (types(from).length === 0 ? !valuesOf(from) : !types(from).every(fits)))
    return [
      `${where} changed its type: ${strict ? described(from) : described(to)} became ${strict ? described(to) : described(from)}`,
    ];
  const values = valuesOf(from);
  const known = valuesOf(to);
  if (known && (strict || !values)) {
    const lost = values?.filter((value) => !known.includes(value)) ?? ['other values'];
    if (lost.length > 0) sentences.push(`${where} ${strict ? 'no longer takes' : 'may now be'} ${lost.join(', ')}`);
  }
  // A reader is not hurt by a longer text or a larger number; a caller is by a limit that was not there.
  if (strict) {
    for (const bound of lowerBounds)
      if (number(to, bound, -Infinity) > number(from, bound, -Infinity))
        sentences.push(`${where} has a higher ${bound}: ${number(to, bound, 0)}`);
    for (const bound of upperBounds)
      if (number(to, bound, Infinity) < number(from, bound, Infinity))
        sentences.push(`${where} has a lower ${bound}: ${number(to, bound, 0)}`);
  }
  for (const keyword of new Set([...Object.keys(from.schema), ...Object.keys(to.schema)])) {
    if (words.has(keyword) || compared.has(keyword)) continue;
    const loosened = strict
      ? to.schema[keyword] === undefined
      : to.schema[keyword] === undefined || keyword === 'pattern';
    if (!loosened && JSON.stringify(from.schema[keyword]) !== JSON.stringify(to.schema[keyword]))
      sentences.push(`${where} changed its ${keyword}`);
  }
  return sentences;
}

function fieldNarrowings(from: Document, to: Document, side: Side, within: ReadonlySet<string>): string[] {
  const sentences: string[] = [];
  const at = (field: string) => ({ ...side, where: `${field} in ${side.where}` });
  for (const [field, schema] of Object.entries(to.properties)) {
    const written = from.properties[field];
    if (written === undefined) {
      if (side.strict ? to.requires(field) : true)
        sentences.push(`${at(field).where} ${side.strict ? 'is new and required' : 'is gone'}`);
      continue;
    }
    if (to.requires(field) && !from.requires(field))
      sentences.push(`${at(field).where} ${side.strict ? 'is now required' : 'may now be missing'}`);
    sentences.push(...narrowings(from.at(written), to.at(schema), at(field), within));
  }
  if (side.strict)
    for (const field of Object.keys(from.properties))
      if (!(field in to.properties) && !isOpen(to)) sentences.push(`${at(field).where} is no longer taken`);
  const others = [from.schema['additionalProperties'], to.schema['additionalProperties']];
  if (others.every((one) => typeof one === 'object' && one !== null))
    sentences.push(...narrowings(from.at(others[0]), to.at(others[1]), at('each value'), within));
  return sentences;
}

function itemNarrowings(from: Document, to: Document, side: Side, within: ReadonlySet<string>): string[] {
  const sentences: string[] = [];
  if (from.schema['items'] && to.schema['items'])
    sentences.push(
      ...narrowings(
        from.at(from.schema['items']),
        to.at(to.schema['items']),
        { ...side, where: `an item of ${side.where}` },
        within,
      ),
    );
  const [written, understood] = [from, to].map((one) => (one.schema['prefixItems'] ?? []) as unknown[]);
  if (written!.length !== understood!.length) sentences.push(`${side.where} has another number of items`);
  else
    written!.forEach((one, index) =>
      sentences.push(
        ...narrowings(
          from.at(one),
          to.at(understood![index]),
          { ...side, where: `item ${index + 1} of ${side.where}` },
          within,
        ),
      ),
    );
  return sentences;
}

const isAny = (schema: JsonSchema) => Object.keys(schema).every((keyword) => words.has(keyword));
/** Takes fields that it doesn't list, as records do. */
const isOpen = (one: Document) =>
  one.schema['additionalProperties'] !== undefined && one.schema['additionalProperties'] !== false;
const number = (one: Document, keyword: string, otherwise: number) =>
  typeof one.schema[keyword] === 'number' ? (one.schema[keyword] as number) : otherwise;

function valuesOf(one: Document): unknown[] | undefined {
  if ('const' in one.schema) return [one.schema['const']];
  return one.schema['enum'] as unknown[] | undefined;
}

function described(one: Document): string {
  const values = valuesOf(one);
  if (values) return values.length > 3 ? 'other values' : values.map((value) => JSON.stringify(value)).join(' or ');
  return [(one.schema['type'] as string | string[] | undefined) ?? 'any value'].flat().join(' or ');
}
