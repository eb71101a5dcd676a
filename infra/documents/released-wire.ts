import { catalogue } from '@bumen/contracts';
import { wireSchema, type JsonSchema } from './wire-schema.ts';

/** What others have built on, as far as it can break them: kept in `docs/released` as it was at the last release. */
export interface Wire {
  readonly operations: Readonly<Record<string, WireOperation>>;
  readonly events: Readonly<Record<string, WireEvent>>;
  readonly problems: Readonly<Record<string, WireProblemType>>;
}
export interface WireOperation {
  /** Method and path; absent where it can't be called over HTTP. */
  readonly http?: string;
  readonly kind: 'command' | 'query';
  readonly status: number;
  readonly roles: readonly string[];
  readonly problems: readonly string[];
  readonly request: JsonSchema;
  readonly response: JsonSchema;
}
export interface WireEvent {
  readonly version: number;
  readonly audience: 'services' | 'departments';
  readonly carriesState: boolean;
  readonly data: JsonSchema;
}
export interface WireProblemType {
  readonly status: number;
  readonly details: JsonSchema;
}

export function currentWire(): Wire {
  const byName = <T>(entries: [string, T][]) =>
    Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return {
    operations: byName(
      catalogue.operations.map((operation) => [
        operation.name,
        {
          ...(operation.http && { http: operation.http }),
          kind: operation.kind,
          status: operation.status ?? 200,
          roles: operation.roles === 'anyone' ? ['anyone'] : operation.roles.toSorted(),
          problems: operation.problems.map((problem) => problem.code).toSorted(),
          request: wireSchema(operation.request, 'sent'),
          response: wireSchema(operation.response, 'received'),
        },
      ]),
    ),
    events: byName(
      catalogue.events.map((event) => [
        event.name,
        {
          version: event.version,
          audience: event.audience,
          carriesState: event.carriesState ?? false,
          data: wireSchema(event.data, 'received'),
        },
      ]),
    ),
    problems: byName(
      catalogue.problems.map((problem) => [
        problem.code,
        {
          status: problem.status,
          details: problem.details ? wireSchema(problem.details, 'received') : { type: 'object' },
        },
      ]),
    ),
  };
}
