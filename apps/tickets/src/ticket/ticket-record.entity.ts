import { Column } from 'typeorm';
import {
  flowOf,
  notYourTicket,
  ticketSteps,
  type ContactChannel,
  type Text,
  type TicketFlow,
  type TicketNature,
  type TicketPriority,
  type TicketState,
  type getTicket,
  type ResponseOf,
} from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import { leads, type Act } from '../acts.ts';
import type { Rules } from '../rules.ts';
import { dueAt, momentOf, type FirstResponse } from './first-response.ts';
import { keepsFromClosing } from './flow.ts';
import { isUnfulfilled, nextMoment, type CustomerPromise } from './promises.ts';
import type { NewMessage } from './ticket-message.entity.ts';
import { levelAfter, levelMs, type EscalationLevel } from './watchdog.ts';

type View = ResponseOf<typeof getTicket>;
export type Verification = NonNullable<View['verification']>;
export type DepartmentReport = NonNullable<View['department']>;
export type Resolution = NonNullable<View['resolution']>;
export type Feedback = NonNullable<View['feedback']>;

/** In these states the ticket is in its assignee's hand and counts towards the agent's load (T-03). */
export const statesInHand = [
  'assigned',
  'in_progress',
  'awaiting_customer',
  'with_department',
] as const satisfies readonly TicketState[];
/** Stands for "nothing is due", so that a list ordered by what is due has no gaps in its key. */
export const nothingDue = new Date('9999-12-31T00:00:00.000Z');

/** What is due by itself next. */
export type Due =
  | { readonly what: 'level'; readonly level: EscalationLevel }
  | { readonly what: 'promise'; readonly promise: CustomerPromise };

/**
 * A ticket's columns and what follows from them. They change through `become` alone, which also works out what is due
 * next.
 */
export abstract class TicketRecord extends Aggregate {
  /** From a sequence; the newest ticket has the highest. */
  @Column('int')
  readonly serial!: number;
  @Column('uuid')
  readonly customerId!: string;
  @Column('text')
  readonly nature!: TicketNature;
  @Column('text')
  readonly priority!: TicketPriority;
  @Column('text')
  readonly channel!: ContactChannel;
  @Column('text')
  readonly state!: TicketState;
  @Column('text')
  readonly question!: string;
  /** Skills that it needs (T-03). */
  @Column('text', { array: true })
  readonly skills!: string[];
  @Column('uuid', { nullable: true })
  readonly teamId!: string | null;
  /** Who is in charge, also after the resolution; null in the queue. */
  @Column('uuid', { nullable: true })
  readonly assigneeId!: string | null;
  /** The name when the ticket was given. */
  @Column('text', { nullable: true })
  readonly assigneeName!: string | null;
  /** When the contact took place. */
  @Column('timestamptz')
  readonly openedAt!: Date;
  @Column('jsonb')
  readonly firstResponse!: FirstResponse;
  @Column('text')
  readonly escalation!: EscalationLevel;
  @Column('jsonb')
  readonly promises!: readonly CustomerPromise[];
  @Column('jsonb', { nullable: true })
  readonly verification!: Verification | null;
  @Column('jsonb', { nullable: true })
  readonly department!: DepartmentReport | null;
  @Column('jsonb', { nullable: true })
  readonly resolution!: Resolution | null;
  @Column('jsonb', { nullable: true })
  readonly feedback!: Feedback | null;
  /** How often it was resolved. */
  @Column('int')
  readonly round!: number;
  @Column('int')
  readonly reopenings!: number;
  /** The callback of this round is done (T-10). */
  @Column('boolean')
  readonly callbackDone!: boolean;
  @Column('timestamptz', { nullable: true })
  readonly closedAt!: Date | null;
  /** The nearest of first response and promises; `nothingDue` where there is none. */
  @Column('timestamptz')
  readonly dueKey!: Date;
  /** When the watchdog or a promise must be looked at. */
  @Column('timestamptz', { nullable: true })
  readonly watchAt!: Date | null;
  /** From when it may be tried to route it out of the queue; null elsewhere. */
  @Column('timestamptz', { nullable: true })
  readonly routeAt!: Date | null;

  #newMessages: NewMessage[] = [];

  get number(): string {
    return `T${String(this.serial).padStart(6, '0')}`;
  }
  get flow(): TicketFlow {
    return flowOf[this.nature];
  }
  get dueAt(): Date | null {
    return this.dueKey.getTime() === nothingDue.getTime() ? null : this.dueKey;
  }
  get nextDeadlineAt(): Date | null {
    return earliest([this.watchAt, this.routeAt]);
  }
  /** In whose hand it is and counts there; null in the queue and once resolved or withdrawn. */
  get inHandOf(): string | null {
    return (statesInHand as readonly TicketState[]).includes(this.state) ? this.assigneeId : null;
  }
  get steps(): string[] {
    return ticketSteps.allowed(this.state);
  }
  get blockers(): Text[] {
    return keepsFromClosing(this);
  }

  /** When the first response is due; null while its clock stands still or once answered. */
  firstResponseDueAt(rules: Rules): Date | null {
    return dueAt(this.firstResponse, rules.hours(this.firstResponse.allHours));
  }

  /** The first thing of the watchdog and the promises that is due at that moment; undefined where nothing is. */
  dueBy(act: Act): Due | undefined {
    return this.#upcoming(act.rules)
      .filter(({ at }) => at <= act.at)
      .sort((a, b) => a.at.getTime() - b.at.getTime())[0]?.due;
  }

  /** Messages that are not stored yet, handed out once. */
  takeNewMessages(): NewMessage[] {
    const taken = this.#newMessages;
    this.#newMessages = [];
    return taken;
  }

  protected say(kind: NewMessage['kind'], channel: ContactChannel | null, text: string, act: Act): void {
    this.#newMessages.push({ kind, channel, text, by: act.by.id, byName: act.by.name, at: act.at });
  }

  protected become(changes: { readonly [Column in keyof TicketRecord]?: TicketRecord[Column] }, act: Act): void {
    Object.assign(this, changes);
    const upcoming = this.#upcoming(act.rules).map(({ at }) => at);
    const owed = this.promises.filter(isUnfulfilled).map((promise) => new Date(promise.dueAt));
    const derived = {
      watchAt: earliest(upcoming),
      dueKey: earliest([this.firstResponseDueAt(act.rules), ...owed]) ?? nothingDue,
    };
    Object.assign(this, derived);
  }

  /** Only who is in charge, or somebody who leads. Throws notYourTicket. */
  protected refuseUnlessMine(act: Act): void {
    if (!leads(act) && act.by.id !== this.assigneeId) throw notYourTicket({ assignee: this.assigneeName ?? '—' });
  }

  #upcoming(rules: Rules): { at: Date; due: Due }[] {
    const upcoming: { at: Date; due: Due }[] = [];
    const level = levelAfter(this.escalation);
    const at =
      level &&
      momentOf(
        this.firstResponse,
        levelMs(level, this.firstResponse.limitS, rules.watchdog),
        rules.hours(this.firstResponse.allHours),
      );
    if (level && at) upcoming.push({ at, due: { what: 'level', level } });
    for (const promise of this.promises) {
      const moment = nextMoment(promise, rules.promises.warnBeforeS);
      if (moment) upcoming.push({ at: moment, due: { what: 'promise', promise } });
    }
    return upcoming;
  }
}

function earliest(moments: readonly (Date | null)[]): Date | null {
  const times = moments.filter((one) => one !== null).map((one) => one.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}
