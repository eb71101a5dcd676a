import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Act } from '../acts.ts';
import { anywhere } from './sources.ts';

type Columns = Pick<FailedSignIns, 'username' | 'source' | 'failures' | 'lastFailedAt' | 'lockedUntil'>;

/**
 * Failures to sign in under one username from one source, since the last success or the last lock-out there (policy
 * `hr.sign_in`). Whoever fails elsewhere locks nobody out here.
 */
@Entity('failed_sign_ins')
@Index('failed_sign_ins_age', ['lastFailedAt'])
export class FailedSignIns {
  /** Of accounts that don't exist a mark (`markOf`): whoever guesses sees no difference. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'failed_sign_ins_pkey' })
  readonly username!: string;

  /** A device that the account knows, an address, or `anywhere`: all unknown devices together. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'failed_sign_ins_pkey' })
  readonly source!: string;

  @Column('int')
  readonly failures!: number;

  @Column('timestamptz')
  readonly lastFailedAt!: Date;

  /** Until then the source is locked out; of `anywhere`, when the next unknown device may try. */
  @Column('timestamptz', { nullable: true })
  readonly lockedUntil!: Date | null;

  static of(columns: Columns): FailedSignIns {
    return Object.assign(new FailedSignIns(), columns);
  }

  /** The end of a lock-out, or of a pause, that holds now. */
  lockedAt(at: Date): Date | undefined {
    return this.lockedUntil !== null && this.lockedUntil > at ? this.lockedUntil : undefined;
  }

  /**
   * One more. Older failures than a lock-out is long are forgotten. Answers whether it begins a lock-out, or the
   * slowing down of all unknown devices.
   */
  count(act: Act): boolean {
    return this.source === anywhere ? this.#slow(act) : this.#lock(act);
  }

  #lock({ at, rules }: Act): boolean {
    const { failuresAllowed, lockMinutes } = rules.signIn;
    const failures = this.lockedUntil !== null || this.#forgotten(at, lockMinutes) ? 1 : this.failures + 1;
    const lockedUntil = failures >= failuresAllowed ? new Date(at.getTime() + lockMinutes * 60_000) : null;
    Object.assign(this, { failures, lastFailedAt: at, lockedUntil });
    return lockedUntil !== null;
  }

  #slow({ at, rules }: Act): boolean {
    const { failuresBeforeSlowing, slowedSecondsMax, lockMinutes } = rules.signIn;
    const failures = this.#forgotten(at, lockMinutes) ? 1 : this.failures + 1;
    const doublings = failures - failuresBeforeSlowing;
    const pauseS = doublings < 0 ? 0 : Math.min(2 ** Math.min(doublings, 30), slowedSecondsMax);
    const lockedUntil = pauseS === 0 ? null : new Date(at.getTime() + pauseS * 1_000);
    Object.assign(this, { failures, lastFailedAt: at, lockedUntil });
    return doublings === 0;
  }

  #forgotten(at: Date, lockMinutes: number): boolean {
    return at.getTime() - this.lastFailedAt.getTime() > lockMinutes * 60_000;
  }
}
