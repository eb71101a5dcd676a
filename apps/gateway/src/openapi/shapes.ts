import { z } from 'zod';
import * as contracts from '@bumen/contracts';
import { catalogue, noteWords, objectsIn, withWords, type FieldNames, type Operation } from '@bumen/contracts';
import type { JsonObject } from './json.ts';

/** JSON Schemas of all requests and responses, with the shapes that the contracts export as components of their own. */
export class Shapes {
  readonly #inputs: Record<string, JsonObject>;
  readonly #outputs: Record<string, JsonObject>;
  readonly #inputIds: ReadonlyMap<string, string>;
  readonly #outputIds: ReadonlyMap<string, string>;

  constructor(operations: readonly Operation[]) {
    const [inputs, outputs] = [z.registry<{ id: string }>(), z.registry<{ id: string }>()];
    for (const [name, schema] of sharedShapes()) {
      inputs.add(schema, { id: `${name}Input` });
      outputs.add(schema, { id: name });
    }
    for (const operation of operations) {
      if (!inputs.has(operation.request)) inputs.add(operation.request, { id: `request ${operation.name}` });
      if (!outputs.has(operation.response)) outputs.add(operation.response, { id: `response ${operation.name}` });
    }
    const names = namesByShape(operations);
    this.#outputs = schemasOf(outputs, 'output', names);
    this.#inputs = mergeEqual(schemasOf(inputs, 'input', names), this.#outputs);
    this.#inputIds = new Map(operations.map((one) => [one.name, inputs.get(one.request)!.id]));
    this.#outputIds = new Map(operations.map((one) => [one.name, outputs.get(one.response)!.id]));
  }

  /** Always the schema itself: its fields are spread over path, query and body. */
  request(operation: Operation): JsonObject {
    return this.#inputs[this.#inputIds.get(operation.name)!]!;
  }
  response(operation: Operation): JsonObject {
    const id = this.#outputIds.get(operation.name)!;
    return isOwn(id) ? this.#outputs[id]! : { $ref: `#/components/schemas/${id}` };
  }

  /** Those that an export of the contracts names. */
  named(): Record<string, JsonObject> {
    return Object.fromEntries(Object.entries({ ...this.#inputs, ...this.#outputs }).filter(([id]) => !isOwn(id)));
  }
}

/** Where a shape is the same both ways, requests refer to the answers' one. */
function mergeEqual(
  inputs: Record<string, JsonObject>,
  outputs: Record<string, JsonObject>,
): Record<string, JsonObject> {
  const oneName = (text: string) => text.replace(/("#\/components\/schemas\/\w+)Input"/g, '$1"');
  const equal = Object.keys(inputs).filter(
    (name) =>
      name.endsWith('Input') &&
      oneName(JSON.stringify(inputs[name])) === JSON.stringify(outputs[name.slice(0, -'Input'.length)]),
  );
  let text = JSON.stringify(inputs);
  for (const name of equal)
    text = text.replaceAll(
      `"#/components/schemas/${name}"`,
      `"#/components/schemas/${name.slice(0, -'Input'.length)}"`,
    );
  return JSON.parse(text) as Record<string, JsonObject>;
}

/** A request or response that no export of the contracts names stands where it is used. */
const isOwn = (id: string) => id.includes(' ');

function sharedShapes(): [string, z.ZodType][] {
  const seen = new Set<unknown>();
  return Object.entries(contracts).flatMap(([name, value]): [string, z.ZodType][] => {
    if (!(value instanceof z.ZodObject || value instanceof z.ZodEnum) || seen.has(value)) return [];
    seen.add(value);
    return [[name[0]!.toUpperCase() + name.slice(1), value]];
  });
}

/** What people call the fields of a shape: as the service does whose operations have it. */
function namesByShape(operations: readonly Operation[]): ReadonlyMap<z.ZodType, FieldNames> {
  return new Map(
    operations
      .toReversed()
      .flatMap(({ service, request, response }) =>
        [...objectsIn(response), ...objectsIn(request)].map((shape) => [shape, catalogue.fieldWordsOf(service)]),
      ),
  );
}

function schemasOf(
  registry: z.core.$ZodRegistry<{ id: string }>,
  io: 'input' | 'output',
  names: ReadonlyMap<z.ZodType, FieldNames>,
): Record<string, JsonObject> {
  const note = noteWords((schema) => names.get(schema));
  const { schemas } = z.toJSONSchema(registry, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      note({ zodSchema, jsonSchema });
      const { type, checks } = zodSchema._zod.def;
      if (type === 'object') {
        // The gateway refuses what it doesn't know; a caller must bear what it doesn't know, so that answers can grow.
        if (io === 'input' && !('catchall' in zodSchema._zod.def && zodSchema._zod.def.catchall))
          jsonSchema.additionalProperties = false;
        else if (io === 'output') delete jsonSchema.additionalProperties;
      }
      // Formats say it better than zod's own expressions.
      if (
        jsonSchema.format !== undefined &&
        jsonSchema.format !== 'regex' &&
        !checks?.some((check) => check._zod.def.check === 'regex')
      )
        delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const text = JSON.stringify(withWords(schemas), (key, value: unknown) =>
    key === '$schema' || key === '$id' ? undefined : value,
  );
  const { __shared, ...named } = JSON.parse(text) as Record<string, JsonObject>;
  // What zod found recursive by itself is JSON of any kind: it lies beside the others under a name.
  const loose = (__shared?.['$defs'] ?? {}) as Record<string, JsonObject>;
  const renamed = JSON.parse(
    JSON.stringify({
      ...named,
      ...Object.fromEntries(Object.entries(loose).map(([key, schema]) => [looseName(key, io), schema])),
    }).replace(
      /#\/components\/schemas\/__shared#\/\$defs\/(\w+)/g,
      (_whole, key: string) => `#/components/schemas/${looseName(key, io)}`,
    ),
  ) as Record<string, JsonObject>;
  return renamed;
}
const looseName = (key: string, io: string) => `Json${key.replace(/\D/g, '')}${io === 'input' ? 'Input' : ''}`;
