import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { Routing } from '../routing/routing.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Due } from '../ticket/ticket-record.entity.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';

/**
 * Nobody answers, a promise comes near or is missed, the queue can be served: warn, reassign, tell those who lead
 * (T-03, T-04, T-06).
 */
@MeetsDeadlines(TicketRepository, '时限监控')
export class WatchTicket implements DeadlineHandler<Ticket> {
  constructor(
    private readonly routing: Routing,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(ticket: Ticket): Promise<void> {
    const act = this.acts.current();
    let watched = false;
    // Several stages may have passed while the service stood still; each is told, in order.
    for (let due = ticket.dueBy(act); due; due = ticket.dueBy(act), watched = true) await this.#meet(ticket, due, act);
    if (!ticket.mayBeRouted(act)) return;
    // Woken by its watchdog it was not looked for by who might take it, so it waits on; the sweep finds it when
    // somebody may.
    if (watched) ticket.waitInQueue(act.at, act);
    else ticket.route(await this.routing.place(ticket, act), act);
  }

  async #meet(ticket: Ticket, due: Due, act: Act): Promise<void> {
    switch (due.what) {
      case 'promise':
        if (!due.promise.warned) return ticket.promiseNearlyDue(due.promise, act);
        return ticket.promiseMissed(due.promise, await this.staff.supervisorOf(ticket.teamId), act);
      case 'level':
        switch (due.level) {
          case 'none':
            return;
          case 'warned':
            return ticket.warn(act);
          case 'breached':
            return ticket.breach(act);
          case 'reassigned':
            return this.#reassign(ticket, act);
          case 'supervisor':
            return ticket.escalate('supervisor', await this.staff.supervisorOf(ticket.teamId), act);
          case 'manager':
            return ticket.escalate('manager', await this.staff.departmentManager(), act);
        }
    }
  }

  /** To another agent who fits; where there is none the supervisor is told at once instead. */
  async #reassign(ticket: Ticket, act: Act): Promise<void> {
    const placement = await this.routing.place(ticket, act, ticket.assigneeId === null ? [] : [ticket.assigneeId]);
    if (placement.agent) return ticket.reassign(placement.agent, act);
    ticket.escalate('supervisor', await this.staff.supervisorOf(ticket.teamId), act);
  }
}
