import { invalidRequest, routeNotFound, serviceUnavailable, tooManyRequests, unauthenticated } from '@bumen/contracts';
import type { EventType, ProblemType } from '@bumen/contracts';
import { concerning } from '../events/live-events.ts';
import { federationOff } from '../session/federation-problems.ts';
import type { JsonObject } from './json.ts';
import { refusals } from './refusals.ts';

export const ownTag = 'gateway';
export const ownSummary = {
  zh: '网关:实时事件、外部登录与问题说明',
  en: 'The gateway: live events, sign-in elsewhere and what problems mean',
};

/** Those of its own that it refuses with. */
export const ownProblems = [federationOff, routeNotFound];

const refusalsBy = (...problems: { readonly code: string }[]) => refusals(problems as ProblemType[]);

/** What the gateway offers beside the operations. */
export function ownPaths(events: readonly EventType[]): Record<string, JsonObject> {
  return {
    '/api/events': {
      get: {
        operationId: 'gateway.events.watch',
        tags: [ownTag],
        summary: '实时事件 · Live events',
        description:
          'Server-Sent Events of what the caller may see, each with the ids of the staff, teams and customers that it is about. `event: reset` means that something was missed: read lists anew.',
        parameters: [
          {
            name: 'concerning',
            in: 'query',
            required: false,
            schema: { type: 'array', items: { type: 'string', enum: [...concerning] }, minItems: 1 },
            style: 'form',
            explode: false,
            description: 'Only what concerns the caller (`me`) or their team (`team`)',
          },
          { name: 'Last-Event-ID', in: 'header', schema: { type: 'string', maxLength: 500 } },
        ],
        responses: {
          200: {
            description: `One of: ${events
              .filter((one) => one.visibleTo.length > 0 || one.toldToWhomItIsAbout)
              .map((one) => one.name)
              .join(', ')}`,
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...refusalsBy(invalidRequest, unauthenticated, tooManyRequests, serviceUnavailable),
        },
      },
    },
    '/api/session/oidc': {
      get: {
        operationId: 'gateway.session.oidc_start',
        tags: [ownTag],
        security: [],
        summary: '外部登录 · Sign in at the OpenID provider',
        parameters: [{ name: 'returnTo', in: 'query', schema: { type: 'string', pattern: '^/' } }],
        responses: {
          303: { description: 'To the provider' },
          ...refusalsBy(federationOff, tooManyRequests, serviceUnavailable),
          default: {
            description: 'Anything else is a problem as well',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    },
    '/api/problems/{code}': {
      get: {
        operationId: 'gateway.problems.describe',
        tags: [ownTag],
        security: [],
        summary: '问题说明 · What a problem means',
        parameters: [{ name: 'code', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'Its texts in both languages and the schema of its details' },
          ...refusalsBy(routeNotFound),
        },
      },
    },
  };
}
