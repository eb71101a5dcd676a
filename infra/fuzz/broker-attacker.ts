import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import fc from 'fast-check';
import {
  answerPrefix,
  catalogue,
  consumerName,
  departmentStream,
  eventStream,
  eventSubject,
  headers as names,
  inboxPrefix,
  services,
  streamsApi,
  streamsUser,
  type ReactionType,
  type ServiceName,
} from '@bumen/contracts';
import type { NatsUser } from '@bumen/infra/stack';
import { tellsOfInside } from './answers.ts';
import { drawnMessage, patienceMs, type DrawnMessage } from './broker-messages.ts';
import { RawConnection } from './raw-connection.ts';
import type { WholeHouse } from './whole-house.ts';

export interface BrokerOutcome {
  readonly complaints: readonly string[];
  /** How many of each kind were sent. */
  readonly sent: Readonly<Record<DrawnMessage['kind'], number>>;
  /** Answers by outcome: `ok`, or the problem's code. */
  readonly answers: ReadonlyMap<string, number>;
  /** What each spoilt event must have become: reaction and key of the dead event. */
  readonly dead: readonly { readonly reaction: ReactionType; readonly key: string }[];
}

interface Message {
  readonly service: ServiceName;
  readonly subject: string;
  readonly payload: Uint8Array;
}

/** From an answer's last moment to our hearing of it, on a machine that is busy with all services at once. */
const slackMs = 2_000;
const together = 24;

/** Sends what was drawn straight to the broker, with the credentials of the gateway and of each service. */
export class BrokerAttacker {
  readonly #raw: ReadonlyMap<NatsUser, RawConnection>;
  readonly #awaited = new Map<string, (message: Msg) => void>();
  readonly #connections: ReadonlyMap<ServiceName, NatsConnection>;
  readonly #told: readonly Message[];
  readonly #complaints = new Map<string, string>();
  readonly #answers = new Map<string, number>();
  readonly #dead: { readonly reaction: ReactionType; readonly key: string }[] = [];
  readonly #foreign: { readonly user: ServiceName; readonly subject: string }[] = [];

  private constructor(
    raw: ReadonlyMap<NatsUser, RawConnection>,
    connections: ReadonlyMap<ServiceName, NatsConnection>,
    told: readonly Message[],
  ) {
    this.#raw = raw;
    this.#connections = connections;
    this.#told = told;
  }

  static async on(house: WholeHouse): Promise<BrokerAttacker> {
    const { broker } = house.desk;
    const raw = new Map<NatsUser, RawConnection>();
    for (const user of ['gateway', ...services, ...services.map(streamsUserOf)] as const)
      raw.set(user, await RawConnection.open(broker.url, user, broker.passwordOf(user)));
    const connections = new Map(
      await Promise.all(
        services.map(async (service) => [service, await broker.connect(streamsUserOf(service))] as const),
      ),
    );
    const told = await Promise.all([...connections].map(([service, connection]) => toldBy(service, connection)));
    const attacker = new BrokerAttacker(raw, connections, told.flat());
    const listening = await broker.connect('gateway');
    listening.subscribe(`${inboxPrefix('gateway')}.*.fuzz.*`, {
      callback: (_error, message) => attacker.#awaited.get(message.subject)?.(message),
    });
    await listening.flush();
    return attacker;
  }

  async attack(seed: number, count: number): Promise<BrokerOutcome> {
    const drawn = fc.sample(drawnMessage, { seed, numRuns: count });
    const sent = { request: 0, event: 0, replay: 0, foreign: 0 };
    const queue = drawn.entries();
    const work = async () => {
      for (const [index, message] of queue) {
        sent[message.kind] += 1;
        const complaint = await this.#send(message, index);
        if (complaint !== undefined && !this.#complaints.has(complaint.what))
          this.#complaints.set(
            complaint.what,
            `${complaint.what}\n  seed ${seed}, message ${index}: ${complaint.detail}`,
          );
      }
    };
    await Promise.all(Array.from({ length: together }, work));
    await this.#demandRefusals();
    return { complaints: [...this.#complaints.values()], sent, answers: this.#answers, dead: this.#dead };
  }

  close(): void {
    for (const connection of this.#raw.values()) connection.close();
  }

  async #send(message: DrawnMessage, index: number): Promise<{ what: string; detail: string } | undefined> {
    switch (message.kind) {
      case 'request':
        return this.#ask(message, index);
      case 'event':
        await this.#spoil(message);
        return undefined;
      case 'replay': {
        const { service, subject, payload } = this.#told[message.pick % this.#told.length]!;
        await this.#publish(service, subject, payload);
        return undefined;
      }
      case 'foreign':
        this.#trespass(message);
        return undefined;
    }
  }

  async #ask(
    drawn: DrawnMessage & { kind: 'request' },
    index: number,
  ): Promise<{ what: string; detail: string } | undefined> {
    const reply = `${answerPrefix(drawn.operation.service)}.fuzz.${index}`;
    const now = Date.now();
    const block = drawn.block ?? blockOf(drawn, now);
    const detail = `${drawn.operation.name} ${JSON.stringify(block.slice(0, 400))} ${Buffer.from(drawn.body).toString('latin1').slice(0, 300)}`;
    const answer = Promise.withResolvers<Msg | undefined>();
    this.#awaited.set(reply, answer.resolve);
    this.#raw.get('gateway')!.publish(drawn.operation.name, drawn.heard ? reply : undefined, block, drawn.body);
    // One that wants no answer is done all the same; nothing is to be heard of it.
    if (!drawn.heard) return undefined;
    const late = setTimeout(() => answer.resolve(undefined), patienceMs + slackMs);
    const message = await answer.promise;
    clearTimeout(late);
    this.#awaited.delete(reply);
    const wrong = message === undefined ? 'is not answered inside its deadline' : this.#judge(message);
    return wrong === undefined ? undefined : { what: `${drawn.operation.name} ${wrong}`, detail };
  }

  #judge(message: Msg): string | undefined {
    const text = message.string();
    const status = message.headers?.get(names.problem) ?? '';
    const inside = status === '' ? undefined : tellsOfInside(text);
    if (inside !== undefined) return `tells of its inside: ${inside}`;
    let answer: { code?: unknown; status?: unknown } | null;
    try {
      answer = text === '' ? null : (JSON.parse(text) as typeof answer);
    } catch {
      return `answers what is no JSON: ${text.slice(0, 100)}`;
    }
    const outcome = status === '' ? 'ok' : String(answer?.code);
    this.#answers.set(outcome, (this.#answers.get(outcome) ?? 0) + 1);
    if (status === '') return undefined;
    if (String(answer?.status) !== status || typeof answer?.code !== 'string')
      return `answers a problem that lacks something: ${text.slice(0, 200)}`;
    return Number(status) >= 500 && answer.code !== 'deadline_exceeded'
      ? `answers ${status} ${answer.code}`
      : undefined;
  }

  async #spoil({ reaction, event, spoil, block }: DrawnMessage & { kind: 'event' }): Promise<void> {
    const sound = {
      specversion: '1.0',
      id: randomUUID(),
      type: event.name,
      source: `/${event.service}/${event.aggregate}`,
      subject: randomUUID(),
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataversion: event.version,
      aggregateversion: 1,
      correlationid: 'fuzz',
      actor: 'fuzz',
      data: {},
    };
    const payload = Buffer.from(spoil(sound));
    if (block === undefined) await this.#publish(reaction.source, eventSubject(event), payload);
    else {
      const raw = this.#raw.get(streamsUserOf(reaction.source))!;
      raw.publish(eventSubject(event), undefined, block, payload);
      await raw.flush();
    }
    const key = keyOf(payload);
    // Whoever reacts to another kind of event of this aggregate reads the envelope, and this one's data never.
    const readers = catalogue.reactions.filter(
      (one) =>
        one.source === reaction.source &&
        one.aggregate === reaction.aggregate &&
        (key.startsWith('sha256:') || one.on.some((on) => on.name === event.name)),
    );
    for (const reader of readers) this.#dead.push({ reaction: reader, key });
  }

  /** Into a service's own stream, as the service itself. */
  async #publish(service: ServiceName, subject: string, payload: Uint8Array): Promise<void> {
    await jetstream(this.#connections.get(service)!, { apiPrefix: streamsApi, timeout: 10_000 }).publish(
      subject,
      payload,
    );
  }

  #trespass({ user, pick }: DrawnMessage & { kind: 'foreign' }): void {
    const own = services[user % services.length]!;
    const subjects = foreignTo(own);
    const subject = subjects[pick % subjects.length]!;
    this.#foreign.push({ user: own, subject });
    for (const who of [own, streamsUserOf(own)] as const)
      this.#raw.get(who)!.publish(subject, undefined, undefined, Buffer.from('{}'));
  }

  /** The broker itself says no, as often as somebody trespassed. */
  async #demandRefusals(): Promise<void> {
    for (const [user, who] of services.flatMap(
      (one) =>
        [
          [one, one],
          [one, streamsUserOf(one)],
        ] as const,
    )) {
      const connection = this.#raw.get(who)!;
      await connection.flush();
      await pause(100);
      const refused = counted(connection.refusedSubjects);
      for (const [subject, times] of counted(
        this.#foreign.filter((one) => one.user === user).map((one) => one.subject),
      ))
        if (refused.get(subject) !== times)
          this.#complaints.set(
            `${who} ${subject}`,
            `${who} published ${times} times to ${subject} and was refused ${refused.get(subject) ?? 0} times`,
          );
    }
  }
}

const streamsUserOf = (service: ServiceName) => streamsUser(service) as NatsUser;

/**
 * What isn't this service's: requests, others' events and streams, others' consumers and inboxes, and what manages the
 * broker.
 */
function foreignTo(own: ServiceName): string[] {
  const others = services.filter((one) => one !== own);
  return [
    ...catalogue.operations.filter((one) => one.handledBy !== 'gateway').map((one) => one.name),
    ...catalogue.events.filter((one) => one.service !== own).map(eventSubject),
    ...catalogue.reactions
      .filter((one) => one.service !== own)
      .map((one) => `$JS.ACK.${eventStream(one.source)}.${consumerName(one)}.1.1.1.1.1`),
    ...services
      .flatMap((one) => [eventStream(one), departmentStream(one)])
      .flatMap((stream) =>
        ['DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].map((call) => `$JS.API.STREAM.${call}.${stream}`),
      ),
    ...others.flatMap((one) => [
      `department.${one}.anything`,
      `relay.${one}.wake`,
      `${inboxPrefix(one)}.x`,
      `${answerPrefix(one)}.fuzz.0`,
      `$JS.API.STREAM.UPDATE.${eventStream(one)}`,
    ]),
    ...services.flatMap((one) =>
      ['$JS.API', streamsApi].flatMap((api) => [
        `${api}.STREAM.UPDATE.${eventStream(one)}`,
        `${api}.CONSUMER.CREATE.${eventStream(one)}.mine`,
      ]),
    ),
    `event.${own}.nothing.known`,
    '$SYS.REQ.SERVER.PING',
    '$JS.API.STREAM.CREATE.mine',
    '$JS.API.INFO',
    `${inboxPrefix('gateway')}.fuzz.0`,
    'anything',
  ];
}

async function toldBy(service: ServiceName, connection: NatsConnection): Promise<Message[]> {
  const manager = await jetstreamManager(connection, { apiPrefix: streamsApi, checkAPI: false });
  const { state } = await manager.streams.info(eventStream(service));
  const found = await Promise.all(
    Array.from({ length: Math.max(0, state.last_seq - state.first_seq + 1) }, (_, at) =>
      manager.streams.getMessage(eventStream(service), { seq: state.first_seq + at }),
    ),
  );
  return found.flatMap((one) => (one ? [{ service, subject: one.subject, payload: one.data }] : []));
}

function blockOf({ caller, deadline, more }: DrawnMessage & { kind: 'request' }, now: number): string {
  const until = typeof deadline === 'number' ? String(now + deadline) : deadline;
  const lines = [
    ...(caller === undefined ? [] : [[names.caller, caller] as const]),
    ...(until === undefined ? [] : [[names.deadline, until] as const]),
    ...more,
  ];
  return `NATS/1.0\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** As the kit keeps a dead event: by its id, where one can be read. */
function keyOf(payload: Uint8Array): string {
  try {
    const { id } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as { id?: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // It is no JSON.
  }
  return `sha256:${createHash('sha256').update(payload).digest('hex')}`;
}

function counted(words: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]));
}
