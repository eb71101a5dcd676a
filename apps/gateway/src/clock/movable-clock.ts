import { headers as makeHeaders } from '@nats-io/transport-node';
import { ClockStuck, clockSubject, walk, type ClockFile, type Look, type Swept, type Walker } from '@bumen/clock';
import { Problem, services, type ServiceName } from '@bumen/contracts';
import type { Broker } from '../broker/broker.ts';
import { clockMoving, clockNeverBack, clockStuck, clockTooFar, spanDaysMax } from './clock-operations.ts';

const dayMs = 86_400_000;
/** Whoever asked is answered by then; the clock is moved on all the same, and asking again waits for it. */
const answerMs = 50_000;
/** Of one question to a service, which may have thousands of things to do. */
const askMs = 60_000;

interface Move {
  readonly to: Date;
  readonly done: Promise<void>;
}

/** Moves the business clock of a local stack. Meanwhile nothing else is asked of any service. */
export class MovableClock {
  readonly #file: ClockFile;
  readonly #broker: Broker;
  readonly #patienceMs: number;
  #move: Move | undefined;
  /** Where it was moved to last. */
  #arrivedAt: Date | undefined;

  /** `patienceMs`: so long a service may go without getting on with what is due at a moment. */
  constructor(file: ClockFile, broker: Broker, patienceMs: number) {
    this.#file = file;
    this.#broker = broker;
    this.#patienceMs = patienceMs;
    // Where a gateway ended in the middle of moving it, it stands; what wasn't done yet is still due.
    file.goOn();
    broker.refuseWhile(() => this.#file.stands);
  }

  get now(): Date {
    return this.#file.now();
  }
  /** Where it will be; undefined while nobody moves it. */
  get to(): Date | undefined {
    return this.#move?.to;
  }

  /**
   * Resolves to whether it has arrived: true when everything that was due until then has happened, in order, and
   * nothing else is running; false where that takes longer than anybody waits, and then asking for the same again waits
   * on, or hears that it has arrived meanwhile. Throws clockMoving while it is moved to another moment, clockNeverBack,
   * clockTooFar and clockStuck.
   */
  async moveTo(to: Date): Promise<boolean> {
    if (this.#move && this.#move.to.getTime() !== to.getTime()) throw clockMoving({ to: this.#move.to.toISOString() });
    if (!this.#move) {
      const { now } = this;
      if (this.#arrivedAt?.getTime() === to.getTime()) return true;
      if (to < now) throw clockNeverBack({ now: now.toISOString() });
      if (to.getTime() - now.getTime() > spanDaysMax * dayMs) throw clockTooFar({ days: spanDaysMax });
      const done = this.#walkTo(to)
        .then(() => {
          this.#arrivedAt = to;
        })
        .finally(() => {
          this.#move = undefined;
        });
      this.#move = { to, done };
    }
    return within(answerMs, this.#move.done);
  }

  async #walkTo(to: Date): Promise<void> {
    this.#file.standAt(this.now);
    try {
      await this.#broker.idle();
      const walkers = services.map((service) => this.#walkerOf(service));
      await walk({ time: this.#file, walkers, to, patienceMs: this.#patienceMs });
    } catch (error) {
      if (error instanceof ClockStuck) throw clockStuck({ service: error.service, at: error.at.toISOString() });
      throw error;
    } finally {
      this.#file.goOn();
    }
  }

  #walkerOf(service: ServiceName): Walker {
    const ask = async <Answer>(what: 'sweep' | 'look'): Promise<Answer> => {
      try {
        const operation = { service, name: clockSubject(service, what) };
        const deadline = Date.now() + askMs;
        const asked = { operation, payload: '', headers: makeHeaders(), deadline, mayRepeat: true };
        return (await this.#broker.askAlways(asked)).json();
      } catch (error) {
        if (error instanceof Problem) throw new ClockStuck(service, this.now);
        throw error;
      }
    };
    return { name: service, sweep: () => ask<Swept>('sweep'), look: () => ask<Look>('look') };
  }
}

/** False where it isn't done by then. */
async function within(ms: number, done: Promise<void>): Promise<boolean> {
  const timeUp = Promise.withResolvers<false>();
  const timer = setTimeout(() => timeUp.resolve(false), ms);
  try {
    return await Promise.race([done.then(() => true), timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
