import { Copies } from './copies.ts';
import { DeadEvents } from './dead-events.repository.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { ReactionConsumers } from './reaction-consumers.ts';
import { ReactionHandlers } from './reaction-handlers.ts';
import { ReactionRunner } from './reaction-runner.ts';

export { DeadEvent } from './dead-event.entity.ts';
export { deadEventController } from './dead-event.controller.ts';
export { ReactionAttempt } from './reaction-attempt.entity.ts';
export { Copies, OutboxRelay, ReactionConsumers, ReactionHandlers };

/** What a service's module provides so that events leave it and reach its reactions. */
export const eventProviders = [Copies, OutboxRelay, ReactionHandlers, ReactionRunner, ReactionConsumers, DeadEvents];
