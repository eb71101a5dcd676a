export type Schema = { readonly [keyword: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One operation as the document tells it to somebody who knows nothing else. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  /** With `{name}` where a parameter goes. */
  readonly path: string;
  /** Who may; undefined where no sign-in is needed. */
  readonly roles: readonly string[] | undefined;
  readonly parameters: readonly Parameter[];
  /** Content type → schema. */
  readonly bodies: ReadonlyMap<string, Schema>;
  /** Status → what a success looks like; null for no body, or for one of these types that is no JSON. */
  readonly successes: ReadonlyMap<number, Schema | null>;
  readonly files: readonly string[];
  /** Status → codes of the problems that may be answered. */
  readonly problems: ReadonlyMap<number, readonly string[]>;
}

interface RawOperation {
  readonly operationId?: string;
  readonly 'x-roles'?: string[] | string;
  readonly security?: unknown[];
  readonly parameters?: unknown[];
  readonly requestBody?: { readonly content?: Record<string, { schema?: Schema }> };
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { schema?: Schema; examples?: Record<string, unknown> }> }
  >;
}
export interface OpenApi {
  readonly paths: Record<string, Record<string, RawOperation>>;
}

/** Follows `#/…` in the document. */
export function resolved<T>(document: OpenApi, value: unknown): T {
  const reference = (value as { $ref?: string }).$ref;
  if (reference === undefined) return value as T;
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(
    document,
    parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document),
  );
}

export function operationsIn(document: OpenApi): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, raw]) => raw.operationId !== undefined && raw['x-roles'] !== undefined)
      .map(([method, raw]) => {
        const responses = Object.entries(raw.responses).map(
          ([status, response]) =>
            [Number(status), resolved<RawOperation['responses'][string]>(document, response)] as const,
        );
        const roles = raw['x-roles'];
        return {
          id: raw.operationId!,
          method: method.toUpperCase(),
          path,
          roles: Array.isArray(roles) ? roles : undefined,
          parameters: (raw.parameters ?? []).map((one) => resolved<Parameter>(document, one)),
          bodies: new Map(
            Object.entries(raw.requestBody?.content ?? {}).map(([type, body]) => [type, body.schema ?? {}]),
          ),
          successes: new Map(
            responses
              .filter(([status]) => status < 400)
              .map(([status, response]) => [status, response.content?.['application/json']?.schema ?? null]),
          ),
          files: responses
            .filter(([status]) => status < 400)
            .flatMap(([, response]) =>
              Object.keys(response.content ?? {}).filter((type) => type !== 'application/json'),
            ),
          problems: new Map(
            responses
              .filter(([status]) => status >= 400)
              .map(([status, response]) => [
                status,
                Object.keys(response.content?.['application/problem+json']?.examples ?? {}),
              ]),
          ),
        };
      }),
  );
}
