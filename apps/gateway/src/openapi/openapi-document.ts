import * as contracts from '@bumen/contracts';
import type { EventType, Operation, ProblemType } from '@bumen/contracts';
import { componentsUsed, type Components } from './components.ts';
import { commonHeaders, commonParameters } from './headers.ts';
import { inOrder, type JsonObject } from './json.ts';
import { operationObject, tagOf } from './operation-object.ts';
import { ownPaths, ownProblems, ownSummary, ownTag } from './own-paths.ts';
import { exampleOf, problemSchema, shareRefusals } from './refusals.ts';
import { Shapes } from './shapes.ts';

export interface OpenApiOptions {
  readonly operations?: readonly Operation[];
  readonly events?: readonly EventType[];
  readonly version?: string;
}

export type OpenApiDocument = JsonObject & {
  readonly tags: { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly tags: string[] }>>>>;
  readonly components: Components;
};

/**
 * The OpenAPI 3.1 document of everything that the gateway mounts, made from the contracts alone; the same input gives
 * the same bytes.
 */
export function openApiDocument({
  operations = contracts.catalogue.operations,
  events = contracts.catalogue.events,
  version = '0.1.0',
}: OpenApiOptions = {}): OpenApiDocument {
  const mounted = operations.filter((one) => one.http);
  const shapes = new Shapes(mounted);
  const unshared: Record<string, JsonObject> = {};
  for (const operation of mounted) {
    const [method, path] = operation.http!.split(' ') as [string, string];
    const at = `/api${path.replace(/:(\w+)/g, '{$1}')}`;
    (unshared[at] ??= {})[method.toLowerCase()] = operationObject(operation, method, path, shapes);
  }
  const { paths, responses } = shareRefusals(inOrder({ ...unshared, ...ownPaths(events) }));
  const problems = [...contracts.anyOperation, ...ownProblems, ...mounted.flatMap((one) => one.problems)];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bumen 部门',
      version,
      license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' },
      description:
        'Errors are RFC 9457 problems in the language of Accept-Language (zh, en). A field that an operation does not know is refused.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set([...mounted.map(tagOf), ownTag])].sort().map((name) => tagObject(name)),
    paths: paths as OpenApiDocument['paths'],
    components: componentsUsed(paths, {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The accessToken of POST /api/session',
        },
      },
      parameters: commonParameters,
      headers: commonHeaders,
      responses,
      examples: Object.fromEntries((problems as ProblemType[]).map((one) => [one.code, exampleOf(one)])),
      schemas: { ...shapes.named(), Problem: problemSchema },
    }),
    security: [{ bearer: [] }],
  };
}

function tagObject(name: string) {
  const summary = name === ownTag ? ownSummary : contracts.catalogue.nouns.find((one) => one.name === name)?.summary;
  return { name, ...(summary && { description: `${summary.zh} · ${summary.en}` }) };
}

/**
 * The same document by who answers: one for each service, and `gateway` for what the gateway offers by itself. Each is
 * a whole document, with those components that it refers to.
 */
export function openApiDocuments(whole: OpenApiDocument): ReadonlyMap<string, OpenApiDocument> {
  const serviceOf = (tag: string) => tag.split('.')[0]!;
  const partOf = (service: string): OpenApiDocument => {
    const paths = Object.fromEntries(
      Object.entries(whole.paths).flatMap(([path, item]) => {
        const own = Object.entries(item).filter(([, { tags }]) => serviceOf(tags[0]!) === service);
        return own.length === 0 ? [] : [[path, Object.fromEntries(own)]];
      }),
    );
    return {
      ...whole,
      tags: whole.tags.filter(({ name }) => serviceOf(name) === service),
      paths,
      components: componentsUsed(paths, whole.components),
    };
  };
  const services = new Set(whole.tags.map(({ name }) => serviceOf(name)));
  return new Map([...services].map((service) => [service, partOf(service)]));
}
