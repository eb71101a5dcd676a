import { types } from 'node:util';
import { QueryFailedError } from 'typeorm';
import {
  deadlineExceeded,
  invalidRequest,
  Problem,
  serviceUnavailable,
  writeConflict,
  type ServiceName,
} from '@bumen/contracts';

/** What PostgreSQL answers where it refuses a statement. */
export interface ServerRefusal extends Error {
  readonly code: string;
  readonly severity?: string;
  readonly constraint?: string;
}

const original = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError : error);

/** The server's own refusal, if that is what the error is; a lost connection is none. */
export function serverRefusal(error: unknown): ServerRefusal | undefined {
  const inner = original(error);
  return types.isNativeError(inner) &&
    'code' in inner &&
    typeof inner.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(inner.code) &&
    'severity' in inner
    ? (inner as ServerRefusal)
    : undefined;
}

/** The server ended the session, so that a commit on its way may or may not have been kept. */
const endsSession = (refusal: ServerRefusal) => refusal.severity === 'FATAL' || refusal.severity === 'PANIC';

/** Whether the connection is gone: then the server rolls back, unless a commit was on its way. */
export function connectionLost(error: unknown): boolean {
  const refusal = serverRefusal(error);
  if (refusal) return endsSession(refusal) || refusal.code.startsWith('08');
  const inner = original(error);
  // An error of the system may come from outside of the realm that this code runs in, so it is known by its kind.
  if (!types.isNativeError(inner)) return false;
  const code = (inner as { code?: unknown }).code;
  return (
    (typeof code === 'string' && /^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN)/.test(code)) ||
    /connection (terminated|error|timeout|is closed|was closed)|timeout exceeded when trying to connect|Query read timeout|not queryable|Client was closed/i.test(
      inner.message,
    )
  );
}

/** Somebody was faster with the same thing; done again, the work finds what they did. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** Two transactions got in each other's way and one of them may simply be run again. */
export function mayRunAgain(error: unknown): boolean {
  if (error instanceof Conflict) return true;
  const code = serverRefusal(error)?.code;
  return code === '40P01' || code === '40001';
}

/**
 * Nobody's fault and over some time: the database is away, full or at its limits, or two transactions met. What fails
 * so was not tried (R8).
 */
export const willPass = (error: unknown): boolean =>
  connectionLost(error) ||
  error instanceof OutcomeUnknown ||
  mayRunAgain(error) ||
  /^(53|57P0|58)/.test(serverRefusal(error)?.code ?? '');

/** Will pass, or ran into a time limit, which may be the fault of what else was going on. */
export const mayPass = (error: unknown): boolean =>
  willPass(error) || ['57014', '25P03', '25P04', '55P03'].includes(serverRefusal(error)?.code ?? '');

export function violates(error: unknown, constraint: string): boolean {
  const refusal = serverRefusal(error);
  return refusal?.code === '23505' && refusal.constraint === constraint;
}

/** What stands for the unique constraint that was violated, where one of these was. */
export function violated<T>(error: unknown, unique: Readonly<Record<string, T>>): T | undefined {
  const { code, constraint } = serverRefusal(error) ?? {};
  return code === '23505' && constraint !== undefined ? unique[constraint] : undefined;
}

/** The commit was sent and nobody knows what became of it. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** What a caller is told of a database error; undefined where it is our own fault. */
export function problemOfDatabase(error: unknown, service: ServiceName): Problem | undefined {
  if (error instanceof OutcomeUnknown) return deadlineExceeded();
  if (error instanceof Conflict) return writeConflict();
  if (connectionLost(error)) return serviceUnavailable({ service });
  const code = serverRefusal(error)?.code;
  switch (code) {
    case undefined:
      return undefined;
    // Text that PostgreSQL can't hold: bytes that are no UTF-8, or NUL inside JSON.
    case '22021':
    case '22P05':
      return invalidRequest({
        fields: [],
        names: [],
        issues: [
          {
            path: '',
            message: { zh: '文本中含有无法保存的字符', en: 'a text has a character that can not be stored' },
          },
        ],
      });
    case '40P01':
    case '40001':
    case '55P03':
      return writeConflict();
    // Cancelled by a time limit, or the session was ended while it waited.
    case '57014':
    case '25P03':
    case '25P04':
      return serviceUnavailable({ service });
    default:
      // Disk or memory full, too many connections, starting up or shutting down: all pass (R9).
      return /^(53|57P0|58)/.test(code) ? serviceUnavailable({ service }) : undefined;
  }
}
