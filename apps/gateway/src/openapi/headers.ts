import type { JsonObject } from './json.ts';

/** What callers may send beside the fields of a request. */
export const commonParameters: JsonObject = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    description: 'A retry under the same key within 24 h gets the first answer and has no second effect',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    schema: { type: 'string' },
    description: 'The ETag that was seen; refused with 412 where it changed since',
  },
  IfMatchRequired: {
    name: 'If-Match',
    in: 'header',
    required: true,
    schema: { type: 'string' },
    description:
      'The ETag of what the decision rests on: refused with 428 without it (`*` says nothing of what was seen), and with 412 where it changed since',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    schema: { type: 'string' },
    description: 'The ETag of the answer that one has; 304 where it would be the same',
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    schema: { type: 'string' },
    description: 'zh (default) or en, for problems',
  },
};

/** What comes with answers. */
export const commonHeaders: JsonObject = {
  CorrelationId: { schema: { type: 'string' }, description: 'Ties together everything that followed from the request' },
  ETag: {
    schema: { type: 'string' },
    description:
      'Version of what was answered, in quotes; for queries also what of it this reader is shown at this time',
  },
  IdempotencyReplayed: {
    schema: { type: 'string', const: 'true' },
    description: 'The answer was given before under the same key',
  },
  RetryAfter: { schema: { type: 'integer' }, description: 'Seconds' },
};
