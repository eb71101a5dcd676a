import { reaction, type DataOf, type EventType, type ReactionType } from './event.ts';
import type { ServiceName } from './roles.ts';
import type { Text } from './text.ts';

type Paths<Data> = {
  [Key in keyof Data & string]: Data[Key] extends readonly unknown[] | null
    ? Key
    : Data[Key] extends object
      ? Key | `${Key}.${keyof Data[Key] & string}`
      : Key;
}[keyof Data & string];

/** What a service keeps of something that another service owns (E-03). */
export interface CopyDeclaration<E extends EventType<any>> {
  readonly service: ServiceName;
  /** The event that tells the whole state; its aggregate's id is the id of the copy. */
  readonly of: E;
  /**
   * Fields of its data, each kept in the column of the same name; of a path such as `preferences.consent` the last
   * word.
   */
  readonly keeps: readonly Paths<DataOf<E>>[];
  readonly summary: Text;
}

/** A reaction that keeps a copy; the kit carries it out. */
export interface CopyType<E extends EventType<any> = EventType<any>> extends ReactionType<readonly [E]> {
  readonly keeps: readonly string[];
}

/**
 * A copy of what another service owns, kept current by its events. The service names an entity for it (`CopyOf`); what
 * is to happen besides is a method of its own that reacts to the copy, and sees the new state.
 */
export function copy<E extends EventType<any>>({ service, of, keeps, summary }: CopyDeclaration<E>): CopyType<E> {
  if (!of.carriesState) throw new Error(`${of.name} does not carry the whole state, so no copy can be kept by it`);
  return { ...reaction({ service, name: `keep-${of.aggregate}-copy`, on: [of], summary }), keeps };
}
