import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { passwordUnfit } from '@bumen/contracts';
import { Admission } from '@bumen/service-kit';

/** argon2id is the library's default algorithm; 19 MiB and two passes are what OWASP asks for at least. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** A hash takes a core for tens of milliseconds; the others stay free for the rest of the service. */
const atOnceMax = Math.max(1, Math.floor(availableParallelism() / 2));
/** Of each line, so many are seen to at once: while one hashes, the next asks the database. */
const inWorkMax = 2;
/** Who comes behind these is sent away at once; waiting they would outlast the patience of who asked. */
const waitingMax = 40;
/** How operations are handled that hash: as many places of their own as there are in the lines. */
export const hashing = { transactions: 'own', ownPlaces: 3 * (inWorkMax + waitingMax) } as const;
/** Who waits for a hash: people who have signed in, devices that somebody has signed in from before, and all others. */
export type HashingLine = 'people' | 'known_devices' | 'strangers';
const distinctCharactersMin = 5;
/** What everybody tries first; long pass phrases may have such words in them. */
const wellKnown = ['password', 'qwerty', 'asdfgh', '1q2w3e', 'iloveyou', 'woaini'];
const phraseLength = 16;
/** Each is told from the others when it is read aloud or written by hand. */
const halfCharacters = 'abcdefghjkmnpqrstuvwxyz23456789';
const halfLength = 8;

/** A password for one sign-in, which no one person knows: it is told to two, a half to each (P-04). */
export interface OneTimePassword {
  readonly halves: readonly [string, string];
  readonly hash: string;
}

/** Makes and compares the hashes of passwords, a few at once, in lines, and never while a transaction is open. */
@Injectable()
export class Passwords {
  readonly #lines: Readonly<Record<HashingLine, Admission>> = {
    people: new Admission(inWorkMax, waitingMax),
    known_devices: new Admission(inWorkMax, waitingMax),
    strangers: new Admission(inWorkMax, waitingMax),
  };
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;
  readonly #nobodys = this.hash('nobody has this password');

  /**
   * Does what needs hashes in a line with a bound, so that a burst of one kind of callers keeps neither the others nor
   * the rest of the service waiting (R9). Throws tooManyRequests at once where the line is full.
   */
  inLine<T>(line: HashingLine, act: () => Promise<T>): Promise<T> {
    return this.#lines[line].do(act);
  }

  /** For somebody who has signed in; waits in the line of people. */
  hash(password: string): Promise<string> {
    return this.inLine('people', () => this.#inTurn(() => hash(password, cost)));
  }

  /** One that somebody is given by two. */
  async oneTime(): Promise<OneTimePassword> {
    const halves = [newHalf(), newHalf()] as const;
    return { halves, hash: await this.hash(halves.join('')) };
  }

  /** Takes as long where there is no account, so that the time doesn't tell which usernames exist. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const nobodys = await this.#nobodys;
    const right = await this.#inTurn(() => verify(passwordHash ?? nobodys, password));
    return right && passwordHash !== undefined;
  }

  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.#atWork < atOnceMax) this.#atWork += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      // Whoever waits longest takes the place over, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#atWork -= 1;
    }
  }
}

const newHalf = () =>
  Array.from({ length: halfLength }, () => halfCharacters[randomInt(halfCharacters.length)]).join('');

/** `current`: the one that it replaces, where it is known. */
export function refuseUnfitPassword(password: string, username: string, current?: string): void {
  const why = whyUnfit(password, username, current);
  if (why) throw passwordUnfit({ why });
}

function whyUnfit(
  password: string,
  username: string,
  current: string | undefined,
): { zh: string; en: string } | undefined {
  if (password === current) return { zh: '新密码不能与当前密码相同', en: 'The new password is the current one' };
  if (password.toLowerCase().includes(username))
    return { zh: '密码不能包含用户名', en: 'The password contains the username' };
  if (new Set(password).size < distinctCharactersMin)
    return {
      zh: `密码至少要有 ${distinctCharactersMin} 个不同的字符`,
      en: `The password needs at least ${distinctCharactersMin} different characters`,
    };
  if (isRun(password))
    return { zh: '密码不能是连续的数字或字母', en: 'The password is a run of neighbouring characters' };
  if (password.length < phraseLength && wellKnown.some((word) => password.toLowerCase().includes(word)))
    return { zh: '密码太常见,容易被猜到', en: 'The password is one that everybody tries first' };
  return undefined;
}

/** `1234567890`, `abcdefghij`, `11223344556`: nearly every character follows from the one before. */
function isRun(password: string): boolean {
  const steps = [...password]
    .slice(1)
    .map((character, index) => Math.abs(character.codePointAt(0)! - password.codePointAt(index)!));
  return steps.filter((step) => step <= 1).length >= steps.length * 0.8;
}
