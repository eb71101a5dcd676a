import fc from 'fast-check';
import { roles, type Role } from '@bumen/contracts';
import { Judge, type Answer } from './answers.ts';
import { operationsIn, type OpenApi, type Schema } from './openapi.ts';
import { drawnRequest, type DrawnRequest } from './requests.ts';
import { isKnownId, valueOf } from './values.ts';
import type { Member, WholeHouse } from './whole-house.ts';

export interface Outcome {
  /** The same complaint about the same operation once, with one request that led to it. */
  readonly complaints: readonly string[];
  readonly statuses: ReadonlyMap<number, number>;
  /** Operations that answered a 2xx at least once. */
  readonly succeeded: ReadonlySet<string>;
}

interface KnownPolicy {
  readonly name: string;
  readonly schema: Schema;
}

// These end the sign-in or lock the account of whoever calls them, so that somebody else's calls would all be refused.
const selfHarming = new Set(['hr.session.close', 'hr.account.change_password']);
const together = 6;

/** Sends thousands of requests drawn from the API's own document and judges the answers by it. */
export class Attacker {
  readonly #house: WholeHouse;
  readonly #document: OpenApi;
  readonly #judge: Judge;
  readonly #tokens = new Map<string, Promise<string>>();
  #expendable: Promise<Member> | undefined;
  /** Ids of what exists, by the name of the field that holds them. */
  readonly #known = new Map<string, string[]>();
  readonly #policies: KnownPolicy[] = [];
  #policiesSet = 0;
  readonly #spared: ReadonlySet<string>;

  private constructor(house: WholeHouse, document: OpenApi) {
    this.#house = house;
    this.#document = document;
    this.#judge = new Judge(document, 6000);
    this.#spared = new Set(
      [...house.members.values()].flatMap(({ staffId, accountId, positionId }) => [staffId, accountId, positionId]),
    );
  }

  static async on(house: WholeHouse): Promise<Attacker> {
    const attacker = new Attacker(
      house,
      (await (await fetch(`${house.gateway.url}/api/openapi.json`)).json()) as OpenApi,
    );
    await house.receiveCustomers(24);
    await attacker.#lookAround();
    return attacker;
  }

  get operations() {
    return operationsIn(this.#document);
  }

  async attack(seed: number, count: number): Promise<Outcome> {
    const requests = fc.sample(drawnRequest(this.#document, this.operations, roles), { seed, numRuns: count });
    const complaints = new Map<string, string>();
    const statuses = new Map<number, number>();
    const succeeded = new Set<string>();
    const queue = requests.entries();
    const work = async () => {
      for (const [index, request] of queue) {
        const sent = await this.#wire(request);
        const answer = await this.#send(sent.url, sent.init);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status < 300 && request.method === request.operation.method) {
          succeeded.add(request.operation.id);
          this.#remember(request, answer);
        }
        for (const complaint of this.#judge.complaints(request, answer)) {
          const key = `${request.operation.id} ${complaint}`;
          if (!complaints.has(key))
            complaints.set(
              key,
              `${key}\n  seed ${seed}, request ${index}, ${request.mood} by ${request.caller}: ${sent.init.method} ${sent.url.slice(0, 300)} ${bodyOf(sent.init).slice(0, 600)}`,
            );
        }
      }
    };
    await Promise.all(Array.from({ length: together }, work));
    return { complaints: [...complaints.values()], statuses, succeeded };
  }

  /** Gets to know what exists from every list that asks for nothing. */
  async #lookAround(): Promise<void> {
    for (const operation of this.operations.filter(
      (one) => one.method === 'GET' && !one.path.includes('{') && one.id.endsWith('.list'),
    )) {
      const request: DrawnRequest = {
        operation,
        mood: 'valid',
        caller: operation.roles?.[0] ?? 'nobody',
        method: 'GET',
        path: {},
        query: [],
        headers: {},
        contentType: undefined,
        body: undefined,
      };
      const { url, init } = await this.#wire(request);
      this.#remember(request, await this.#send(url, init));
    }
  }

  async #wire(drawn: DrawnRequest): Promise<{ url: string; init: RequestInit }> {
    const request = this.#withSensibleValue(drawn);
    const path = request.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encoded(this.#filled(request.path[name])),
    );
    const query = request.query.map(([name, value]) => `${encoded(name)}=${encoded(this.#filled(value))}`).join('&');
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, value);
    const token = await this.#tokenOf(request);
    if (token !== undefined && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    if (request.contentType !== undefined) headers.set('content-type', request.contentType);
    const bodiless = request.method === 'GET' || request.method === 'HEAD' || request.body === undefined;
    const body =
      typeof request.body === 'string' || request.body instanceof Uint8Array
        ? (request.body as string | Uint8Array<ArrayBuffer>)
        : JSON.stringify(this.#filled(request.body));
    return {
      url: `${this.#house.gateway.url}${path}${query && `?${query}`}`,
      init: { method: request.method, headers, redirect: 'manual', ...(!bodiless && { body }) },
    };
  }

  /** An answer of status 0 is none at all. */
  async #send(url: string, init: RequestInit): Promise<Answer> {
    const began = performance.now();
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
      return {
        status: answer.status,
        contentType: answer.headers.get('content-type') ?? '',
        text: await answer.text(),
        tookMs: performance.now() - began,
      };
    } catch (error) {
      return { status: 599, contentType: '', text: `no answer: ${String(error)}`, tookMs: performance.now() - began };
    }
  }

  async #tokenOf({ caller, operation }: DrawnRequest): Promise<string | undefined> {
    if (caller === 'nobody') return undefined;
    if (caller === 'stranger') return 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    if (selfHarming.has(operation.id)) {
      // Others may lock this person's account meanwhile; then the call goes out without a token, and the next one hires
      // anew.
      this.#expendable ??= this.#house.hire('agent');
      return this.#house.signIn(await this.#expendable).catch(() => void (this.#expendable = undefined));
    }
    const token = this.#tokens.get(caller) ?? this.#house.signIn(this.#house.members.get(caller as Role)!);
    this.#tokens.set(caller, token);
    return token;
  }

  /** Puts ids of what exists where they were drawn. */
  #filled(value: unknown): unknown {
    if (isKnownId(value)) {
      const known = this.#known.get(kindOf(value.knownId)) ?? [];
      return known.length === 0 ? value.otherwise : known[value.pick % known.length];
    }
    if (Array.isArray(value)) return value.map((item) => this.#filled(item));
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    // A field that is called __proto__ must arrive as one.
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [key, inner] of Object.entries(value))
      Object.defineProperty(copy, key, {
        value: this.#filled(inner),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    return copy;
  }

  /** A policy's value is any JSON to the document; the list of policies says what each takes. */
  #withSensibleValue(request: DrawnRequest): DrawnRequest {
    if (!request.operation.id.endsWith('.policy.set') || request.mood === 'hostile') return request;
    const offered = this.#policies.filter(
      (one) => one.name.startsWith(`${request.operation.id.split('.')[0]}.`) && one.name !== 'hr.segregation',
    );
    const policy = offered[this.#policiesSet++ % Math.max(1, offered.length)];
    if (!policy) return request;
    const value = fc.sample(valueOf(this.#document, policy.schema, 'value'), {
      seed: this.#policiesSet,
      numRuns: 1,
    })[0];
    return {
      ...request,
      path: { name: policy.name },
      body: { ...(request.body as object), value, effectiveFrom: undefined },
    };
  }

  #remember({ operation }: DrawnRequest, { text }: Answer): void {
    const noun = operation.id.split('.')[1]!.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const note = (field: string, value: unknown): void => {
      if (typeof value === 'string' && /^[0-9a-f]{8}-/.test(value)) {
        const kind = kindOf(field === 'id' ? `${noun}Id` : field);
        const known = this.#known.get(kind) ?? [];
        if (!this.#spared.has(value) && !known.includes(value)) this.#known.set(kind, [...known.slice(-40), value]);
      } else if (Array.isArray(value)) value.forEach((item) => note(field, item));
      else if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) note(key, inner);
    };
    if (text === '') return;
    note(noun, JSON.parse(text));
    if (operation.id.endsWith('.policy.list'))
      this.#policies.push(
        ...(JSON.parse(text) as { items: KnownPolicy[] }).items.filter(
          ({ name }) => !this.#policies.some((one) => one.name === name),
        ),
      );
  }
}

/** All fields that hold a person's id are one kind. */
function kindOf(field: string): string {
  const name = field.replace(/Ids$/, 'Id');
  return /^(assignee|mentor|leadStaff|handler|by|actor|madeBy|previousAssignee)(Id)?$/.test(name) ? 'staffId' : name;
}

const bodyOf = ({ body }: RequestInit) =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : '';

/** For a URL; half a surrogate pair can't be written in one. */
function encoded(value: unknown): string {
  // A list in a query has commas between its values.
  const text = Array.isArray(value) ? value.map(written).join(',') : written(value);
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E');
}
const written = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
