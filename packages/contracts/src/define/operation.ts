import type { z } from 'zod';
import { answersFile } from './attachment.ts';
import { personalNames, unhandledWords } from './personal.ts';
import type { ProblemType } from './problem.ts';
import { services, type Role, type ServiceName } from './roles.ts';
import type { Text } from './text.ts';
import type { StepTaken } from './transitions.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface OperationDeclaration<Request extends z.ZodObject, Response extends z.ZodType> {
  /** `<service>.<noun>.<verb>`: the NATS subject, the metric label and the audit action. */
  readonly name: `${ServiceName}.${string}.${string}`;
  /** Method and path below `/api`; path parameters are fields of the request. Absent: not reachable over HTTP. */
  readonly http?: `${HttpMethod} /${string}`;
  /** Who may call it (P-02). `anyone` needs no sign-in. */
  readonly roles: readonly Role[] | 'anyone';
  readonly request: Request;
  readonly response: Response;
  /** Problems of its own; those that any operation may answer (`anyOperation`) need not be listed. */
  readonly problems: readonly ProblemType<any>[];
  readonly summary: Text;
  /** Rules of the rule book that it keeps. */
  readonly rules?: readonly string[];
  /** The step of a state table that it takes (T-05). */
  readonly takes?: StepTaken;
  /**
   * The field of the request that names the aggregate on whose state the caller decides. They say which version of it
   * they looked at (`If-Match`): without it the command is refused with `preconditionRequired`, and with
   * `versionMismatch` where somebody has changed it since (R6).
   */
  readonly seen?: keyof z.output<Request> & string;
  /** HTTP status of success; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204;
  /**
   * The answer shows personal data unmasked. Such a request carries a `reason`, each call is audited (P-05), and the
   * answer is never stored.
   */
  readonly reveals?: true;
  /**
   * The request names a value that answers mask, and this answer tells who has it: whoever may ask often enough can
   * guess the value. Such a request carries a `reason`, each call is audited as a reveal is, and how often somebody may
   * ask is bounded (P-05).
   */
  readonly matches?: true;
  /** The answer holds secrets (tokens), so it is never stored. */
  readonly secretAnswer?: true;
  /** Fields of the request that hold a secret (passwords, tokens): nothing of them is kept, not even in a hash. */
  readonly secretFields?: readonly (keyof z.output<Request> & string)[];
  /** Answered by the gateway itself, so no service listens on its name. */
  readonly handledBy?: 'gateway';
  /** The largest body in bytes, where it isn't the gateway's ordinary limit. */
  readonly bodyLimit?: number;
  /**
   * The body may be a file; it then becomes this field of the request and the other fields come from the query. A text
   * is sent as `text/csv` or inside of JSON, bytes (`fileOf`) as one of the types that the field takes and in no other
   * way.
   */
  readonly fileField?: keyof z.output<Request> & string;
}

export interface Operation<
  Request extends z.ZodObject = z.ZodObject,
  Response extends z.ZodType = z.ZodType,
> extends OperationDeclaration<Request, Response> {
  readonly kind: 'command' | 'query';
  readonly service: ServiceName;
}
export type Command<Request extends z.ZodObject = z.ZodObject, Response extends z.ZodType = z.ZodType> = Operation<
  Request,
  Response
> & { readonly kind: 'command' };
export type Query<Request extends z.ZodObject = z.ZodObject, Response extends z.ZodType = z.ZodType> = Operation<
  Request,
  Response
> & { readonly kind: 'query' };

/** What a handler receives (parsed) and what it returns. */
export type RequestOf<O extends Operation<any, any>> = z.output<O['request']>;
export type ResponseOf<O extends Operation<any, any>> = z.output<O['response']>;
/** What a caller sends. */
export type InputOf<O extends Operation<any, any>> = z.input<O['request']>;

/** An operation that changes something: runs in one transaction, is audited, may be retried under its key. */
export function command<Request extends z.ZodObject, Response extends z.ZodType>(
  declaration: OperationDeclaration<Request, Response>,
): Command<Request, Response> {
  if (declaration.reveals && !('reason' in declaration.request.shape))
    throw new Error(`${declaration.name} reveals personal data, so its request needs a reason (P-05)`);
  if (declaration.matches && !('reason' in declaration.request.shape))
    throw new Error(`${declaration.name} tells who has a confidential value, so its request needs a reason (P-05)`);
  if (declaration.seen !== undefined && !(declaration.seen in declaration.request.shape))
    throw new Error(`${declaration.name} has no field ${declaration.seen} that would name what was seen (R6)`);
  return { kind: 'command', ...checked(declaration) };
}

/** An operation that only reads. */
export function query<Request extends z.ZodObject, Response extends z.ZodType>(
  declaration: OperationDeclaration<Request, Response>,
): Query<Request, Response> {
  if (declaration.reveals)
    throw new Error(`${declaration.name}: revealing personal data is audited, so it must be a command (P-05)`);
  const confidential = personalNames(declaration.request).filter(([, kind]) => kind !== 'words');
  if (declaration.matches || confidential.length > 0)
    throw new Error(
      `${declaration.name} asks by a value that answers mask (${confidential.map(([name]) => name).join(', ')}): who ` +
        'asks so often enough can guess it, so that is a command that `matches`, audited and counted (P-05)',
    );
  if (declaration.seen !== undefined)
    throw new Error(`${declaration.name} is a query, which decides nothing on what was seen (R6)`);
  return { kind: 'query', ...checked(declaration) };
}

function checked<Request extends z.ZodObject, Response extends z.ZodType>(
  declaration: OperationDeclaration<Request, Response>,
): OperationDeclaration<Request, Response> & { readonly service: ServiceName } {
  const words = declaration.reveals ? [] : unhandledWords(declaration.response);
  if (words.length > 0)
    throw new Error(
      `${declaration.name} answers with what people wrote (${words.join(', ')}), and no object around it says by ` +
        '`handledBy` who handles the matter, so that nobody but leaders could read it whole (P-05)',
    );
  return { service: serviceOf(declaration.name), ...declaration };
}

/**
 * Whether the answer is kept under the caller's Idempotency-Key, so that asking again has no second effect (R2). Not
 * where anyone may call: strangers would share one space of keys; nor of a file, which is read as often as one likes.
 */
export const keepsAnswer = (
  operation: Pick<Operation, 'kind' | 'roles' | 'reveals' | 'secretAnswer' | 'response'>,
): boolean =>
  operation.kind === 'command' &&
  operation.roles !== 'anyone' &&
  !operation.reveals &&
  !operation.secretAnswer &&
  !answersFile(operation);

/**
 * The field of a command's request that names the aggregate it is about: `seen`, or else the first in its path. That
 * aggregate's version is what `If-Match` is compared with and what the answer's `ETag` tells (R6). Undefined where the
 * command names none, as one that makes something new.
 */
export function aggregateField(operation: Pick<Operation, 'kind' | 'seen' | 'http'>): string | undefined {
  if (operation.kind !== 'command') return undefined;
  return operation.seen ?? /:(\w+)/.exec(operation.http ?? '')?.[1];
}

/** The first word of a name, checked to be a service. */
export function serviceOf(name: string): ServiceName {
  const service = name.split('.')[0] as ServiceName;
  if (!services.includes(service)) throw new Error(`${name} does not begin with a service: ${services.join(', ')}`);
  return service;
}
