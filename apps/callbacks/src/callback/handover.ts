import { Injectable } from '@nestjs/common';
import type { Act } from '../acts.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Callback } from './callback.entity.ts';

/** Gives callbacks to others, so that none disappears with whoever has it (C-05). */
@Injectable()
export class Handover {
  constructor(private readonly staff: StaffRepository) {}

  /**
   * Whoever has it can't do it any more: it goes to another, one who is off shift where nobody else is. Where there is
   * no specialist left at all it waits to be taken.
   */
  async fromWhoCannot(callback: Callback, act: Act): Promise<void> {
    this.#give(callback, await this.staff.anySpecialist(callback.ticketHandlerIds), act);
  }

  /** Whoever has it is away while something of it is due: it goes to somebody on shift, or waits to be taken (T-03). */
  async fromWhoIsAway(callback: Callback, act: Act): Promise<void> {
    this.#give(callback, await this.staff.leastBusySpecialist(callback.ticketHandlerIds), act);
  }

  #give(callback: Callback, to: Awaited<ReturnType<StaffRepository['find']>>, act: Act): void {
    if (to) callback.share(to, act);
    // Where the customer is on the line or was reached, and where a supervisor decides, it stays for them to find.
    else if (callback.state === 'planned') callback.queue(act);
  }
}
