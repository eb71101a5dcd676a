import type { Msg } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { clockSubject } from '@bumen/clock';
import { serviceQueue, type ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { Walking } from '../deadlines/walking.ts';
import { Log } from '../observability/log.ts';
import { BrokerConnection } from './broker-connection.ts';

/**
 * Hears whoever moves the clock of a local stack. It is started there alone, and the broker of no other system lets the
 * service listen.
 */
@Injectable()
export class ClockRequests {
  constructor(
    private readonly broker: BrokerConnection,
    private readonly walking: Walking,
    private readonly log: Log,
    @Inject(SERVICE_NAME) private readonly service: ServiceName,
  ) {}

  async start(): Promise<void> {
    const nats = await this.broker.nats();
    const listen = (what: 'sweep' | 'look', answer: () => Promise<object>) =>
      nats.subscribe(clockSubject(this.service, what), {
        queue: serviceQueue(this.service),
        callback: (error, message) => {
          if (error) this.log.failure(error, {}, 'the clock of this stack can not be moved');
          else void this.#answer(message, answer);
        },
      });
    listen('sweep', () => this.walking.sweep());
    listen('look', () => this.walking.look());
    await nats.flush();
  }

  async #answer(message: Msg, answer: () => Promise<object>): Promise<void> {
    try {
      message.respond(JSON.stringify(await answer()));
    } catch (error) {
      // Nobody is answered; who moves the clock gives up after a while and says which service it waited for.
      this.log.failure(error, {}, 'what is due could not be done');
    }
  }
}
