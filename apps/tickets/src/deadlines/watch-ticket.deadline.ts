import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { Handover } from '../routing/handover.ts';
import { Routing } from '../routing/routing.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';
import { dueBy, wasGivenFor, type Due, type WatchedClock } from '../ticket/watchdog.ts';

/**
 * Nobody answers, a promise comes near or is missed, the queue can be served: warn, reassign, tell those who lead
 * (T-03, T-04, T-06).
 */
@MeetsDeadlines(TicketRepository, { zh: '时限监控', en: 'Watch over answers and promises' })
export class WatchTicket implements DeadlineHandler<Ticket> {
  constructor(
    private readonly routing: Routing,
    private readonly handover: Handover,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(ticket: Ticket): Promise<void> {
    const act = this.acts.current();
    // By settings that changed meanwhile it may be due later.
    ticket.reckon(act);
    let watched = ticket.holderAway;
    if (ticket.holderAway) await this.handover.whileAway(ticket, act);
    // Several stages may have passed while the service stood still; each is told, in order.
    for (let due = dueBy(ticket, act); due; due = dueBy(ticket, act), watched = true)
      await this.#meet(ticket, due, act);
    if (!ticket.mayBeRouted(act)) return;
    // Woken by its watchdog it was not looked for by who might take it, so it waits on; the sweep finds it when
    // somebody may.
    if (watched) ticket.waitInQueue(act.at, act);
    else ticket.route(await this.routing.place(ticket, act), act);
  }

  reckon(ticket: Ticket): void {
    ticket.reckon(this.acts.current());
  }

  async #meet(ticket: Ticket, due: Due, act: Act): Promise<void> {
    if (due.what === 'level' && due.level === 'reassigned') return this.#reassign(ticket, due.of, act);
    ticket.meet(due, await this.#leader(ticket, due), act);
  }

  /** To another agent who fits; where there is none the supervisor is told at once instead. */
  async #reassign(ticket: Ticket, of: WatchedClock, act: Act): Promise<void> {
    // Somebody else has it already since it should have gone to them: whoever was away lost it, or a person gave it.
    if (wasGivenFor(of, ticket, act)) return ticket.meet({ what: 'level', of, level: 'reassigned' }, null, act);
    const placement = await this.routing.place(ticket, act, ticket.assigneeId === null ? [] : [ticket.assigneeId]);
    if (placement.agent) {
      ticket.meet({ what: 'level', of, level: 'reassigned' }, null, act);
      return ticket.handOn(placement, act);
    }
    await this.#meet(ticket, { what: 'level', of, level: 'supervisor' }, act);
  }

  /** Who is told where it goes upward; null where it doesn't. */
  async #leader(ticket: Ticket, due: Due): Promise<string | null> {
    if (due.what === 'promise') return due.promise.warned ? this.staff.supervisorOf(ticket.teamId) : null;
    if (due.of === 'progress') return due.level === 'breached' ? this.staff.supervisorOf(ticket.teamId) : null;
    if (due.level === 'manager') return this.staff.departmentManager();
    return due.level === 'supervisor' ? this.staff.supervisorOf(ticket.teamId) : null;
  }
}
