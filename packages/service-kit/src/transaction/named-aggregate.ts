import type { Doers } from '../audit/doers.ts';

/** The aggregate that an operation names, such as the ticket of `POST /tickets/:ticketId/close` (R6). */
export class NamedAggregate {
  readonly id: string;
  /** Version that the caller saw, or several of which any will do (If-Match). */
  readonly seen: readonly number[] | undefined;
  /** Words for who changed it since. */
  readonly doers: Doers;
  /** Version as the work left it; undefined until it is locked or saved. */
  version: number | undefined;
  /** What the caller saw was compared with what there is. */
  compared = false;

  constructor(id: string, seen: readonly number[] | undefined, doers: Doers) {
    this.id = id;
    this.seen = seen;
    this.doers = doers;
  }
}
