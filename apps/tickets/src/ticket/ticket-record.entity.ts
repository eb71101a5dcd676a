import { Check, Column, Index } from 'typeorm';
import {
  flowOf,
  ticketHandled,
  ticketSteps,
  type ContactChannel,
  type getTicket,
  type Problem,
  type ResponseOf,
  type TicketFlow,
  type TicketNature,
  type TicketPriority,
  type TicketState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import { isByItself, type Act } from '../acts.ts';
import type { Told } from '../customer/told.ts';
import { awayIn, awayToldAt, awayWhile, type Away } from './away.ts';
import { factsOf } from './facts.ts';
import type { FirstResponse } from './first-response.ts';
import { isWork, keepsFrom, type Asked, type TicketStep } from './flow.ts';
import { withHandler } from './handlers.ts';
import { NewMessages } from './messages.ts';
import { progressIn, type NextAnswer, type Progress } from './other-clocks.ts';
import { isInHand } from './placing.ts';
import type { CustomerPromise } from './promises.ts';
import type { Feedback } from './resolution.ts';
import { levels, unseen } from './unseen.ts';
import { dueTimes, earliest, nothingDue, type EscalationLevel } from './watchdog.ts';

type View = ResponseOf<typeof getTicket>;
/** All that a ticket is made of; the rest follows from it. */
export interface TicketColumns extends ColumnsOf<
  TicketRecord,
  | 'number'
  | 'flow'
  | 'departmentId'
  | 'dueAt'
  | 'nextDeadlineAt'
  | 'holderAway'
  | 'leaderId'
  | 'inHandOf'
  | 'isOver'
  | 'mayWait'
  | 'dueKey'
  | 'watchAt'
  | 'awayAt'
  | 'awayAnew'
  | 'reckonedBy'
  | 'newMessages'
> {}

/** What each ticket begins with, whoever opens it and whatever it is about. */
export const firstValues = () =>
  ({
    confirmedBy: null,
    handlerIds: [],
    broughtBackBy: [],
    nextAnswer: null,
    away: null,
    escalation: 'none',
    promises: [],
    verification: null,
    department: null,
    resolution: null,
    feedback: null,
    round: 0,
    reopenings: 0,
    callbackDone: false,
    refundsUnderWay: 0,
    closedAt: null,
  }) satisfies Partial<TicketColumns>;
const openStates = `state NOT IN ('closed', 'withdrawn')`;

/** What is kept of a ticket, and what follows from that; its verbs are in `ticket.entity.ts`. */
@Check('ticket_refunds_under_way', 'refunds_under_way BETWEEN 0 AND 20')
@Index('ticket_serial_once', ['serial'], { unique: true })
@Index('ticket_by_state', ['state', 'serial'])
@Index('ticket_by_nature', ['nature', 'serial'])
@Index('ticket_by_assignee', ['assigneeId', 'serial'])
@Index('ticket_by_team', ['teamId', 'serial'])
@Index('ticket_by_customer', ['customerId', 'serial'])
@Index('ticket_by_department', ['departmentId', 'serial'], { where: 'department_id IS NOT NULL' })
@Index('ticket_open', ['serial'], { where: openStates })
@Index('ticket_open_by_due', ['dueKey', 'serial'], { where: openStates })
@Index('ticket_open_by_assignee', ['assigneeId', 'dueKey', 'serial'], { where: openStates })
@Index('ticket_open_by_team', ['teamId', 'dueKey', 'serial'], { where: openStates })
@Index('ticket_queue', ['nature', 'dueKey'], { where: `state = 'queued'` })
@Index('ticket_said', ['assigneeId'], { where: `next_answer IS NOT NULL AND state IN ('resolved', 'confirmed')` })
@Index('ticket_reckoned', ['reckonedBy'], { where: 'watch_at IS NOT NULL OR away_at IS NOT NULL' })
@Index('ticket_away', ['awayAt'], { where: 'away_at IS NOT NULL' })
@Index('ticket_watched', ['watchAt'], { where: 'watch_at IS NOT NULL' })
export abstract class TicketRecord extends StatefulAggregate<TicketState, TicketStep, Act, TicketColumns, Asked> {
  /** From a sequence; the newest ticket has the highest. */
  @Column('int')
  readonly serial!: number;
  @Column('uuid')
  readonly customerId!: string;
  /** Who opened it and chose the customer by id; null where what the customer told led to the file (P-05). */
  @Column('text', { nullable: true })
  readonly chosenBy!: string | null;
  /** Who brought it back by what they noted, and had not handled it until then: they made it their own (P-05). */
  @Column('text', { array: true, default: '{}' })
  readonly broughtBackBy!: readonly string[];
  /** The name that was given with it; null where nobody said who they are, since the customer was chosen. */
  @Column('text', { nullable: true })
  readonly toldName!: string | null;
  /** What else was said of who the customer is. */
  @Column('jsonb', { nullable: true })
  readonly told!: Told | null;
  /** Who confirmed that the file is theirs who said it; null where what they said decides (T-15). */
  @Column('text', { nullable: true })
  readonly confirmedBy!: string | null;
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
  /** Since when it is theirs. */
  @Column('timestamptz', { nullable: true })
  readonly heldSince!: Date | null;
  /** The name when the ticket was given. */
  @Column('text', { nullable: true })
  readonly assigneeName!: string | null;
  /** Who had it or worked on it, in any round; none of them calls back (C-11). */
  @Column('uuid', { array: true })
  readonly handlerIds!: readonly string[];
  /** When the contact took place. */
  @Column('timestamptz')
  readonly openedAt!: Date;
  @Column('jsonb')
  readonly firstResponse!: FirstResponse;
  /** Null where nothing of what the customer said waits for an answer after the first. */
  @Column('jsonb', { nullable: true })
  readonly nextAnswer!: NextAnswer | null;
  /** Null while it is the customer's to speak, or all is told. */
  @Column('jsonb', { nullable: true })
  readonly progress!: Progress | null;
  /** Null where whoever has it is there, or nobody had to be told that they aren't (T-03). */
  @Column('jsonb', { nullable: true })
  readonly away!: Away | null;
  @Column('text')
  readonly escalation!: EscalationLevel;
  @Column('jsonb')
  readonly promises!: readonly CustomerPromise[];
  @Column('jsonb', { nullable: true })
  readonly verification!: View['verification'];
  @Column('jsonb', { nullable: true })
  readonly department!: View['department'];
  /** To which other department it was reported last; its liaisons read it. */
  @Column('uuid', { nullable: true })
  readonly departmentId!: string | null;
  @Column('jsonb', { nullable: true })
  readonly resolution!: View['resolution'];
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
  /** Asked for, and not yet decided by finance (F-12). */
  @Column('int', { default: 0 })
  readonly refundsUnderWay!: number;
  @Column('timestamptz', { nullable: true })
  readonly closedAt!: Date | null;
  /** The nearest of answers, progress and promises; `nothingDue` where there is none. */
  @Column('timestamptz')
  readonly dueKey!: Date;
  /** When the watchdog or a promise must be looked at. */
  @Column('timestamptz', { nullable: true })
  readonly watchAt!: Date | null;
  /** When it is told again that whoever has it is away, should they still be. */
  @Column('timestamptz', { nullable: true })
  readonly awayAt!: Date | null;
  /** The company's settings by which these were worked out. */
  @Column('int')
  readonly reckonedBy!: number;
  /** From when it may be tried to route it out of the queue; null elsewhere. */
  @Column('timestamptz', { nullable: true })
  readonly routeAt!: Date | null;

  readonly newMessages = new NewMessages();
  /** Whoever has it went off shift, and something of it is due before they come back (T-03); looked up to meet it. */
  holderAway = false;
  /** They went since that was told last. */
  awayAnew = false;

  /** Who is told of what passed unseen; looked up where something is due. */
  readonly leaderId: string | null = null;

  get number(): string {
    return `T${String(this.serial).padStart(6, '0')}`;
  }
  get flow(): TicketFlow {
    return flowOf[this.nature];
  }
  get dueAt(): Date | null {
    return this.dueKey.getTime() === nothingDue.getTime() ? null : this.dueKey;
  }
  /** Whether nobody would look at it where it is: then it comes back with what the customer says (T-01). */
  get isOver(): boolean {
    return this.state === 'closed' || this.state === 'withdrawn';
  }
  /** Whether it may wait in the queue until somebody can take it. */
  get mayWait(): boolean {
    return ticketSteps.after('place', this.state).includes('queued');
  }
  get nextDeadlineAt(): Date | null {
    const leftAt = this.holderAway && this.heldSince ? new Date(this.heldSince.getTime() - 1) : null;
    return earliest([this.watchAt, this.routeAt, leftAt]);
  }
  /** In whose hand it is and counts there; null in the queue and once resolved or withdrawn. */
  get inHandOf(): string | null {
    return isInHand(this.state) ? this.assigneeId : null;
  }

  protected get table() {
    return ticketSteps;
  }

  protected override keepsFrom(step: TicketStep, act: Act, asked?: Asked): Problem | undefined {
    return keepsFrom(step, this, act, asked);
  }

  protected override step(
    step: TicketStep,
    act: Act,
    changes: Partial<Omit<TicketColumns, 'state'>> = {},
    to?: TicketState,
  ): void {
    const handlerIds = isWork(step) ? withHandler(this.handlerIds, act.by.id) : this.handlerIds;
    const looked = isWork(step) && !isByItself(act) ? { away: awayWhile(this, act) } : {};
    super.step(step, act, { handlerIds, ...looked, ...changes }, to);
  }

  protected become(changes: Partial<TicketColumns>, act: Act): void {
    const { round, handlerIds: before } = this;
    const { state, progress } = { ...this, ...changes };
    const kept = { ...this, ...changes };
    const away = changes.away === undefined ? awayIn(this, kept, act) : changes.away;
    const after = { ...kept, away, progress: progressIn(state, progress, act.at) };
    if (this.version > 0)
      for (const { event, data } of unseen(this, after, this.leaderId, act)) this.raise(event, data);
    Object.assign(this, changes, levels(after), { away, awayAt: awayToldAt(away, act.rules) });
    Object.assign(this, { handlerIds: withHandler(this.handlerIds, this.assigneeId) });
    const departmentId = this.department?.id ?? null;
    Object.assign(this, dueTimes(this, act.rules), { reckonedBy: act.rules.reckoning, departmentId });
    // A callback may be under way since the resolution, which is then not for them (C-11).
    if (round > 0)
      for (const handlerId of this.handlerIds.filter((one) => !before.includes(one)))
        this.raise(ticketHandled, { ...factsOf(this, act), handlerId });
  }
}
