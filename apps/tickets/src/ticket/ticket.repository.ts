import { Injectable } from '@nestjs/common';
import {
  backlogMax,
  ticketHandlers,
  ticketNature,
  ticketNotFound,
  type TicketState,
  ticketView,
} from '@bumen/contracts';
import { AggregateRepository, currentWork } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { Hands } from '../routing/hands.repository.ts';
import { needOf } from '../routing/need.ts';
import { backAt, offSince, onShift, StaffRepository } from '../staff/staff.repository.ts';
import { statesInHand } from './placing.ts';
import { TicketMessage } from './ticket-message.entity.ts';
import { TicketWords } from './ticket-words.entity.ts';
import { Ticket } from './ticket.entity.ts';
import { dueBy } from './watchdog.ts';
import { tokensOf } from './words.ts';

/**
 * Queued tickets for which somebody is on shift, fits and has room: at most as many as there is room for. Those who fit
 * the same tickets are asked about together, or each of them would look through the whole queue.
 */
const routable = `SELECT DISTINCT q.id FROM (
    SELECT t.kind, s.roles, s.profile, s.skills, least(sum($2 - s.in_hand), $4) AS room
      FROM staff_member s JOIN team t ON t.id = s.team_id WHERE s.active AND s.in_hand < $2 AND ${onShift(1)}
        GROUP BY t.kind, s.roles, s.profile, s.skills) AS f
  JOIN jsonb_to_recordset($3::jsonb) AS n(nature text, team_kind text, roles text[], profiles text[])
    ON n.team_kind = f.kind AND f.roles && n.roles AND (n.profiles IS NULL OR f.profile = ANY(n.profiles))
  CROSS JOIN LATERAL (SELECT id FROM ticket WHERE state = 'queued' AND nature = n.nature AND route_at <= $1
    AND skills <@ f.skills ORDER BY due_key LIMIT f.room) AS q
  LIMIT $4`;

/** They went off shift since they have it, and since that was told last. */
const wentSince = `(t.held_since <= ${offSince(1)} AND (t.away IS NULL OR (t.away->>'since')::timestamptz < ${offSince(1)}))`;
/**
 * Tickets in the hand of somebody who went off shift since they have them, of which something is due before they come
 * back. Whoever takes a ticket off shift means to work on it.
 */
const leftBehind = `SELECT t.id, ${wentSince} AS anew
  FROM staff_member s JOIN ticket t ON t.assignee_id = s.id
  WHERE s.in_hand > 0 AND NOT ${onShift(1)} AND t.state = ANY($2) AND t.due_key < ${backAt(1)}
    AND t.due_key < '9999-12-31T00:00:00Z' AND (${wentSince} OR t.away_at <= $1)`;

const saidOrGone = `greatest((t.next_answer->>'since')::timestamptz, CASE WHEN NOT ${onShift(1)} THEN ${offSince(1)} END)`;
/**
 * What a customer said of a ticket that is resolved, and whoever has it is not there to answer in time, or can't any
 * more. They need not have gone since: most that is said of a result is said when they have gone (T-01, T-03).
 */
const saidToNobody = `SELECT t.id, t.held_since < ${saidOrGone} AS anew
  FROM ticket t JOIN staff_member s ON s.id = t.assignee_id
  WHERE t.next_answer IS NOT NULL AND t.state IN ('resolved', 'confirmed')
    AND (NOT s.active OR NOT s.roles && $2::text[] OR (NOT ${onShift(1)} AND t.due_key < ${backAt(1)}))
    AND (t.held_since < ${saidOrGone} OR t.away_at <= $1)`;

/** `anew`: it was not told since they went, or since the customer spoke. */
interface Left {
  readonly id: string;
  readonly anew: boolean;
}

@Injectable()
export class TicketRepository extends AggregateRepository<Ticket> {
  /** In whose hand a ticket was when it was loaded or saved last. */
  readonly #holders = new WeakMap<Ticket, string | null>();

  /** Of whom a ticket is that is being opened. */
  readonly #names = new WeakMap<Ticket, readonly string[]>();

  constructor(
    private readonly hands: Hands,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {
    super(Ticket, {
      notFound: (id) => ticketNotFound({ id }),
      view: ticketView,
      personal: { told: 'cell' },
      notPersonal: ['away', 'chosenBy', 'broughtBackBy', 'confirmedBy', 'skills'],
      workedOut: ['dueKey', 'watchAt', 'awayAt', 'reckonedBy'],
    });
  }

  /** Keeps a ticket that was opened; `names` are those of the people whom it is about, and where they live. */
  async add(ticket: Ticket, names: readonly string[]): Promise<void> {
    this.#names.set(ticket, names);
    await this.save(ticket);
  }

  async nextSerial(): Promise<number> {
    const [row] = await this.read<{ serial: number }>(`SELECT nextval('ticket_serial')::int AS serial`, []);
    return row!.serial;
  }

  override async dueIds(now: Date, limit: number): Promise<string[]> {
    const watched = await this.read<{ id: string }>(
      'SELECT id FROM ticket WHERE watch_at <= $1 ORDER BY watch_at LIMIT $2',
      [now, limit],
    );
    const { rules } = this.acts.current();
    const needs = ticketNature.options
      .map((nature) => ({ nature, ...needOf(nature, rules) }))
      .map(({ teamKind, ...need }) => ({ ...need, team_kind: teamKind }));
    const queued = await this.read<{ id: string }>(routable, [
      now,
      rules.routing.maxInHand,
      JSON.stringify(needs),
      limit,
    ]);
    const left = await this.read<{ id: string }>(`${leftBehind} LIMIT $3`, [now, statesInHand, limit]);
    const said = await this.read<{ id: string }>(`${saidToNobody} LIMIT $3`, [now, ticketHandlers, limit]);
    return [...new Set([...watched, ...queued, ...left, ...said].map((row) => row.id))];
  }

  override async lock(id: string): Promise<Ticket> {
    const ticket = await super.lock(id);
    // What nobody has told yet is told with the step that ends it.
    return dueBy(ticket, this.acts.current()) === undefined
      ? ticket
      : Object.assign(ticket, { leaderId: await this.staff.supervisorOf(ticket.teamId) });
  }

  /** Also when a shift begins or ends: then who waits may be given to somebody, and what is in hand is left behind. */
  override async nextDueAt(after: Date): Promise<Date | null> {
    const [row] = await this.read<{ at: Date | null }>(
      `SELECT least((SELECT min(watch_at) FROM ticket WHERE watch_at > $1),
         (SELECT min(away_at) FROM ticket WHERE away_at > $1),
         (SELECT min(route_at) FROM ticket WHERE state = 'queued' AND route_at > $1),
         (SELECT min(starts_at) FROM shift WHERE NOT cancelled AND starts_at > $1),
         (SELECT min(ends_at) FROM shift WHERE NOT cancelled AND ends_at > $1)) AS at`,
      [after],
    );
    return row!.at;
  }

  override async lockUnlessBusy(id: string): Promise<Ticket | undefined> {
    const ticket = await super.lockUnlessBusy(id);
    if (!ticket || ticket.assigneeId === null) return ticket;
    const { now } = currentWork();
    const left =
      ticket.inHandOf === null
        ? await this.read<Left>(`${saidToNobody} AND t.id = $3`, [now, ticketHandlers, id])
        : await this.read<Left>(`${leftBehind} AND t.id = $3`, [now, statesInHand, id]);
    return Object.assign(ticket, { holderAway: left.length > 0, awayAnew: left[0]?.anew ?? false });
  }

  override async staleIds(limit: number): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM ticket WHERE (watch_at IS NOT NULL OR away_at IS NOT NULL) AND reckoned_by < $1 LIMIT $2',
      [this.acts.current().rules.reckoning, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Ids of the tickets that somebody has in hand. */
  async inHandOf(staffId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM ticket WHERE assignee_id = $1 AND state = ANY($2) ORDER BY id',
      [staffId, statesInHand],
    );
    return rows.map((row) => row.id);
  }

  /** Ids of tickets of a customer, the oldest first. */
  async ofCustomer(customerId: string, limit: number): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM ticket WHERE customer_id = $1 ORDER BY serial LIMIT $2',
      [customerId, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Ids of a customer's tickets at which somebody said who they are, and that aren't over; the newest first. */
  async openWithTold(customerId: string, limit: number): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM ticket WHERE customer_id = $1 AND told IS NOT NULL AND confirmed_by IS NULL
         AND state NOT IN ('closed', 'withdrawn') ORDER BY serial DESC LIMIT $2`,
      [customerId, limit],
    );
    return rows.map((row) => row.id);
  }

  /** What waits, by team and state (T-17). */
  async backlog(): Promise<
    { team_id: string | null; state: TicketState; count: number; overdue: number; oldest: Date }[]
  > {
    return this.read(
      `SELECT team_id, state, count(*)::int AS count, (count(*) FILTER (WHERE due_key <= $1))::int AS overdue,
         min(opened_at) AS oldest
         FROM ticket WHERE state NOT IN ('closed', 'withdrawn') GROUP BY team_id, state
         ORDER BY team_id, state LIMIT $2`,
      [currentWork().now, backlogMax],
    );
  }

  protected override async loadParts(ticket: Ticket): Promise<void> {
    this.#holders.set(ticket, ticket.inHandOf);
  }

  protected override async saveParts(ticket: Ticket): Promise<void> {
    const before = this.#holders.get(ticket);
    const { inHandOf } = ticket;
    this.#holders.set(ticket, inHandOf);
    if ((before ?? null) !== inHandOf) this.hands.move(before ?? null, inHandOf);
    this.#saveMessages(ticket);
    // Never loaded means new.
    if (before === undefined)
      this.insert(TicketWords, [
        {
          serial: ticket.serial,
          tokens: tokensOf(ticket.question, ticket.serial, this.#names.get(ticket)).map(String),
        },
      ]);
  }

  #saveMessages(ticket: Ticket): void {
    const { newId } = currentWork();
    this.insert(
      TicketMessage,
      ticket.newMessages.take().map((message) => ({ id: newId(), ticketId: ticket.id, ...message })),
    );
  }
}
