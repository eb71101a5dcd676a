import type { FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { answersFile, bytesFieldOf, tooManyRequests, type Operation } from '@bumen/contracts';

/** Files of one person that come or go at once: as many as somebody drops on a page, and not a whole folder. */
const perPersonMax = 4;
/** Files of everybody, each of which is in memory as a whole: 160 MB at 5 MB each. */
const allMax = 32;
/**
 * Files on their way to a service, or back, at once; the others wait. The broker cuts off a connection for which more
 * than 64 MB wait, and with it everything else that the service is asked.
 */
const onTheWayMax = 6;

/** Whether an operation takes or gives bytes, which have bounds of their own beside those of all requests (R9). */
export const carriesFile = (operation: Operation): boolean =>
  bytesFieldOf(operation) !== undefined || answersFile(operation);

/** The files that pass through this process now. */
export class FileTransfers {
  readonly #byPerson = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #all = 0;
  #onTheWay = 0;

  /** Before anything of a body is read; what is over, in whatever way, counts no more. */
  readonly admit: preParsingHookHandler = (request, reply, payload, done) => {
    const person = personOf(request);
    const theirs = this.#byPerson.get(person) ?? 0;
    if (theirs >= perPersonMax || this.#all >= allMax) return done(tooManyRequests({ retryAfterS: 1 }));
    this.#byPerson.set(person, theirs + 1);
    this.#all += 1;
    whenOver(reply, () => {
      this.#all -= 1;
      const left = this.#byPerson.get(person)! - 1;
      if (left === 0) this.#byPerson.delete(person);
      else this.#byPerson.set(person, left);
    });
    done(null, payload);
  };

  /** Asks a service for something that carries a file, when it is its turn. */
  async ask<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#onTheWay < onTheWayMax) this.#onTheWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await ask();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#onTheWay -= 1;
    }
  }
}

const personOf = (request: FastifyRequest): string => request.signedIn?.caller.staffId ?? request.ip;
/** The answer is sent, or the connection is gone. */
const whenOver = (reply: FastifyReply, act: () => void) => reply.raw.once('close', act);
