import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AttemptResult, CallbackChannel } from '@bumen/contracts';

/** One call, message or e-mail to the customer, with what C-04 wants kept of it. A part of its callback. */
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
  readonly consentBasis!: string;

  @Column('timestamptz')
  readonly startedAt!: Date;

  /** When it counts as unfinished, should nobody end it. */
  @Column('timestamptz')
  readonly openUntil!: Date;

  @Column('timestamptz', { nullable: true })
  readonly endedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly result!: AttemptResult | null;

  @Column('text', { nullable: true })
  readonly recordingReference!: string | null;

  /** Until when the recording has to be there. */
  @Column('timestamptz', { nullable: true })
  readonly recordingKeptUntil!: Date | null;

  static begin(
    given: Omit<Attempt, 'endedAt' | 'result' | 'recordingReference' | 'recordingKeptUntil' | 'lengthS' | 'end'>,
  ): Attempt {
    return Object.assign(new Attempt(), given, {
      endedAt: null,
      result: null,
      recordingReference: null,
      recordingKeptUntil: null,
    });
  }

  /** In whole seconds; 0 while it lasts. */
  get lengthS(): number {
    return this.endedAt ? Math.round((this.endedAt.getTime() - this.startedAt.getTime()) / 1000) : 0;
  }

  end(
    result: AttemptResult,
    at: Date,
    recording: { readonly reference: string; readonly keptUntil: Date } | null,
  ): void {
    Object.assign(this, {
      result,
      endedAt: at,
      recordingReference: recording?.reference ?? null,
      recordingKeptUntil: recording?.keptUntil ?? null,
    });
  }
}
