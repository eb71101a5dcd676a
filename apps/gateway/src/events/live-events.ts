import type { Logger } from 'pino';
import { services, type EventType, type ServiceName } from '@bumen/contracts';
import type { Broker } from '../broker/broker.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { SignedIn } from '../session/access-tokens.ts';
import type { Revocations } from '../session/revocations.ts';
import { EventFeed, type FeedReader, type LiveEvent } from './event-feed.ts';

/** Where one reader's bytes go. */
export interface Sink {
  write(text: string): void;
  /** Bytes that the reader hasn't taken yet. */
  readonly waitingBytes: number;
  end(): void;
  /** Ends it at once, whatever was not taken. */
  drop(): void;
}

/** What a reader may ask to be told of only: events that concern the caller, or the caller's team. */
export const concerning = ['me', 'team'] as const;
export type Concerning = (typeof concerning)[number];

/** A reader who leaves so much unread is dropped; it comes back with its last event's id and misses nothing. */
const waitingBytesMax = 256 * 1024;
const heartbeatMs = 15_000;
const resumeEvents = 4096;
/** How long a first reader waits for the streams to be read up to now. */
const catchUpMs = 3000;
const idleMs = 60_000;

/**
 * Tells signed-in callers what happens, as far as their roles may know (`visibleTo`). An event's id names the position
 * in every stream (`tickets=r4x2k1.17;hr=…`), so a reader who comes back with `Last-Event-ID` gets what it missed;
 * where that is no longer known it is told `reset` and reads its lists anew.
 */
export class LiveEvents {
  readonly #feeds: ReadonlyMap<ServiceName, EventFeed>;
  readonly #visible: ReadonlyMap<string, readonly string[]>;
  /** Events that are told also to those whom they are about. */
  readonly #toldToWhomTheyAreAbout: ReadonlySet<string>;
  readonly #metrics: Metrics;
  readonly #max: number;
  readonly #maxOfOne: number;
  readonly #holds: (signedIn: SignedIn) => boolean;
  readonly #readers = new Set<Reader>();
  /** How many of the readers each person is. */
  readonly #readersOf = new Map<string, number>();
  readonly #unwatch: () => void;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: {
    broker: Broker;
    log: Logger;
    metrics: Metrics;
    revocations: Revocations;
    events: readonly EventType[];
    max: number;
    /** How many of them one person may have. */
    maxOfOne: number;
    /** Revocations older than this concern no token that can still be in use. */
    revocationsMs: number;
    holds: (signedIn: SignedIn) => boolean;
  }) {
    const { broker, log, revocations } = options;
    const events = new Map(options.events.map((event) => [event.name as string, event]));
    this.#feeds = new Map(
      services.map((service) => [
        service,
        service === 'hr'
          ? new EventFeed(service, broker, log, { lastMs: options.revocationsMs }, events, (event) =>
              revocations.apply(event),
            )
          : new EventFeed(service, broker, log, { lastEvents: resumeEvents }, events),
      ]),
    );
    this.#visible = new Map(options.events.map((event) => [event.name, event.visibleTo]));
    this.#toldToWhomTheyAreAbout = new Set(
      options.events.filter((event) => event.toldToWhomItIsAbout).map((event) => event.name),
    );
    this.#metrics = options.metrics;
    this.#max = options.max;
    this.#maxOfOne = options.maxOfOne;
    this.#holds = options.holds;
    this.#unwatch = revocations.watch(() => {
      for (const reader of [...this.#readers]) if (!this.#holds(reader.signedIn)) reader.end();
    });
    // Always read: it decides who may still come in. The others are read while somebody listens.
    this.#feeds.get('hr')!.run();
  }

  /** Resolves when everything that hr said lately is known. */
  get revocationsKnown(): Promise<void> {
    return this.#feeds.get('hr')!.caughtUp;
  }

  get full(): boolean {
    return this.#closed || this.#readers.size >= this.#max;
  }

  /** One person's browsers and tabs must not take the places of the others. */
  hasEnough({ caller }: SignedIn): boolean {
    return (this.#readersOf.get(caller.staffId) ?? 0) >= this.#maxOfOne;
  }

  /**
   * Starts to tell of everything that the caller may know, or only of what concerns them; returns what stops it.
   */
  async open(
    signedIn: SignedIn,
    sink: Sink,
    lastEventId: string | undefined,
    only?: readonly Concerning[],
  ): Promise<() => void> {
    clearTimeout(this.#idle);
    for (const feed of this.#feeds.values()) feed.run();
    const mayKnow = new Set(
      [...this.#visible]
        .filter(([, roles]) => roles.some((role) => signedIn.caller.roles.includes(role)))
        .map(([name]) => name),
    );
    const reader = new Reader(
      signedIn,
      sink,
      ({ type, about }) =>
        mayKnow.has(type) ||
        (this.#toldToWhomTheyAreAbout.has(type) && about.staff?.includes(signedIn.caller.staffId) === true),
      only,
      this.#feeds,
      () => this.#leave(reader),
      () => this.#metrics.streamDropped(),
    );
    this.#readers.add(reader);
    this.#count(signedIn, 1);
    this.#metrics.streams(this.#readers.size);
    await Promise.race([
      Promise.all([...this.#feeds.values()].map((feed) => feed.caughtUp)),
      new Promise((resolve) => {
        setTimeout(resolve, catchUpMs).unref();
      }),
    ]);
    if (this.#closed) reader.end();
    else reader.begin(lastEventId);
    return () => reader.end();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#idle);
    this.#unwatch();
    for (const reader of [...this.#readers]) reader.end();
    for (const feed of this.#feeds.values()) feed.stop();
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    this.#count(reader.signedIn, -1);
    this.#metrics.streams(this.#readers.size);
    if (this.#readers.size === 0 && !this.#closed) this.#idle = setTimeout(() => this.#rest(), idleMs).unref();
  }

  #count({ caller: { staffId } }: SignedIn, by: number): void {
    const count = (this.#readersOf.get(staffId) ?? 0) + by;
    if (count > 0) this.#readersOf.set(staffId, count);
    else this.#readersOf.delete(staffId);
  }

  #rest(): void {
    for (const [service, feed] of this.#feeds) if (service !== 'hr') feed.stop();
  }
}

class Reader implements FeedReader {
  readonly signedIn: SignedIn;
  readonly #sink: Sink;
  readonly #mayHear: (event: LiveEvent) => boolean;
  readonly #only: readonly Concerning[] | undefined;
  readonly #feeds: ReadonlyMap<ServiceName, EventFeed>;
  readonly #left: () => void;
  readonly #dropped: () => void;
  readonly #positions = new Map<EventFeed, number>();
  readonly #expiry: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(
    signedIn: SignedIn,
    sink: Sink,
    mayHear: (event: LiveEvent) => boolean,
    only: readonly Concerning[] | undefined,
    feeds: ReadonlyMap<ServiceName, EventFeed>,
    left: () => void,
    dropped: () => void,
  ) {
    this.signedIn = signedIn;
    this.#sink = sink;
    this.#mayHear = mayHear;
    this.#only = only;
    this.#feeds = feeds;
    this.#left = left;
    this.#dropped = dropped;
    this.#expiry = setTimeout(() => this.end(), Math.max(0, signedIn.expiresAt - Date.now())).unref();
  }

  /** All of it in one turn, so that nothing can come in between what was kept and what is live. */
  begin(lastEventId: string | undefined): void {
    if (this.#ended) return;
    const seen = parsePositions(lastEventId);
    let missed: { feed: EventFeed; event: LiveEvent }[] = [];
    let known = true;
    for (const [service, feed] of this.#feeds) {
      this.#positions.set(feed, feed.last);
      if (!seen) continue;
      // An id from before there was this service doesn't say what of it was seen.
      const position = seen.get(service);
      const after = position?.epoch === feed.epoch ? feed.after(position.sequence) : undefined;
      if (!position || !after) known = false;
      else {
        missed = missed.concat(after.map((event) => ({ feed, event })));
        this.#positions.set(feed, position.sequence);
      }
    }
    if (lastEventId !== undefined && seen === undefined) known = false;
    this.#send(`retry: 1000\nid: ${this.#id()}\n:\n\n`);
    if (known) for (const { feed, event } of missed) this.event(feed, event);
    else {
      for (const feed of this.#feeds.values()) this.#positions.set(feed, feed.last);
      this.#send(`event: reset\nid: ${this.#id()}\ndata: {}\n\n`);
    }
    for (const feed of this.#feeds.values()) feed.add(this);
    this.#heartbeat = setInterval(() => this.#send(`id: ${this.#id()}\n:\n\n`), heartbeatMs).unref();
  }

  event(feed: EventFeed, event: LiveEvent): void {
    if (this.#ended || event.sequence <= (this.#positions.get(feed) ?? 0)) return;
    this.#positions.set(feed, event.sequence);
    if (this.#mayHear(event) && this.#wants(event))
      this.#send(`event: ${event.type}\nid: ${this.#id()}\ndata: ${event.json}\n\n`);
  }

  restarted(feed: EventFeed): void {
    this.#positions.set(feed, 0);
    this.#send(`event: reset\nid: ${this.#id()}\ndata: {}\n\n`);
  }

  end(): void {
    if (this.#finish()) this.#sink.end();
  }

  #wants({ about }: LiveEvent): boolean {
    if (!this.#only) return true;
    const { staffId, teamId } = this.signedIn.caller;
    return this.#only.some((whom) =>
      whom === 'me' ? about.staff?.includes(staffId) : teamId !== null && about.team?.includes(teamId),
    );
  }

  #send(text: string): void {
    if (this.#ended) return;
    if (this.#sink.waitingBytes + text.length > waitingBytesMax) {
      this.#dropped();
      if (this.#finish()) this.#sink.drop();
      return;
    }
    this.#sink.write(text);
  }

  #finish(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    clearTimeout(this.#expiry);
    clearInterval(this.#heartbeat);
    for (const feed of this.#feeds.values()) feed.remove(this);
    this.#left();
    return true;
  }

  #id(): string {
    return [...this.#feeds]
      .map(([service, feed]) => `${service}=${feed.epoch}.${this.#positions.get(feed) ?? 0}`)
      .join(';');
  }
}

interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

/** Undefined where it isn't an id of ours. */
function parsePositions(id: string | undefined): ReadonlyMap<string, Position> | undefined {
  if (id === undefined || id.length > 500) return undefined;
  const positions = new Map<string, Position>();
  for (const part of id.split(';')) {
    const [, service, epoch, sequence] = /^([a-z]+)=([0-9a-z]*)\.(\d{1,15})$/.exec(part) ?? [];
    if (service === undefined) return undefined;
    positions.set(service, { epoch: epoch!, sequence: Number(sequence) });
  }
  return positions;
}
