import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { reactionOf, type ReactionHandler } from './reacts-to.ts';

/** The reactions that this service carries out, found by their decorators. */
@Injectable()
export class ReactionHandlers {
  readonly #discovery: DiscoveryService;
  readonly #scanner: MetadataScanner;
  #found: ReadonlyMap<string, ReactionHandler> | undefined;

  constructor(discovery: DiscoveryService, scanner: MetadataScanner) {
    this.#discovery = discovery;
    this.#scanner = scanner;
  }

  get all(): readonly ReactionHandler[] {
    return [...this.#byName().values()];
  }

  /** Throws where the service has no such reaction (any more). */
  named(name: string): ReactionHandler {
    const handler = this.#byName().get(name);
    if (!handler) throw new Error(`this service has no reaction ${name}`);
    return handler;
  }

  #byName(): ReadonlyMap<string, ReactionHandler> {
    // Found at first use: when this is constructed the other providers don't exist yet.
    this.#found ??= this.#find();
    return this.#found;
  }

  #find(): ReadonlyMap<string, ReactionHandler> {
    const found = new Map<string, ReactionHandler>();
    for (const { instance } of [...this.#discovery.getProviders(), ...this.#discovery.getControllers()]) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const name of this.#scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = (instance as Record<string, unknown>)[name];
        const reaction = typeof method === 'function' ? reactionOf(method) : undefined;
        if (!reaction) continue;
        if (found.has(reaction.name)) throw new Error(`two methods carry out the reaction ${reaction.name}`);
        found.set(reaction.name, { reaction, handle: (method as ReactionHandler['handle']).bind(instance) });
      }
    }
    return found;
  }
}
