import { z } from 'zod';
import * as catalogue from './catalogue.ts';
import { services, type ServiceName } from './define/roles.ts';
import { consumerName, departmentConsumers, departmentStream, eventStream, reactionFilter } from './subjects.ts';

/** How the broker keeps events and delivers them. Times in milliseconds unless said. */
export interface StreamLimits {
  /** The outboxes keep them a day longer, so whatever the broker loses can be published again (R5). */
  readonly retentionDays: number;
  /** The broker knows the id of a message again for so long. */
  readonly duplicateWindowMs: number;
  /** What was neither acknowledged nor reported as in work for so long is delivered again. */
  readonly ackWaitMs: number;
  /** Events of one reaction that are on their way at most. */
  readonly ackPendingMax: number;
}
export const streamLimits: StreamLimits = {
  retentionDays: 30,
  duplicateWindowMs: 120_000,
  ackWaitMs: 10_000,
  ackPendingMax: 500,
};

/** A stream that has to be there. */
export interface StreamPlan {
  readonly name: string;
  readonly subject: string;
}
/** A durable consumer that has to be there; somebody pulls from it and acknowledges. */
export interface ConsumerPlan {
  readonly stream: string;
  readonly name: string;
  readonly filter: string;
  /** One at a time keeps the order of what is delivered again. */
  readonly ackPendingMax: number;
}

export const streamPlans: readonly StreamPlan[] = services.flatMap((service) => [
  { name: eventStream(service), subject: `event.${service}.>` },
  { name: departmentStream(service), subject: `department.${service}.>` },
]);

/** In place of the id of a department that isn't known: nothing is published under it. */
const nobody = 'nobody';

/**
 * A consumer for each reaction, and for each department and service two: of what all departments hear, and of what only
 * the one with its id hears (E-01). `departmentIds`: by the names that they sign in with.
 */
export const consumerPlans = (
  departments: readonly string[],
  limits: StreamLimits,
  departmentIds: Readonly<Record<string, string>> = {},
): readonly ConsumerPlan[] => [
  ...catalogue.reactions.map((reaction) => ({
    stream: eventStream(reaction.source),
    name: consumerName(reaction),
    filter: reactionFilter(reaction),
    ackPendingMax: limits.ackPendingMax,
  })),
  ...departments.flatMap((department) =>
    services.flatMap((service) => {
      const { all, own } = departmentConsumers(department);
      const plan = { stream: departmentStream(service), ackPendingMax: 1 };
      return [
        { ...plan, name: all, filter: `department.${service}.*.*` },
        { ...plan, name: own, filter: `department.${service}.*.*.${departmentIds[department] ?? nobody}` },
      ];
    }),
  ),
];

/**
 * Consumers of one stream that gateways may have at once, those that they left behind lately included. Their names are
 * fixed, so that each can be named where the broker's accounts share them.
 */
export const feedConsumers: readonly string[] = Array.from({ length: 32 }, (_, index) => `live-${index + 1}`);

/** What the gateway asks on `feedSubject`: events of a service from a sequence, or from a moment on. */
export const feedRequest = z.strictObject({
  service: z.enum(services),
  from: z.union([z.strictObject({ sequence: z.int().min(1) }), z.strictObject({ time: z.iso.datetime() })]),
});
export interface FeedRequest {
  readonly service: ServiceName;
  readonly from: { readonly sequence: number } | { readonly time: string };
}
/** The name of the consumer, or the reason why there is none. */
export type FeedAnswer =
  | { readonly consumer: string }
  | { readonly refused: 'invalid' | 'no_stream' | 'too_many' | 'failed' };
