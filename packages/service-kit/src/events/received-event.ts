import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EventEnvelope, ReactionType } from '@bumen/contracts';

/** NUL can't be stored, and no name or id has it. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !value.includes('\u0000'));
const place = z.int().min(1).max(2_147_483_647);
const envelope = z.object({
  specversion: z.literal('1.0'),
  id: text(100),
  type: text(200),
  source: text(200),
  subject: text(100),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  dataversion: z.int().min(1),
  aggregateversion: place,
  correlationid: text(200),
  traceparent: text(200).optional(),
  actor: text(200),
  data: z.unknown(),
});
/** What is worth knowing of an event that isn't whole. */
const fragment = z.object({
  id: text(100).nullable().catch(null),
  type: text(200).nullable().catch(null),
  subject: text(100).nullable().catch(null),
  aggregateversion: place.nullable().catch(null),
});

/**
 * Trying again won't help: the event itself is at fault. The message says why in a sentence that a person can act on.
 */
export class HopelessEvent extends Error {
  override readonly name = 'HopelessEvent';
}

/** Where an event stands in its aggregate's chain; the parts that could be read. */
export interface Place {
  /** Tells this event from every other, also where it has no id. */
  readonly key: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly aggregateId: string | null;
  readonly aggregateVersion: number | null;
}
/** A message read as far as possible: `fault` says why it is no event. */
export type ReceivedEvent =
  | {
      readonly place: Place & { readonly aggregateId: string; readonly aggregateVersion: number };
      readonly envelope: EventEnvelope;
    }
  | { readonly place: Place; readonly envelope?: undefined; readonly fault: string };

/** Reads the envelope. The data is only read when the event's turn comes (`dataFor`). */
export function receive(payload: Uint8Array): ReceivedEvent {
  const key = () => `sha256:${createHash('sha256').update(payload).digest('hex')}`;
  const nowhere = { eventId: null, eventType: null, aggregateId: null, aggregateVersion: null };
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { place: { key: key(), ...nowhere }, fault: 'it is not JSON in UTF-8' };
  }
  const whole = envelope.safeParse(parsed);
  if (whole.success) {
    const { id, type, subject, aggregateversion } = whole.data;
    return {
      place: { key: id, eventId: id, eventType: type, aggregateId: subject, aggregateVersion: aggregateversion },
      envelope: whole.data,
    };
  }
  const rest = fragment.safeParse(parsed);
  const { id, type, subject, aggregateversion } = rest.success
    ? rest.data
    : { id: null, type: null, subject: null, aggregateversion: null };
  const fields = [...new Set(whole.error.issues.map((issue) => issue.path.join('.') || 'the whole'))];
  return {
    place: { key: id ?? key(), eventId: id, eventType: type, aggregateId: subject, aggregateVersion: aggregateversion },
    fault: `its envelope is not as CloudEvents and our contract say: ${fields.join(', ')}`,
  };
}

/** Whether the reaction reacts to this kind of event; others only move its place in the chain. */
export const concerns = (reaction: ReactionType, event: EventEnvelope): boolean =>
  reaction.on.some((one) => one.name === event.type);

/**
 * The event with its data parsed, or undefined where the reaction doesn't react to this kind of event.
 * Throws HopelessEvent where the data is of a version or form that this service doesn't know.
 */
export function dataFor(reaction: ReactionType, event: EventEnvelope): EventEnvelope | undefined {
  const declared = reaction.on.find((one) => one.name === event.type);
  if (!declared) return undefined;
  if (declared.version !== event.dataversion)
    throw new HopelessEvent(
      `its data is of version ${event.dataversion}, and this service knows version ${declared.version} of ${event.type}`,
    );
  const data = declared.data.safeParse(event.data);
  // Field names only: values may be personal.
  if (!data.success)
    throw new HopelessEvent(
      `its data is not as ${event.type} says: ${[...new Set(data.error.issues.map((issue: z.core.$ZodIssue) => issue.path.join('.') || 'the whole'))].join(', ')}`,
    );
  return { ...event, data: data.data };
}
