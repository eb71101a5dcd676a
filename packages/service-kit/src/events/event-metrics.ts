import { Counter, Gauge, Histogram, register } from 'prom-client';

function once<Metric>(name: string, make: () => Metric): Metric {
  // Several services may live in one process (tests, the embedded stack); they share the metric and differ by its
  // label.
  return (register.getSingleMetric(name) as Metric | undefined) ?? make();
}
const labelNames = ['service', 'stream'] as const;

export const unpublishedEvents = once(
  'bumen_outbox_unpublished',
  () => new Gauge({ name: 'bumen_outbox_unpublished', help: 'Events that wait in the outbox', labelNames }),
);
export const oldestUnpublishedSeconds = once(
  'bumen_outbox_oldest_seconds',
  () =>
    new Gauge({
      name: 'bumen_outbox_oldest_seconds',
      help: 'Age of the oldest event that waits in the outbox',
      labelNames,
    }),
);
export const publishedEvents = once(
  'bumen_outbox_published_total',
  () => new Counter({ name: 'bumen_outbox_published_total', help: 'Events acknowledged by the broker', labelNames }),
);
export const refilledEvents = once(
  'bumen_outbox_refilled_total',
  () =>
    new Counter({
      name: 'bumen_outbox_refilled_total',
      help: 'Events that the broker had lost and that are published again',
      labelNames,
    }),
);
export const leadsRelay = once(
  'bumen_relay_leader',
  () =>
    new Gauge({
      name: 'bumen_relay_leader',
      help: '1 in the process that publishes the outbox',
      labelNames: ['service'] as const,
    }),
);
export const reactedEvents = once(
  'bumen_reaction_total',
  () =>
    new Counter({
      name: 'bumen_reaction_total',
      help: 'Deliveries to reactions by outcome',
      labelNames: ['service', 'reaction', 'outcome'] as const,
    }),
);
export const eventLagSeconds = once(
  'bumen_event_lag_seconds',
  () =>
    new Histogram({
      name: 'bumen_event_lag_seconds',
      help: 'From raising an event to having applied it',
      labelNames: ['service', 'reaction'] as const,
      buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60, 600],
    }),
);
