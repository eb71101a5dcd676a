import * as contracts from '@bumen/contracts';
import type { Operation, ProblemType } from '@bumen/contracts';
import type { Json, JsonObject } from './json.ts';

/** Everything that a caller of this operation may be refused with, also what the gateway and the kit say for it. */
export const problemsOf = (operation: Operation): ProblemType[] =>
  [
    ...operation.problems,
    ...contracts.anyOperation.filter((problem) => mayAnswer(operation, problem.code)),
  ] as ProblemType[];

function mayAnswer(operation: Operation, code: string): boolean {
  const {
    malformedBody,
    unauthenticated,
    forbidden,
    passwordChangeRequired,
    routeNotFound,
    methodNotAllowed,
    unsupportedMediaType,
    bodyTooLarge,
    versionMismatch,
    versionNotReached,
    preconditionRequired,
    writeConflict,
    idempotencyKeyReused,
    invalidHeader,
    unreadableText,
    fileTypesOf,
  } = contracts;
  switch (code) {
    case routeNotFound.code:
    case methodNotAllowed.code:
      return false;
    case unreadableText.code:
      return fileTypesOf(operation).includes('text/csv');
    case unauthenticated.code:
    case forbidden.code:
    case passwordChangeRequired.code:
      return operation.roles !== 'anyone';
    case versionMismatch.code:
    case versionNotReached.code:
      return contracts.aggregateField(operation) !== undefined;
    case preconditionRequired.code:
      return operation.seen !== undefined;
    case malformedBody.code:
    case unsupportedMediaType.code:
    case bodyTooLarge.code:
      return takesBody(operation);
    case writeConflict.code:
    case idempotencyKeyReused.code:
      return operation.kind === 'command' && !operation.http?.startsWith('GET ');
    case invalidHeader.code:
      return operation.kind === 'command';
    default:
      return true;
  }
}

/** Also a query may have a body, where what it asks for would not fit an address. */
const takesBody = ({ kind, http }: Operation): boolean =>
  http?.startsWith('POST ') === true || (kind === 'command' && !http?.startsWith('GET '));

/** Responses by status; the problems of one status are its examples, by their codes. */
export function refusals(problems: readonly ProblemType[]): JsonObject {
  const inOrder = [...new Map(problems.map((one) => [one.code, one])).values()].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
  return Object.fromEntries(
    [...Map.groupBy(inOrder, (one) => one.status)].map(([status, ones]) => [status, refusal(status, ones)]),
  );
}

function refusal(status: number, problems: readonly ProblemType[]): JsonObject {
  return {
    description: problems.map((one) => one.title.en).join(' · '),
    headers: {
      'Correlation-Id': { $ref: '#/components/headers/CorrelationId' },
      ...((status === 429 || status === 503) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
    },
    content: {
      [problemType]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(problems.map((one) => [one.code, { $ref: `#/components/examples/${one.code}` }])),
      },
    },
  };
}

const problemType = 'application/problem+json';

/**
 * Refusals that several operations share become components, called after the codes of their problems; one that is a
 * single operation's own stays there.
 */
export function shareRefusals(paths: Record<string, JsonObject>): {
  paths: Record<string, JsonObject>;
  responses: JsonObject;
} {
  const all = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => Object.values(responsesOf(operation))),
  );
  const shared = new Map<string, string>();
  const responses: JsonObject = {};
  for (const [text, uses] of Map.groupBy(all, (response) => JSON.stringify(response))) {
    const codes = codesOf(uses[0]!);
    if (uses.length < 2 || codes.length === 0) continue;
    const name = codes.join('-or-');
    shared.set(text, name);
    responses[name] = uses[0]!;
  }
  const sharing = (response: Json): Json => {
    const name = shared.get(JSON.stringify(response));
    return name === undefined ? response : { $ref: `#/components/responses/${name}` };
  };
  const mapped = <To>(record: JsonObject, change: (value: Json) => To) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
  return {
    paths: mapped(paths, (item) =>
      mapped(item as JsonObject, (operation) => ({
        ...(operation as JsonObject),
        responses: mapped(responsesOf(operation), sharing),
      })),
    ),
    responses,
  };
}

const responsesOf = (operation: Json) => (operation as { responses: JsonObject }).responses;
function codesOf(response: Json): string[] {
  const { content } = response as { content?: Record<string, { examples?: JsonObject }> };
  return Object.keys(content?.[problemType]?.examples ?? {});
}

export function exampleOf(problem: ProblemType): JsonObject {
  return {
    summary: problem.title.en,
    value: {
      type: `/api/problems/${problem.code}`,
      title: problem.title.zh,
      status: problem.status,
      detail: problem.detail.zh,
      code: problem.code,
      details: {},
      correlationId: '0197b0a0-0000-7000-8000-000000000000',
    },
  };
}

export const problemSchema: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'details', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Address of the problem’s description' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable name of the problem' },
    details: { type: 'object', description: 'Depends on the code; see the problem’s description' },
    correlationId: { type: 'string', description: 'Under this id our logs and the audit trail tell more' },
  },
};
