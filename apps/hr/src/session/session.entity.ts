import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { renewalGraceS, sessionEnded, sessionRenewed, sessionStarted, type DataOf } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import { Account } from '../account/account.entity.ts';
import type { Act } from '../acts.ts';
import { fingerprint, newSecret, tokenFor, type RefreshToken } from './refresh-token.ts';

export type WhyEnded = DataOf<typeof sessionEnded>['why'];

/**
 * Somebody's sign-in, from the password to the end of the day (P-02). It holds no token, only fingerprints. Its times
 * are real ones: nobody is signed out because business time was moved.
 */
@Entity('session')
@Unique('session_fingerprint_key', ['fingerprint'])
@Index('session_open', ['accountId'], { where: 'ended_at IS NULL' })
@Index('session_age', ['expiresAt'])
export class Session extends Aggregate {
  @Column('uuid')
  @ForeignKey(() => Account, { name: 'session_account_fkey' })
  readonly accountId!: string;

  @Column('uuid')
  readonly staffId!: string;

  /** Of the half of the refresh token that stays. */
  @Column('text')
  readonly fingerprint!: string;

  /** Of the key that holds. */
  @Column('text')
  readonly keyFingerprint!: string;

  /** Of the key that the last renewal used up. */
  @Column('text', { nullable: true })
  readonly usedKeyFingerprint!: string | null;

  /** What the key that holds is worked out from. */
  @Column('text')
  readonly keySeed!: string;

  @Column('timestamptz')
  readonly startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly renewedAt!: Date | null;

  /** Nothing prolongs it. */
  @Column('timestamptz')
  readonly expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly endedWhy!: WhyEnded | null;

  static start(
    id: string,
    { accountId, staffId }: { readonly accountId: string; readonly staffId: string },
    { at, rules }: Act,
  ): { session: Session; token: RefreshToken } {
    const [secret, keySeed] = [newSecret(), newSecret()];
    const token = tokenFor(secret, keySeed);
    const columns: ColumnsOf<Session> = {
      id,
      accountId,
      staffId,
      fingerprint: fingerprint(secret),
      keyFingerprint: fingerprint(token.key),
      usedKeyFingerprint: null,
      keySeed,
      startedAt: at,
      renewedAt: null,
      expiresAt: new Date(at.getTime() + rules.signIn.sessionHours * 3_600_000),
      endedAt: null,
      endedWhy: null,
    };
    const session = Object.assign(new Session(), columns);
    session.raise(sessionStarted, { sessionId: id, staffId });
    return { session, token };
  }

  openAt(at: Date): boolean {
    return this.endedAt === null && this.expiresAt > at;
  }

  /**
   * Uses a token up and gives the next. The one used up last gets the same next one again for `renewalGraceS` seconds,
   * as its answer may have been lost. Undefined where the session is over, which an older token makes it: one of two
   * who have it stole it. `token` belongs to this session.
   */
  renew(token: RefreshToken, act: Act): RefreshToken | undefined {
    const { at } = act;
    if (!this.openAt(at)) return undefined;
    const used = fingerprint(token.key);
    if (used === this.keyFingerprint) {
      const keySeed = newSecret();
      const next = tokenFor(token.session, keySeed);
      const keyFingerprint = fingerprint(next.key);
      Object.assign(this, { keySeed, keyFingerprint, usedKeyFingerprint: used, renewedAt: at });
      this.raise(sessionRenewed, { sessionId: this.id, staffId: this.staffId });
      return next;
    }
    const triedAgain =
      used === this.usedKeyFingerprint && at.getTime() - this.renewedAt!.getTime() <= renewalGraceS * 1000;
    if (triedAgain) return tokenFor(token.session, this.keySeed);
    this.end('token_reused', act);
    return undefined;
  }

  /** Answers whether it was open until now. */
  end(why: WhyEnded, { at }: Act): boolean {
    if (!this.openAt(at)) return false;
    Object.assign(this, { endedAt: at, endedWhy: why });
    this.raise(sessionEnded, { sessionId: this.id, staffId: this.staffId, why });
    return true;
  }
}
