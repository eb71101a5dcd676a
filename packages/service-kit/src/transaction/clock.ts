import { Inject, Injectable } from '@nestjs/common';
import { realTime, type TimeSource } from '@bumen/clock';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config.ts';

/**
 * What time it is for the service, and the one place from which it knows: statements are given moments and ask for none
 * (`infra/checks/clocks.ts`). In production it is the database's clock, untouched. A desk's and a local stack's can be
 * moved, and then business time is another than real time.
 */
@Injectable()
export class Clock {
  readonly #source: TimeSource;

  constructor(@Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'time'>) {
    this.#source = config.time ?? realTime;
  }

  /** Business time of work whose transaction began at `databaseNow`. */
  at(databaseNow: Date): Date {
    return this.#source.business(databaseNow);
  }
  /** Real time of such work; for what no moved clock may change. */
  realAt(databaseNow: Date): Date {
    return this.#source.real(databaseNow);
  }
  /** Business time for what has no transaction, by this process's own clock. */
  now(): Date {
    return this.at(new Date());
  }
}
