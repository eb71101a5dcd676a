import { Injectable } from '@nestjs/common';
import type { EventEnvelope, ReactionType } from '@bumen/contracts';

/** A reaction and the method of this service that carries it out. */
export interface ReactionHandler {
  readonly reaction: ReactionType;
  /** Runs inside the reaction's transaction; the event's data is parsed. */
  readonly handle: (event: EventEnvelope) => Promise<void>;
}

/** The reactions that this service carries out. The transport registers them as it finds them in the controllers. */
@Injectable()
export class ReactionHandlers {
  readonly #byName = new Map<string, ReactionHandler>();

  get all(): readonly ReactionHandler[] {
    return [...this.#byName.values()];
  }

  /** Throws where two methods carry out one reaction. */
  register(reaction: ReactionType, handle: ReactionHandler['handle']): void {
    if (this.#byName.has(reaction.name)) throw new Error(`two methods carry out the reaction ${reaction.name}`);
    this.#byName.set(reaction.name, { reaction, handle });
  }

  /** Puts `around` in place of what carries out the reaction, which is undefined where nothing does yet. */
  wrap(
    reaction: ReactionType,
    around: (handle: ReactionHandler['handle'] | undefined) => ReactionHandler['handle'],
  ): void {
    this.#byName.set(reaction.name, { reaction, handle: around(this.#byName.get(reaction.name)?.handle) });
  }

  /** Undefined where this service has no such reaction (any more). */
  named(name: string): ReactionHandler | undefined {
    return this.#byName.get(name);
  }
}

/** The actor and the action of what a reaction does. */
export const reactorOf = (reaction: { readonly name: string }): string => `reaction:${reaction.name}`;
