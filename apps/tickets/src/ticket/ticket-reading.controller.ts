import { Controller } from '@nestjs/common';
import {
  countTickets,
  getTicket,
  listMessages,
  listTickets,
  showBacklog,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Doers, Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { otherName } from '../customer/names.ts';
import { Routing } from '../routing/routing.ts';
import { Liaison } from '../staff/liaison.ts';
import { TicketListsRepository } from './ticket-lists.repository.ts';
import { TicketRepository } from './ticket.repository.ts';
import { messageViewOf, ticketSummaryOf, ticketViewOf } from './ticket.view.ts';

/** Reading tickets. */
@Controller()
export class TicketReadingController {
  constructor(
    private readonly tickets: TicketRepository,
    private readonly lists: TicketListsRepository,
    private readonly liaison: Liaison,
    private readonly routing: Routing,
    private readonly acts: Acts,
    private readonly doers: Doers,
  ) {}

  @Handles(getTicket)
  async get({ ticketId }: RequestOf<typeof getTicket>): Promise<ResponseOf<typeof getTicket>> {
    const { ticket, customer } = await this.lists.one(ticketId);
    const act = this.acts.current();
    await this.liaison.refuseUnlessTheirs(ticket, act);
    return ticketViewOf(ticket, customer, await this.routing.keepsFromAccepting(ticket, act), act);
  }

  @Handles(listTickets)
  async list(request: RequestOf<typeof listTickets>): Promise<ResponseOf<typeof listTickets>> {
    const { items, nextCursor } = await this.lists.page({ ...request, ...(await this.#given(request)) });
    const { now } = currentWork();
    return { items: items.map((item) => ticketSummaryOf(item, now)), nextCursor };
  }

  @Handles(countTickets)
  async count({ filters }: RequestOf<typeof countTickets>): Promise<ResponseOf<typeof countTickets>> {
    const allowed = await Promise.all(
      Object.entries(filters).map(async ([name, filter]) => [name, { ...filter, ...(await this.#given(filter)) }]),
    );
    return { counts: await this.lists.counts(Object.fromEntries(allowed)) };
  }

  @Handles(listMessages)
  async messages(request: RequestOf<typeof listMessages>): Promise<ResponseOf<typeof listMessages>> {
    const [{ items, nextCursor }, { departmentId, toldName: told, ...whose }] = await Promise.all([
      this.lists.messages(request),
      this.lists.whose(request.ticketId),
    ]);
    await this.liaison.refuseUnlessTheirs({ id: request.ticketId, departmentId }, this.acts.current());
    const toldName = otherName(told, whose.customer.name);
    return { items: items.map((message) => messageViewOf(message, this.doers)), nextCursor, toldName, ...whose };
  }

  @Handles(showBacklog)
  async backlog(): Promise<ResponseOf<typeof showBacklog>> {
    const rows = await this.tickets.backlog();
    return {
      items: rows.map(({ team_id, state, count, overdue, oldest }) => ({
        teamId: team_id,
        state,
        count,
        overdue,
        oldestOpenedAt: oldest.toISOString(),
      })),
    };
  }

  /** The filter that keeps a liaison to what was given to their department, of the departments that they ask for. */
  async #given({ departmentId }: { readonly departmentId?: readonly string[] | undefined }) {
    const own = await this.liaison.departmentsOf(this.acts.current(), departmentId);
    return own === undefined ? {} : { departmentId: own };
  }
}
