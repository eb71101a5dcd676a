import { Injectable } from '@nestjs/common';
import { ticketNotFound, ticketWatchers } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { StaffRepository } from './staff.repository.ts';

/** The id of nothing: whoever speaks for no department has been given nothing. */
const nothing = '00000000-0000-0000-0000-000000000000';

/** What liaisons of other departments may read and answer: what was given to theirs, and nothing else (P-05). */
@Injectable()
export class Liaison {
  constructor(private readonly staff: StaffRepository) {}

  /** The one department whose tickets they may read; undefined for who reads all because of another role. */
  async departmentOf({ by }: Act): Promise<string | undefined> {
    if (by.roles.some((role) => (ticketWatchers as readonly string[]).includes(role))) return undefined;
    return (await this.staff.departmentOf(by.id)) ?? nothing;
  }

  /** Of the departments asked for, or of all, those whose tickets they may read; undefined as `departmentOf`. */
  async departmentsOf(act: Act, asked: readonly string[] | undefined): Promise<string[] | undefined> {
    const own = await this.departmentOf(act);
    if (own === undefined) return undefined;
    return [asked === undefined || asked.includes(own) ? own : nothing];
  }

  /** Throws ticketNotFound for one that they may not read: not even that there is one is told. */
  async refuseUnlessTheirs(ticket: { readonly id: string; readonly departmentId: string | null }, act: Act) {
    const departmentId = await this.departmentOf(act);
    if (departmentId !== undefined && ticket.departmentId !== departmentId) throw ticketNotFound({ id: ticket.id });
  }
}
