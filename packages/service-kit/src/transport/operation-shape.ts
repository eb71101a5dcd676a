import { createHash } from 'node:crypto';
import { invalidRequest, maskerOf, type Operation } from '@bumen/contracts';
import { z } from 'zod';

const chinese = z.locales.zhCN().localeError;
const english = z.locales.en().localeError;

/** What of an operation's declaration is needed for each request, worked out once. */
export class OperationShape {
  readonly operation: Operation;
  /** The answer may be kept under its key. */
  readonly remembers: boolean;
  readonly #mask: ((value: unknown) => unknown) | undefined;

  constructor(operation: Operation) {
    this.operation = operation;
    this.remembers = operation.kind === 'command' && !operation.reveals && !operation.secret;
    this.#mask = operation.reveals ? undefined : maskerOf(operation.response);
  }

  /** Throws invalidRequest, which names every wrong field in both languages. */
  parse(payload: unknown): Record<string, unknown> {
    const { request } = this.operation;
    const parsed = request.safeParse(payload);
    if (parsed.success) return parsed.data as Record<string, unknown>;
    const inChinese = request.safeParse(payload, { error: chinese }).error!.issues;
    const inEnglish = request.safeParse(payload, { error: english }).error!.issues;
    const issues = inEnglish.map((issue, index) => ({ path: issue.path.join('.'), message: { zh: inChinese[index]?.message ?? issue.message, en: issue.message } }));
    throw invalidRequest({ fields: [...new Set(issues.map((issue) => issue.path))], issues });
  }

  /** The answer as it travels: only what the contract names, personal data masked (P-05). A value that doesn't fit is a programming error. */
  answer(value: unknown): { text: string; version: number | null } {
    const parsed = this.operation.response.safeParse(value);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`);
      throw new Error(`${this.operation.name} answers with what its contract doesn't allow: ${wrong.join(', ')}`);
    }
    const shown: unknown = this.#mask ? this.#mask(parsed.data) : parsed.data;
    return { text: shown === undefined ? '' : JSON.stringify(shown), version: versionIn(shown) };
  }
}

/** An answer that shows one aggregate carries its version. */
function versionIn(value: unknown): number | null {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : null;
  return typeof version === 'number' && Number.isInteger(version) ? version : null;
}

export const hashOf = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('base64url');
