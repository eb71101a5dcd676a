import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { renewalGraceS, sessionEnded, sessionRenewed, sessionStarted, type DataOf } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import { Account } from '../account/account.entity.ts';
import { fingerprint, newSecret, tokenFor, type RefreshToken } from './refresh-token.ts';

export type WhyEnded = DataOf<typeof sessionEnded>['why'];

/** Somebody's sign-in, from the password to the end of the day (P-02). It holds no token, only fingerprints. */
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

  /** `hours`: how long it holds, policy `hr.sign_in`. */
  static start(
    id: string,
    of: { readonly accountId: string; readonly staffId: string },
    now: Date,
    hours: number,
  ): { session: Session; token: RefreshToken } {
    const session = new Session();
    const secret = newSecret();
    const { accountId, staffId } = of;
    Object.assign(session, {
      id,
      accountId,
      staffId,
      startedAt: now,
      renewedAt: null,
      usedKeyFingerprint: null,
      endedAt: null,
      endedWhy: null,
    });
    Object.assign(session, {
      fingerprint: fingerprint(secret),
      expiresAt: new Date(now.getTime() + hours * 3_600_000),
    });
    const token = session.#giveToken(secret);
    session.raise(sessionStarted, { sessionId: id, staffId });
    return { session, token };
  }

  openAt(now: Date): boolean {
    return this.endedAt === null && this.expiresAt > now;
  }

  /**
   * Uses a token up and gives the next. The one used up last gets the same next one again for `renewalGraceS` seconds,
   * as its answer may have been lost. Undefined where the session is over, which an older token makes it: one of two
   * who have it stole it. `token` belongs to this session.
   */
  renew(token: RefreshToken, now: Date): RefreshToken | undefined {
    if (!this.openAt(now)) return undefined;
    const used = fingerprint(token.key);
    if (used === this.keyFingerprint) {
      Object.assign(this, { usedKeyFingerprint: used, renewedAt: now });
      const next = this.#giveToken(token.session);
      this.raise(sessionRenewed, { sessionId: this.id, staffId: this.staffId });
      return next;
    }
    const triedAgain =
      used === this.usedKeyFingerprint && now.getTime() - this.renewedAt!.getTime() <= renewalGraceS * 1000;
    if (triedAgain) return tokenFor(token.session, this.keySeed);
    this.end('token_reused', now);
    return undefined;
  }

  /** Answers whether it was open until now. */
  end(why: WhyEnded, now: Date): boolean {
    if (!this.openAt(now)) return false;
    Object.assign(this, { endedAt: now, endedWhy: why });
    this.raise(sessionEnded, { sessionId: this.id, staffId: this.staffId, why });
    return true;
  }

  #giveToken(secret: string): RefreshToken {
    const keySeed = newSecret();
    const token = tokenFor(secret, keySeed);
    Object.assign(this, { keySeed, keyFingerprint: fingerprint(token.key) });
    return token;
  }
}
