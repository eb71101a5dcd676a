import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { DocumentedOperation, OpenApi } from './openapi.ts';
import type { DrawnRequest } from './requests.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly tookMs: number;
}

const internals =
  /\bat .+\.[cm]?[jt]s:\d+|node_modules|\.ts:\d|\bQueryFailedError\b|\bTypeError\b|relation "|column "|syntax error at|violates (unique|foreign|check|not-null)|invalid input syntax|invalid byte sequence|ECONNREFUSED|ENOENT|ZodError|_zod|"stack"|\/(home|root|usr|tmp)\/|pg_|nats:\/\/|postgres:\/\//i;

/** The first word of a text that only somebody who knows our inside could have written, if there is one. */
export const tellsOfInside = (text: string): string | undefined => internals.exec(text)?.[0];

// One for all, since ajv keeps for ever what it has compiled for each.
const problemSchema = { $ref: 'openapi#/components/schemas/Problem' };

/** What is wrong with the answers of an API, judged by nothing but its document. */
export class Judge {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  readonly #deadlineMs: number;

  constructor(document: OpenApi, deadlineMs: number) {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'openapi', ...document } as object);
    this.#deadlineMs = deadlineMs;
  }

  complaints(request: Pick<DrawnRequest, 'operation' | 'caller' | 'method' | 'mood'>, answer: Answer): string[] {
    const { operation } = request;
    const complaints: string[] = [];
    if (answer.tookMs > this.#deadlineMs) complaints.push(`took longer than ${this.#deadlineMs} ms`);
    if (answer.status >= 500) complaints.push(`answered ${answer.status} ${codeOf(answer.text)}`);
    if (answer.status >= 400) complaints.push(...this.#problemComplaints(request, answer));
    else if (request.method === operation.method) complaints.push(...this.#successComplaints(request, answer));
    return complaints;
  }

  #problemComplaints(
    { operation, method }: Pick<DrawnRequest, 'operation' | 'method'>,
    { status, contentType, text }: Answer,
  ): string[] {
    if (method === 'HEAD') return [];
    const problem = parsed(text) as { code?: unknown; status?: unknown } | undefined;
    if (!contentType.startsWith('application/problem+json') || problem === undefined)
      return [`answered ${status} as ${contentType || 'nothing'}, which is no problem document: ${text.slice(0, 100)}`];
    const complaints: string[] = [];
    if (!this.#fits(problemSchema, problem)) complaints.push(`answered a problem that lacks something: ${this.#why()}`);
    if (problem.status !== status)
      complaints.push(`answered ${status} with a problem of status ${String(problem.status)}`);
    // Of a path that isn't there, or is there under another method, and of what is refused before any path is read, the
    // operation's document can't speak.
    const elsewhere =
      method !== operation.method || problem.code === 'route_not_found' || status === 431 || status === 408;
    const declared = operation.problems.get(status) ?? [];
    if (!elsewhere && !declared.includes(String(problem.code)))
      complaints.push(`answered ${status} ${String(problem.code)}, which its document does not declare`);
    const inside = tellsOfInside(text);
    if (inside !== undefined) complaints.push(`tells of its inside: ${inside}`);
    return complaints;
  }

  #successComplaints(
    { operation, caller }: Pick<DrawnRequest, 'operation' | 'caller'>,
    { status, contentType, text }: Answer,
  ): string[] {
    if (status === 304) return [];
    if (!mayCall(operation, caller)) return [`lets ${caller} in (${status})`];
    const schema = operation.successes.get(status);
    if (schema === undefined) return [`answered ${status}, which its document does not declare`];
    if (operation.files.includes(contentType)) return [];
    if (schema === null)
      return text === '' ? [] : [`answered ${status} with a body that its document does not declare`];
    const body = parsed(text);
    if (!contentType.startsWith('application/json') || body === undefined)
      return [`answered ${status} as ${contentType}`];
    return this.#fits(rooted(schema), body)
      ? []
      : [`answered ${status} with a body that its document does not describe: ${this.#why()}`];
  }

  #fits(schema: unknown, value: unknown): boolean {
    return this.#ajv.validate(schema as object, value);
  }

  #why(): string {
    return this.#ajv.errorsText();
  }
}

/** `null` where a role is needed and this caller has none of them. */
function mayCall(operation: DocumentedOperation, caller: string): boolean {
  return operation.roles === undefined || operation.roles.includes(caller);
}

/** The problem's code; what else came where it is no problem. */
function codeOf(text: string): string {
  const problem = parsed(text) as { code?: unknown } | undefined;
  return typeof problem?.code === 'string' ? problem.code : text.slice(0, 200);
}

const cache = new WeakMap<object, unknown>();
/** The schema with references that lead into the document. ajv keeps what it has compiled by the schema's identity. */
function rooted(schema: object): unknown {
  const known = cache.get(schema) ?? JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/'));
  cache.set(schema, known);
  return known;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
