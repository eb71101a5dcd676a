import type { Subscription } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { BrokerConnection } from '../transport/broker-connection.ts';

/** Core NATS subject on which processes of a service tell the relay's leader that there is something to publish. */
const relayWakeSubject = (service: ServiceName) => `relay.${service}.wake`;

/** Takes the word from a committed transaction to the relay, in this process or in the one that leads. */
@Injectable()
export class OutboxSignal {
  readonly #listeners = new Set<() => boolean>();

  constructor(
    private readonly broker: BrokerConnection,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  /** Calls `listener` at every wake. It returns true where this process's relay leads, and then nobody else is told. */
  onWake(listener: () => boolean): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears of it from the service's other processes, as soon as there is a broker. */
  async listen(): Promise<Subscription> {
    const nats = await this.broker.nats();
    return nats.subscribe(relayWakeSubject(this.service), { callback: () => void this.#tell() });
  }

  /** There are new rows in the outbox. Losing the word costs time only: the relay also looks by itself. */
  wake(): void {
    if (!this.#tell() && this.broker.connected) this.broker.connection?.publish(relayWakeSubject(this.service));
  }

  #tell(): boolean {
    let led = false;
    for (const listener of this.#listeners) led = listener() || led;
    return led;
  }
}
