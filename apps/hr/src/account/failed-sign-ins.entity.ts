import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Act } from '../acts.ts';

type Columns = Pick<FailedSignIns, 'username' | 'failures' | 'lastFailedAt' | 'lockedUntil'>;

/** Failures to sign in under one username, since the last success or the last lock-out (policy `hr.sign_in`). */
@Entity('failed_sign_ins')
@Index('failed_sign_ins_age', ['lastFailedAt'])
export class FailedSignIns {
  /** Also of accounts that don't exist: whoever guesses sees no difference. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'failed_sign_ins_pkey' })
  readonly username!: string;

  @Column('int')
  readonly failures!: number;

  @Column('timestamptz')
  readonly lastFailedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly lockedUntil!: Date | null;

  static of(columns: Columns): FailedSignIns {
    return Object.assign(new FailedSignIns(), columns);
  }

  /** The end of a lock-out that holds now. */
  lockedAt(at: Date): Date | undefined {
    return this.lockedUntil !== null && this.lockedUntil > at ? this.lockedUntil : undefined;
  }

  /** One more. Older failures than a lock-out is long are forgotten. Answers whether it begins a lock-out. */
  count({ at, rules }: Act): boolean {
    const { failuresAllowed, lockMinutes } = rules.signIn;
    const lockMs = lockMinutes * 60_000;
    const forgotten = this.lockedUntil !== null || at.getTime() - this.lastFailedAt.getTime() > lockMs;
    const failures = forgotten ? 1 : this.failures + 1;
    const lockedUntil = failures >= failuresAllowed ? new Date(at.getTime() + lockMs) : null;
    Object.assign(this, { failures, lastFailedAt: at, lockedUntil });
    return lockedUntil !== null;
  }
}
