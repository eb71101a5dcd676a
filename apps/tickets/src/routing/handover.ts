import { Injectable } from '@nestjs/common';
import { Acts, type Act } from '../acts.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Ticket } from '../ticket/ticket.entity.ts';
import { TicketRepository } from '../ticket/ticket.repository.ts';
import type { Placement } from './placement.ts';
import { Routing } from './routing.ts';

/**
 * Gives to others what somebody has in hand who can't go on with it, so that no customer waits for who left (T-03,
 * H-01).
 */
@Injectable()
export class Handover {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly routing: Routing,
    private readonly staff: StaffRepository,
    private readonly acts: Acts,
  ) {}

  async allOf(staffId: string): Promise<void> {
    const act = this.acts.current();
    for (const id of await this.tickets.inHandOf(staffId)) {
      const ticket = await this.tickets.lock(id);
      // Given to another meanwhile.
      if (ticket.inHandOf !== staffId) continue;
      const placement = await this.#placementOf(ticket, staffId, act, false);
      if (!placement) continue;
      ticket.handOn(placement, act);
      await this.tickets.save(ticket);
    }
  }

  /**
   * Gives to others what of one is due before its holder comes back; where nobody can take it, who leads is told, and
   * told again.
   */
  async whileAway(ticket: Ticket, act: Act): Promise<void> {
    const holder = ticket.assigneeId;
    const placement = holder === null ? undefined : await this.#placementOf(ticket, holder, act, true);
    if (placement) return ticket.handOn(placement, act);
    const supervisor = { to: 'supervisor', toStaffId: await this.staff.supervisorOf(ticket.teamId, holder) } as const;
    // What was told before, and helped nothing, goes upward.
    const upward = !ticket.awayAnew && ticket.away !== null && ticket.away.told > 0;
    const manager = upward ? [{ to: 'manager', toStaffId: await this.staff.departmentManager() } as const] : [];
    ticket.tellHolderAway([supervisor, ...manager], act);
  }

  /**
   * A ticket that another department has can't wait in the queue: where nobody fits, who leads takes it; undefined
   * where nobody does. Of whom is only away, who leads has to be there (`onShift`). What is resolved can't either, and
   * needs no more than that somebody answers.
   */
  async #placementOf(ticket: Ticket, leaving: string, act: Act, onShift: boolean): Promise<Placement | undefined> {
    const placement = await this.routing.place(ticket, act, [leaving]);
    if (placement.agent || ticket.mayWait) return placement;
    if (ticket.state !== 'with_department') return undefined;
    const supervisorId = await this.staff.supervisorOf(ticket.teamId, leaving);
    const agent = supervisorId === null ? undefined : await this.routing.takeOver(supervisorId, onShift);
    return agent && { agent };
  }
}
