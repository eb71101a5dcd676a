import { Column, PrimaryColumn } from 'typeorm';
import type { z } from 'zod';
import type { EventType } from '@bumen/contracts';
import type { RaisedEvent } from '../transaction/unit-of-work.ts';

/** An event with what it tells, not raised yet. */
export interface Told {
  readonly event: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}
export const told = <E extends EventType<any>>(event: E, data: z.input<E['data']>): Told => ({
  event,
  data: data as Record<string, unknown>,
});

let raisedOf: (aggregate: Aggregate) => RaisedEvent[];

/**
 * Something that changes as one and is locked as one: a TypeORM entity with private state and verbs. Every verb either
 * refuses with a declared problem or changes the state and raises at least one event; it reads no clock and no
 * database.
 */
export abstract class Aggregate {
  /** UUID of version 7. */
  @PrimaryColumn('uuid')
  readonly id!: string;

  /** How many events it has raised: its position in its own chain, and its ETag. 0 until the first. */
  @Column('int')
  version: number = 0;

  readonly #raised: RaisedEvent[] = [];

  /** Tells that something happened. Data that doesn't fit the event's contract is a programming error. */
  protected raise<E extends EventType<any>>(event: E, data: z.input<E['data']>): void {
    const parsed = event.data.safeParse(data);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map((issue: z.core.$ZodIssue) => `${issue.path.join('.')} (${issue.code})`);
      throw new Error(`${event.name} is raised with data that its contract doesn't allow: ${wrong.join(', ')}`);
    }
    this.version += 1;
    this.#raised.push({ event, version: this.version, data: parsed.data });
  }

  static {
    raisedOf = (aggregate) => aggregate.#raised;
  }
}

/** The events raised since the aggregate was made, loaded or saved, oldest first. For specs of entities. */
export function raisedBy(
  aggregate: Aggregate,
): readonly { readonly type: string; readonly version: number; readonly data: unknown }[] {
  return raisedOf(aggregate).map(({ event, version, data }) => ({ type: event.name, version, data }));
}

/** The same for the repository, with the declarations. */
export const unsavedEvents = (aggregate: Aggregate): readonly RaisedEvent[] => raisedOf(aggregate);

export function forgetUnsavedEvents(aggregate: Aggregate): void {
  raisedOf(aggregate).length = 0;
}
