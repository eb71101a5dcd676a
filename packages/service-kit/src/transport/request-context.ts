import type { MsgHdrs } from '@nats-io/transport-node';
import { BaseRpcContext } from '@nestjs/microservices';
import { z } from 'zod';
import { headers as names, invalidHeader, type Caller } from '@bumen/contracts';
import { anyone } from '../transaction/work.ts';

/** What travels beside a request. */
export interface RequestHead {
  readonly caller: Caller;
  /** Milliseconds since 1970 after which nobody waits any more. */
  readonly deadline: number | undefined;
  /** By the same clock as the deadline: the sender's. */
  readonly sentAt: number | undefined;
  readonly key: string | undefined;
  /** Version that the caller saw of what the operation names, or several of which any will do (If-Match). */
  readonly seen: readonly number[] | undefined;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/** Nest's context of a request; a handler or interceptor gets it by `@Ctx()`. */
export class RequestContext extends BaseRpcContext<[RequestHead, string]> {
  get head(): RequestHead {
    return this.args[0];
  }
  /** Name of the operation. */
  get operation(): string {
    return this.args[1];
  }
}

const callerSchema = z.object({
  staffId: z.string().min(1).max(100),
  name: z.string().max(200),
  roles: z.array(z.string().max(50)).max(50),
  teamId: z.string().max(100).nullable(),
  sessionId: z.string().max(100).nullable(),
});

/**
 * The correlation id alone, which is needed even where the rest of the head is wrong; undefined where there is none
 * that can be used.
 */
export function correlationOf(headers: MsgHdrs | undefined): string | undefined {
  const given = headers?.get(names.correlation);
  return given && /^[\w.:-]{1,100}$/.test(given) ? given : undefined;
}

/** Throws invalidHeader. */
export function readHead(headers: MsgHdrs | undefined, correlationId: string): RequestHead {
  // The client answers an empty text where a header is missing.
  const given = (name: string) => headers?.get(name) || undefined;
  const key = given(names.idempotencyKey);
  if (key !== undefined && !/^[\x20-\x7e]{1,200}$/.test(key)) throw invalidHeader({ header: 'Idempotency-Key' });
  return {
    caller: callerIn(given(names.caller)),
    deadline: whole(given(names.deadline), names.deadline),
    sentAt: whole(given(names.sentAt), names.sentAt),
    key,
    seen: versions(given(names.expectedVersion)),
    correlationId,
    traceparent: given(names.traceparent),
  };
}

function whole(text: string | undefined, header: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalidHeader({ header });
  return Number(text);
}

function versions(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}(,\d{1,15}){0,9}$/.test(text)) throw invalidHeader({ header: 'If-Match' });
  return text.split(',').map(Number);
}

function callerIn(text: string | undefined): Caller {
  if (text === undefined) return anyone;
  try {
    return callerSchema.parse(JSON.parse(decodeURIComponent(text)));
  } catch {
    throw invalidHeader({ header: names.caller });
  }
}
