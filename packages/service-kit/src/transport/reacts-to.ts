import { applyDecorators, SetMetadata } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { ReactedEvent, ReactionType } from '@bumen/contracts';

export const REACTION = 'bumen:reaction';

/** Key of a reaction among the handlers; several reactions of a service may listen to one subject. */
export const reactionPattern = (reaction: Pick<ReactionType, 'service' | 'name'>) =>
  `reaction.${reaction.service}.${reaction.name}`;

/**
 * Makes a controller's method a reaction. It runs in the transaction that moves the reaction's position in its inbox,
 * once per event and in the aggregate's order (R3, R4). Throwing makes the event be tried again and at last lie as a
 * dead event (R8).
 */
export function ReactsTo<R extends ReactionType<any>>(reaction: R) {
  const nest = applyDecorators(
    SetMetadata(REACTION, reaction),
    EventPattern<string>(reactionPattern(reaction), { reaction }),
  );
  return <Method extends (event: ReactedEvent<R>) => Promise<void>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    nest(target, key, descriptor);
  };
}
