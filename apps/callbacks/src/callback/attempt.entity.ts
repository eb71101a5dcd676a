import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AttemptBasis, AttemptResult, CallbackChannel } from '@bumen/contracts';
import { comesUnder } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Customer } from '../copies.entity.ts';
import type { Rules } from '../rules.ts';
import { addressFor } from './channel-plan.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/**
 * One call, message or e-mail to the customer, with what C-04 wants kept of it. A part of its callback; it never
 * changes, but ends.
 */
@Entity('callback_attempt')
@Index('callback_attempt_position', ['callbackId', 'position'], { unique: true })
export class Attempt {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('uuid')
  @ForeignKey('Callback', { name: 'callback_attempt_callback_fkey' })
  readonly callbackId!: string;

  /** 1 for the callback's first. */
  @Column('int')
  readonly position!: number;

  @Column('text')
  readonly channel!: CallbackChannel;

  /** Staff id of who made it. */
  @Column('uuid')
  readonly by!: string;

  @Column('text')
  readonly byName!: string;

  /** The number that was dialled or sent a message to, or the e-mail address. */
  @Column('text')
  readonly address!: string;

  /** What allowed it: the consent in the customer's file, or `own_request`. */
  @Column('text')
  readonly consentBasis!: AttemptBasis;

  @Column('timestamptz')
  readonly startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly result!: AttemptResult | null;

  @Column('text', { nullable: true })
  readonly recordingReference!: string | null;

  /** Begins now, to the address in the customer's file, and on what allows that (C-04). */
  static begin(
    id: string,
    of: { readonly callbackId: string; readonly position: number; readonly channel: CallbackChannel },
    customer: Customer,
    { at, by }: Act,
  ): Attempt {
    const columns: Omit<Attempt, 'lengthS' | 'ended' | 'openUntil' | 'recordingKeptUntil'> = {
      id,
      ...of,
      by: by.id,
      byName: by.name,
      address: addressFor(of.channel, customer)!,
      consentBasis: customer.consent?.basis ?? 'own_request',
      startedAt: at,
      endedAt: null,
      result: null,
      recordingReference: null,
    };
    return Object.assign(new Attempt(), columns);
  }

  /** In whole seconds; 0 while it lasts. */
  get lengthS(): number {
    return this.endedAt ? Math.round((this.endedAt.getTime() - this.startedAt.getTime()) / 1000) : 0;
  }

  /** When it counts as unfinished, should nobody end it (C-05). */
  openUntil({ eras }: Pick<Rules, 'eras'>): Date {
    const { startedAt } = this;
    return comesUnder(eras, startedAt, ({ attempts }) => after(startedAt, attempts.openMinutesMax * minuteMs))!;
  }

  /** Until when the recording has to be there; null where there is none (C-04). */
  recordingKeptUntil({ eras }: Pick<Rules, 'eras'>): Date | null {
    const { endedAt, recordingReference } = this;
    if (endedAt === null || recordingReference === null) return null;
    return comesUnder(eras, endedAt, ({ recording }) => after(endedAt, recording.keepDays * dayMs));
  }

  /** The same attempt, ended now. */
  ended(result: AttemptResult, recordingReference: string | null, { at }: Act): Attempt {
    return Object.assign(new Attempt(), this, { result, endedAt: at, recordingReference });
  }
}

const after = (at: Date, ms: number) => new Date(at.getTime() + ms);
