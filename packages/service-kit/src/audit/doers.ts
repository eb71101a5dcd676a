import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { catalogue, type ServiceName, type Text } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { findDeadlines } from '../deadlines/find-deadlines.ts';
import { reactorOf } from '../events/reaction-handlers.ts';

/**
 * What is done in this service, and by whom, in words. Stored are the names of operations, reactions and deadlines,
 * and of people what they are called: a reaction or a deadline is shown by the words of its declaration.
 */
@Injectable()
export class Doers {
  #words: ReadonlyMap<string, Text> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  /** `name` is what was stored beside the actor. */
  nameOf(actor: string, name: string): Text {
    return this.#wordsOf(actor) ?? same(name);
  }

  /** What an action of the audit trail is called; one of an earlier version by its name alone. */
  actionOf(action: string): Text {
    return this.#wordsOf(action) ?? same(action);
  }

  #wordsOf(name: string): Text | undefined {
    this.#words ??= new Map([
      ...catalogue.operationsOf(this.service).map((one) => [one.name, one.summary] as const),
      ...catalogue.reactionsOf(this.service).map((one) => [reactorOf(one), one.summary] as const),
      ...findDeadlines(this.discovery, this.reflector, this.service).map((one) => [one.name, one.called] as const),
    ]);
    return this.#words.get(name);
  }
}

const same = (name: string): Text => ({ zh: name, en: name });
