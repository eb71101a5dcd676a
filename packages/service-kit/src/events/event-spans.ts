import type { EventEnvelope, ReactionType } from '@bumen/contracts';
import { inSpan, isTracing, SpanKind, type SpanDescription } from '@bumen/tracing';

const facts = (event: EventEnvelope) => ({
  'messaging.system': 'nats',
  'messaging.message.id': event.id,
  'bumen.event': event.type,
  'bumen.aggregate_id': event.subject,
  'bumen.aggregate_version': event.aggregateversion,
  'bumen.correlation_id': event.correlationid,
});

/**
 * An event on its way to the broker is a child of the transaction that raised it, as is each reaction to it: the
 * envelope that waits in the outbox names their parent, so the trace goes on however long it waits and whoever
 * publishes it.
 */
export function inPublishSpan<T>(stream: string, envelope: string, publish: () => Promise<T>): Promise<T> {
  if (!isTracing()) return publish();
  const event = JSON.parse(envelope) as EventEnvelope;
  // Raised by something that nobody traced; a trace that begins in the outbox explains nothing.
  if (event.traceparent === undefined) return publish();
  return inSpan(
    event.traceparent,
    () => ({
      name: `send ${event.type}`,
      kind: SpanKind.PRODUCER,
      attributes: { ...facts(event), 'messaging.operation.type': 'send', 'messaging.destination.name': stream },
    }),
    publish,
  );
}

export function reactionSpan({ name, service }: ReactionType, event: EventEnvelope): SpanDescription {
  return {
    name: `process ${event.type}`,
    kind: SpanKind.CONSUMER,
    attributes: {
      ...facts(event),
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': service,
      'bumen.reaction': name,
    },
  };
}
