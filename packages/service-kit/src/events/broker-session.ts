import type { NatsConnection } from '@nats-io/transport-node';

/**
 * Requests to the broker that fail as soon as the connection breaks. By itself the client forgets what was sent around
 * a break and lets the request run into its timeout; for seconds after a restart nothing would be published then (R10).
 */
export class BrokerSession {
  readonly #onBack: () => void;
  readonly #waiting = new Set<(reason: Error) => void>();
  #away = false;

  /** `onBack` is called after each reconnect: the broker may be another one since. */
  constructor(nats: NatsConnection, onBack: () => void) {
    this.#onBack = onBack;
    void this.#watch(nats);
  }

  ask<T>(request: () => Promise<T>): Promise<T> {
    if (this.#away) return Promise.reject(away());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      request()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  async #watch(nats: NatsConnection): Promise<void> {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect') {
        this.#away = true;
        for (const reject of this.#waiting) reject(away());
      } else if (status.type === 'reconnect') {
        this.#away = false;
        this.#onBack();
      }
    }
  }
}

const away = () => new Error('the broker can not be reached');
