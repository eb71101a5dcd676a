import { hash } from 'node:crypto';
import { headers as makeHeaders, type Msg } from '@nats-io/transport-node';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Problem,
  aggregateField,
  headers as names,
  internalError,
  keepsAnswer,
  invalidHeader,
  preconditionRequired,
  requestMessage,
  type Operation,
  type WireProblem,
} from '@bumen/contracts';
import { inSpan, SpanKind } from '@bumen/tracing';
import type { Broker } from '../broker/broker.ts';
import { callerHeader } from '../session/access-tokens.ts';
import { traceparentIn } from './request-span.ts';

const nobody = callerHeader({ staffId: 'anyone', name: 'anyone', roles: [], teamId: null, sessionId: null });
const idempotencyKeyForm = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/;

/** The problem of a service's answer, which has passed through a process that is not this one. */
const wireProblem = z.object({
  code: z.string(),
  status: z.int().min(400).max(599),
  title: z.object({ zh: z.string(), en: z.string() }),
  detail: z.object({ zh: z.string(), en: z.string() }),
  details: z.record(z.string(), z.unknown()),
});

/** A service's refusal. It keeps the words that the service chose. */
export class ServiceRefusal extends Problem {
  readonly #wire: WireProblem;
  constructor(wire: WireProblem) {
    super({ code: wire.code, status: wire.status, title: wire.title, detail: wire.detail }, wire.details);
    this.#wire = wire;
  }
  override toWire(): WireProblem {
    return this.#wire;
  }
}

/** Asks the operation's service on the caller's behalf and returns its answer; throws every refusal as a `Problem`. */
export function callService(
  broker: Broker,
  timeoutMs: number,
  operation: Operation,
  body: Record<string, unknown>,
  request: FastifyRequest,
): Promise<Msg> {
  const describe = () => ({
    name: operation.name,
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system': 'nats',
      'rpc.service': operation.service,
      'rpc.method': operation.name,
      'bumen.correlation_id': request.id,
    },
  });
  return inSpan(traceparentIn(request), describe, (traceparent) =>
    ask(broker, timeoutMs, operation, body, request, traceparent),
  );
}

async function ask(
  broker: Broker,
  timeoutMs: number,
  operation: Operation,
  body: Record<string, unknown>,
  request: FastifyRequest,
  traceparent: string | undefined,
): Promise<Msg> {
  const key = request.headers['idempotency-key'];
  const sentAt = Date.now();
  const deadline = sentAt + timeoutMs;
  const carried = makeHeaders();
  carried.set(names.caller, request.signedIn?.callerHeader ?? nobody);
  carried.set(names.deadline, String(deadline));
  carried.set(names.sentAt, String(sentAt));
  carried.set(names.correlation, request.id);
  if (traceparent !== undefined) carried.set(names.traceparent, traceparent);
  let keyed = false;
  if (operation.kind === 'command') {
    const version = versionSeen(operation, request.headers['if-match']);
    if (version !== undefined) carried.set(names.expectedVersion, version);
    if (key !== undefined) {
      if (typeof key !== 'string' || !idempotencyKeyForm.test(key)) throw invalidHeader({ header: 'Idempotency-Key' });
      carried.set(names.idempotencyKey, key);
      // Where the first answer isn't kept a second try would have a second effect (R2).
      keyed = keepsAnswer(operation);
    }
  }
  const { payload, fields } = requestMessage(operation, body);
  if (fields !== undefined) carried.set(names.fields, fields);
  const answer = await broker.ask({
    operation,
    payload,
    headers: carried,
    deadline,
    // Reading is safe to repeat, also where it leaves a line on the audit trail.
    mayRepeat: operation.kind === 'query' || keyed || operation.http?.startsWith('GET ') === true,
  });
  if (!answer.headers?.has(names.problem)) return answer;
  const problem = wireProblem.safeParse(parsed(answer));
  if (problem.success) throw new ServiceRefusal(problem.data);
  request.log.error(
    { operation: operation.name, correlationId: request.id },
    'the service answered with a problem that can not be read',
  );
  throw internalError({ correlationId: request.id });
}

function parsed(answer: Msg): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}

const etagForm =
  /^(?:W\/)?"(?<tag>(?<version>0|[1-9]\d{0,14})(?:-[0-9a-f]{16})?)(?:(?:--?|;)(?:gzip|br|zstd|deflate))?"$/;
/** Of one item of a condition; undefined where it is no tag of ours. */
const tagIn = (item: string) => etagForm.exec(item.trim())?.groups as { tag: string; version: string } | undefined;

/**
 * The tag of an answer. A query's tells the version of what it shows and, since the same version looks otherwise to
 * others and at another time, what this reader is shown of it; a command's tells the version alone.
 */
export function etagOf({ kind }: Operation, version: string, body: Uint8Array): string {
  return kind === 'query' ? `${version}-${hash('sha256', body, 'hex').slice(0, 16)}` : version;
}

/** Somebody who saw more versions than these doesn't know which they decide on. */
const tagsMax = 10;

/**
 * `"12"` is version 12, and so is it with the mark of what was shown behind it; `"12", "13"` is either of them. Weak
 * tags are taken too, and tags with the name of an encoding at their end, since proxies that compress make these of
 * ours. `*` asks only that there be something (RFC 9110,
 * 13.1.1), which every command on something that exists asks anyway; it doesn't say what was seen, so a command that
 * decides on that is refused as if there were no condition.
 */
function versionSeen(operation: Operation, ifMatch: string | undefined): string | undefined {
  const condition = ifMatch?.trim();
  if (condition === undefined || condition === '*') {
    if (operation.seen !== undefined) throw preconditionRequired();
    return undefined;
  }
  const versions = condition.split(',').map((item) => tagIn(item)?.version);
  if (versions.length > tagsMax || versions.includes(undefined) || aggregateField(operation) === undefined)
    throw invalidHeader({ header: 'If-Match' });
  return versions.join(',');
}

/** `tag`: without its quotes. */
export function noneMatches(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return true;
  return !ifNoneMatch.split(',').some((item) => item.trim() === '*' || tagIn(item)?.tag === tag);
}
