import { createHash } from 'node:crypto';
import {
  aggregateField,
  answersFile,
  fileHeadText,
  invalidRequest,
  isForHandler,
  issuesOf,
  keepsAnswer,
  maskerOf,
  nameFinderOf,
  personalNames,
  refusedFields,
  timesIn,
  timesOutOfBounds,
  type Operation,
  readerOf,
  type Caller,
  type FileContent,
  type FileHead,
  type Issue,
  type Problem,
} from '@bumen/contracts';
import type { Given } from '../transaction/transactions.ts';

/** Handles nothing and leads nobody. */
const nobody = { staffId: '', roles: [] };

/** What of an operation's declaration is needed for each request, worked out once. */
export class OperationShape {
  readonly operation: Operation;
  /** The answer is kept under the caller's key. */
  readonly keepsAnswer: boolean;
  /** The field that names the aggregate it is about. */
  readonly named: string | undefined;
  readonly #mask: ReturnType<typeof maskerOf>;
  readonly #namesIn: ReturnType<typeof nameFinderOf>;
  readonly #namesSaid: ReturnType<typeof nameFinderOf>;
  /** Some read more of its answer than others do. */
  readonly #showsMore: boolean;
  readonly #times: ReturnType<typeof timesIn>;
  readonly #answersFile: boolean;

  constructor(operation: Operation) {
    this.operation = operation;
    this.keepsAnswer = keepsAnswer(operation);
    this.named = aggregateField(operation);
    this.#answersFile = answersFile(operation);
    this.#times = timesIn(operation.request).filter(({ bounds }) => bounds !== undefined);
    this.#namesIn = nameFinderOf(operation.response);
    this.#namesSaid = nameFinderOf(operation.request);
    this.#showsMore = this.keepsAnswer && personalNames(operation.response).some(([, kind]) => isForHandler(kind));
    this.#mask = operation.reveals ? undefined : maskerOf(operation.response);
  }

  /** Throws invalidRequest, which names every wrong field in both languages. */
  parse(payload: unknown): Record<string, unknown> {
    const { request } = this.operation;
    const parsed = request.safeParse(payload);
    if (parsed.success) return parsed.data as Record<string, unknown>;
    throw this.#refusal(issuesOf(request, payload));
  }

  /** The names of people in a request. */
  namesSaid(request: unknown): readonly string[] {
    return this.#namesSaid(request);
  }

  /** Throws invalidRequest where a time lies further from now than its contract lets it (R9). */
  refuseFarTimes(request: unknown, now: Date): void {
    if (this.#times.length === 0) return;
    const issues = timesOutOfBounds(this.#times, request, now);
    if (issues.length > 0) throw this.#refusal(issues);
  }

  /**
   * The answer as it travels to the caller: only what the contract names, personal data masked (P-05). `kept`: as it is
   * kept for who asks again; that may be after somebody else took over, so words are shown as to everybody. A value
   * that doesn't fit is a programming error.
   */
  answer(value: unknown, caller: Caller): Given & { readonly names: readonly string[] } {
    const parsed = this.operation.response.safeParse(value);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`);
      throw new Error(`${this.operation.name} answers with what its contract doesn't allow: ${wrong.join(', ')}`);
    }
    const shown: unknown = this.#mask ? this.#mask(parsed.data, readerOf(caller)) : parsed.data;
    if (this.#answersFile) {
      const { bytes } = shown as FileContent;
      const text = fileHeadText(shown as FileHead);
      return { text, kept: () => text, version: null, names: this.#namesIn(parsed.data), bytes };
    }
    const text = shown === undefined ? '' : JSON.stringify(shown);
    const [mask, { data }] = [this.#mask, parsed];
    const kept = () => (mask && this.#showsMore ? JSON.stringify(mask(data, readerOf(nobody))) : text);
    return { text, kept, version: versionIn(shown), names: this.#namesIn(parsed.data) };
  }

  /**
   * Tells one request from another. Secrets stay out of it, since a hash like this is guessed much faster than
   * argon2's; so the same request with another password counts as the same one.
   */
  hashOf(request: Readonly<Record<string, unknown>>): string {
    const secrets: readonly string[] = this.operation.secretFields ?? [];
    const told =
      secrets.length === 0
        ? request
        : Object.fromEntries(Object.entries(request).filter(([field]) => !secrets.includes(field)));
    return createHash('sha256').update(JSON.stringify(told, bytesByHash)).digest('base64url');
  }

  #refusal(issues: readonly Issue[]): Problem {
    const told = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return invalidRequest(refusedFields(told, this.operation));
  }
}

/** Bytes are told by their hash: as JSON they would be ten times as long. */
const bytesByHash = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? createHash('sha256').update(value).digest('base64url') : value;

/** An answer that shows one aggregate carries its version. */
function versionIn(value: unknown): number | null {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : null;
  return typeof version === 'number' && Number.isInteger(version) ? version : null;
}
