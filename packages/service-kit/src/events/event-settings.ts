import { streamLimits } from '@bumen/contracts';

/**
 * How events are carried and tried. The defaults are for production; tests shorten the waits. Times in milliseconds
 * unless said.
 */
export interface EventSettings {
  /**
   * How long the broker keeps events. The outbox keeps them a day longer, so whatever the broker loses can be published
   * again (R5).
   */
  readonly retentionDays: number;
  /** How many events are published before their acknowledgements are recorded. */
  readonly batchSize: number;
  /** Payload bytes of one batch at most, so that large events don't fill the memory. */
  readonly batchBytes: number;
  /**
   * After a batch that was not full the next one is waited for so long: many small ones cost more than the little
   * while.
   */
  readonly gatherMs: number;
  /** How often the outbox is looked at where nobody woke the relay. */
  readonly pollMs: number;
  /** How often the broker's streams are compared with the outbox without a reason. */
  readonly compareEveryMs: number;
  /** How often an instance that is not the leader tries to become it. */
  readonly standbyEveryMs: number;
  /** A leader whose database session did nothing for so long is frozen and loses its place. */
  readonly leaseMs: number;
  readonly pruneEveryMs: number;
  /** From this age of the oldest unpublished event on it is logged as a warning. */
  readonly ageAlarmMs: number;

  /** Failed tries after which an event is dead (R8). */
  readonly tries: number;
  /** Waits after the first, second … failed try; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  /**
   * After how many ends of the process in the middle of an event the event is dead without being run again; the end of
   * its first delivery counts.
   */
  readonly crashTries: number;
  /** Deliveries of an event that came before its predecessor, after which the predecessor is taken to be lost. */
  readonly earlyTries: number;
  /** The longest wait between two deliveries of an early event. */
  readonly earlyDelayMsMax: number;
  /** The broker delivers again what was neither acknowledged nor reported as in work for so long. */
  readonly ackWaitMs: number;
  /** Events that one process applies at the same time, all reactions together; each needs a database connection. */
  readonly concurrency: number;
}

export const defaultEventSettings: EventSettings = {
  retentionDays: streamLimits.retentionDays,
  batchSize: 500,
  batchBytes: 16 * 1024 * 1024,
  gatherMs: 3,
  pollMs: 1_000,
  compareEveryMs: 30_000,
  standbyEveryMs: 500,
  leaseMs: 10_000,
  pruneEveryMs: 60_000,
  ageAlarmMs: 30_000,
  tries: 8,
  retryDelaysMs: [100, 300, 1_000, 3_000, 5_000, 10_000, 20_000],
  crashTries: 3,
  earlyTries: 150,
  earlyDelayMsMax: 5_000,
  ackWaitMs: streamLimits.ackWaitMs,
  concurrency: 4,
};

/** Token under which a test may give other settings (`Partial<EventSettings>`). */
export const EVENT_SETTINGS = Symbol('EVENT_SETTINGS');
