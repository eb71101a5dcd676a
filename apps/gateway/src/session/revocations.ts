import { accountChanged, sessionEnded, staffChanged, type EventEnvelope } from '@bumen/contracts';

/** What a token says that may have become untrue since. */
export interface Vouched {
  readonly sessionId: string;
  readonly staffId: string;
  readonly roles: readonly string[];
  readonly teamId: string | null;
}

interface Latest<Value> {
  readonly version: number;
  readonly value: Value;
  /** Milliseconds since 1970 after which no token can be older than this. */
  readonly until: number;
}
interface Standing {
  readonly active: boolean;
  readonly roles: string;
  readonly teamId: string | null;
}

/**
 * What hr has told since the oldest token that can still be in use was made: sessions that ended, staff who changed or
 * left, accounts that are locked. A token is compared with the newest state by content, so no clock decides and a token
 * that was made after the change is never refused for it.
 */
export class Revocations {
  readonly #keepMs: number;
  readonly #sessions = new Map<string, number>();
  readonly #staff = new Map<string, Latest<Standing>>();
  readonly #accounts = new Map<string, Latest<{ staffId: string; usable: boolean }>>();
  readonly #lockedStaff = new Map<string, number>();
  readonly #watchers = new Set<() => void>();
  #cleanedAt = 0;

  /** `keepMs`: longer than any token lives. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Called after each change that may refuse somebody, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Takes one event of hr's stream; those that say nothing about sessions are ignored. */
  apply(event: EventEnvelope): void {
    const until = Date.now() + this.#keepMs;
    if (event.type === sessionEnded.name) {
      const { sessionId } = sessionEnded.data.parse(event.data);
      this.#sessions.set(sessionId, until);
    } else if (event.type === staffChanged.name) {
      const { staffId, active, roles, teamId } = staffChanged.data.parse(event.data);
      if ((this.#staff.get(staffId)?.version ?? 0) >= event.aggregateversion) return;
      this.#staff.set(staffId, {
        version: event.aggregateversion,
        until,
        value: { active, roles: inOneOrder(roles), teamId },
      });
    } else if (event.type === accountChanged.name) {
      const { accountId, staffId, state } = accountChanged.data.parse(event.data);
      if ((this.#accounts.get(accountId)?.version ?? 0) >= event.aggregateversion) return;
      this.#accounts.set(accountId, {
        version: event.aggregateversion,
        until,
        value: { staffId, usable: state === 'active' },
      });
      if (state === 'active') this.#lockedStaff.delete(staffId);
      else this.#lockedStaff.set(staffId, until);
    } else return;
    this.#forget();
    for (const watcher of this.#watchers) watcher();
  }

  /** A session that this gateway ended itself need not wait for the event. */
  end(sessionId: string): void {
    this.#sessions.set(sessionId, Date.now() + this.#keepMs);
    for (const watcher of this.#watchers) watcher();
  }

  /** Whether the token may no longer be used. */
  refuses(token: Vouched): boolean {
    if (this.#sessions.has(token.sessionId) || this.#lockedStaff.has(token.staffId)) return true;
    const standing = this.#staff.get(token.staffId)?.value;
    return (
      standing !== undefined &&
      (!standing.active || standing.teamId !== token.teamId || standing.roles !== inOneOrder(token.roles))
    );
  }

  #forget(): void {
    const now = Date.now();
    if (now - this.#cleanedAt < 10_000) return;
    this.#cleanedAt = now;
    for (const map of [this.#sessions, this.#lockedStaff])
      for (const [key, until] of map) if (until < now) map.delete(key);
    for (const map of [this.#staff, this.#accounts])
      for (const [key, latest] of map) if (latest.until < now) map.delete(key);
  }
}

function inOneOrder(roles: readonly string[]): string {
  return [...roles].sort().join(' ');
}
