// Somebody who keeps the books through the gateway: signs in, calls, and is refused.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** What the walk did not expect, as a sentence. */
export class Surprise extends Error {}

/** Throws a surprise unless it is so. */
export function expect(isSo, sentence) {
  if (!isSo) throw new Surprise(sentence);
}

export const counted = { refused: 0 };
/** A clock that is moved by days comes to thousands of things that are due. */
const patienceMs = 270_000;

export class Person {
  #baseUrl;
  #token;

  constructor(baseUrl, username) {
    this.#baseUrl = baseUrl;
    this.username = username;
  }

  static async signIn(baseUrl, username, password) {
    const person = new Person(baseUrl, username);
    const answer = await person.#ask('POST', '/session', { username, password });
    if (answer.status >= 400) throw new Surprise(`${username} can not sign in: ${saidBy(answer)}`);
    person.#token = answer.body.accessToken;
    person.staffId = (await person.get('/session')).staffId;
    return person;
  }

  get(path) {
    return this.#call('GET', path);
  }

  /** Null where there is none. */
  async find(path) {
    const answer = await this.#ask('GET', path);
    if (answer.status === 404) return null;
    return this.#bodyOf(answer, 'GET', path);
  }

  /** `seen`: the version of what is decided on. A file is `{ type, bytes }`. */
  post(path, body = {}, seen) {
    return this.#call('POST', path, body, seen);
  }

  put(path, body, seen) {
    return this.#call('PUT', path, body, seen);
  }

  /** Bytes as they are, such as a paper. */
  async bytes(path) {
    const answer = await this.#ask('GET', path);
    this.#bodyOf(answer, 'GET', path);
    return answer.bytes;
  }

  /** All items of a paged list. */
  async all(path) {
    const items = [];
    for (let cursor = ''; cursor !== null;) {
      const after = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${after}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** Expects to be refused with this code, and a sentence that says why. */
  async isRefused(code, method, path, body, seen) {
    return this.#refusal(await this.#ask(method, path, body, seen), code, method, path);
  }

  /** As it comes: done, or refused with this code. */
  async mayBeRefused(code, method, path, body, seen) {
    const answer = await this.#ask(method, path, body, seen);
    const refused = answer.body?.code === code;
    const found = refused ? this.#refusal(answer, code, method, path) : this.#bodyOf(answer, method, path);
    return { refused, body: found };
  }

  #refusal(answer, code, method, path) {
    const call = `${method} ${path} as ${this.username}`;
    expect(answer.status >= 400, `${call} was to be refused with ${code}, and was answered ${answer.status}.`);
    expect(answer.body?.code === code, `${call} was to be refused with ${code}: ${saidBy(answer)}`);
    expect(answer.body.detail?.length > 0, `${call} was refused with ${code} and without a sentence.`);
    counted.refused += 1;
    return answer.body;
  }

  async #call(method, path, body, seen) {
    return this.#bodyOf(await this.#ask(method, path, body, seen), method, path);
  }

  #bodyOf(answer, method, path) {
    if (answer.status >= 400 || answer.status === 202)
      throw new Surprise(`${method} ${path} as ${this.username}: ${saidBy(answer)}`);
    return answer.body;
  }

  /** Again with the same key while the gateway says that it has no time, or has not finished. */
  async #ask(method, path, body, seen) {
    const key = randomUUID();
    for (const until = Date.now() + patienceMs; ;) {
      const answer = await this.#fetch(method, path, body, { key, seen });
      const isBusy = [202, 429, 503, 504].includes(answer.status);
      if (!isBusy || Date.now() > until) return answer;
      await pause(answer.retryAfterMs);
    }
  }

  async #fetch(method, path, body, { key, seen } = {}) {
    const headers = { 'accept-language': 'en' };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    if (body !== undefined) headers['content-type'] = body.type ?? 'application/json';
    if (method !== 'GET' && key) headers['idempotency-key'] = key;
    if (seen !== undefined) headers['if-match'] = `"${seen}"`;
    const sent = body?.type === undefined ? body && JSON.stringify(body) : body.bytes;
    let answer;
    try {
      answer = await fetch(`${this.#baseUrl}/api${path}`, { method, headers, body: sent });
    } catch (error) {
      throw new Surprise(`Nobody answers at ${this.#baseUrl}: ${error.cause?.message ?? error.message}.`);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = bytes.toString();
    const retryAfterMs = Number(answer.headers.get('retry-after') ?? 1) * 1_000;
    return { status: answer.status, bytes, body: text === '' ? null : jsonOf(text), retryAfterMs };
  }
}

const jsonOf = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const saidBy = ({ status, body }) =>
  body?.code ? `${status} ${body.code}: ${body.detail ?? body.title}` : `the answer was ${status}.`;
