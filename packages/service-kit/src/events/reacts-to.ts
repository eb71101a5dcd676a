import type { EventEnvelope, ReactedEvent, ReactionType } from '@bumen/contracts';

const metadataKey = Symbol('reacts to');

/**
 * Marks the method that carries a reaction out. It runs once per event, in the order of each aggregate, in one transaction with
 * the note that it ran (R3, R4); what it throws is tried again and then lies as a dead event (R8).
 */
export function ReactsTo<R extends ReactionType<any>>(reaction: R) {
  return <T extends (event: ReactedEvent<R>) => Promise<void> | void>(_target: object, _name: string | symbol, descriptor: TypedPropertyDescriptor<T>): void => {
    Reflect.defineMetadata(metadataKey, reaction, descriptor.value as object);
  };
}

/** The reaction that a method carries out. */
export const reactionOf = (method: object): ReactionType | undefined => Reflect.getMetadata(metadataKey, method) as ReactionType | undefined;

/** A reaction and the method of a running service that carries it out. */
export interface ReactionHandler {
  readonly reaction: ReactionType;
  readonly handle: (event: EventEnvelope) => Promise<void> | void;
}
