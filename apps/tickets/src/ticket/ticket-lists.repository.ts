import { Injectable } from '@nestjs/common';
import { invalidCursor, type RequestOf, type listMessages, type listTickets } from '@bumen/contracts';
import { currentWork, readPage } from '@bumen/service-kit';
import type { SelectQueryBuilder } from 'typeorm';
import { TicketMessage } from './ticket-message.entity.ts';
import { Ticket } from './ticket.entity.ts';
import { bucketOf, gramsOf, ticketsPerBucket } from './words.ts';

type ListRequest = RequestOf<typeof listTickets>;
interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** How many buckets of tickets one page of a search looks through; further ones are left to the next page. */
const bucketsMax = { wordsAlone: 256, filtered: 16 };

// `+ 0` keeps PostgreSQL from walking the tickets by their number and testing each, which takes for ever where a word is rare.
const search = `SELECT w.serial FROM generate_series($2::int / ${ticketsPerBucket}, $3::int, -1) AS b(n)
  CROSS JOIN LATERAL (
    SELECT x.serial FROM ticket_words x
     WHERE x.tokens @> (SELECT array_agg(b.n::bigint * 4294967296 + gram) FROM unnest($1::bigint[]) AS gram) AND x.serial + 0 < $2
     ORDER BY x.serial + 0 DESC LIMIT $4) AS w LIMIT $4`;
const filteredSearch = search.replace(
  'SELECT x.serial FROM ticket_words x\n     WHERE',
  `SELECT x.serial FROM ticket_words x JOIN ticket t ON t.serial = x.serial
     WHERE ($5::text IS NULL OR t.state = $5) AND ($6::text IS NULL OR t.nature = $6) AND ($7::uuid IS NULL OR t.assignee_id = $7) AND ($8::uuid IS NULL OR t.team_id = $8)
       AND ($9::uuid IS NULL OR t.customer_id = $9) AND ($10::boolean IS NULL OR (t.state NOT IN ('closed', 'withdrawn')) = $10)
       AND ($11::text IS NULL OR t.priority = $11) AND ($12::text IS NULL OR t.channel = $12)
       AND ($13::boolean IS NULL OR (t.state NOT IN ('closed', 'withdrawn') AND t.due_key <= $14::timestamptz) = $13) AND`,
);

/** Reading many tickets at once. */
@Injectable()
export class TicketListsRepository {
  async page(request: ListRequest): Promise<Page<Ticket>> {
    if (request.words === undefined) return this.#filtered(this.#tickets(request), request);
    const number = /^T(\d{6,9})$/i.exec(request.words)?.[1];
    if (number !== undefined) return this.#filtered(this.#tickets(request).andWhere('ticket.serial = :serial', { serial: Number(number) }), request);
    return this.#withWords(request, request.words);
  }

  async messages({ ticketId, ...request }: RequestOf<typeof listMessages>): Promise<Page<TicketMessage>> {
    const query = currentWork().manager.createQueryBuilder(TicketMessage, 'message').where('message.ticketId = :ticketId', { ticketId });
    return readPage(query, request, { by: ['id'], direction: 'asc' }, (message) => message);
  }

  async #filtered(query: SelectQueryBuilder<Ticket>, request: ListRequest): Promise<Page<Ticket>> {
    return request.order === 'due'
      ? readPage(query, request, { by: ['dueKey', 'serial'], direction: 'asc' }, (ticket) => ticket)
      : readPage(query, request, { by: ['serial'], direction: 'desc' }, (ticket) => ticket);
  }

  #tickets({ state, nature, priority, channel, assigneeId, teamId, customerId, open, overdue, order }: ListRequest): SelectQueryBuilder<Ticket> {
    const query = currentWork().manager.createQueryBuilder(Ticket, 'ticket');
    for (const [column, value] of Object.entries({ state, nature, priority, channel, assigneeId, teamId, customerId })) if (value !== undefined) query.andWhere(`ticket.${column} = :${column}`, { [column]: value });
    // Written out, so that PostgreSQL recognises its partial indexes.
    if (open === true || overdue === true || order === 'due') query.andWhere(`ticket.state NOT IN ('closed', 'withdrawn')`);
    if (open === false) query.andWhere(`ticket.state IN ('closed', 'withdrawn')`);
    const { now } = currentWork();
    if (overdue === true) query.andWhere('ticket.dueKey <= :now', { now });
    if (overdue === false) query.andWhere(`(ticket.state IN ('closed', 'withdrawn') OR ticket.dueKey > :now)`, { now });
    return query;
  }

  async #withWords(request: ListRequest, words: string): Promise<Page<Ticket>> {
    const grams = gramsOf(words);
    if (grams.length === 0) return { items: [], nextCursor: null };
    const work = currentWork();
    const { state, nature, priority, channel, assigneeId, teamId, customerId, open, overdue, limit } = request;
    const filters = [state, nature, assigneeId, teamId, customerId, open, priority, channel, overdue].map((filter) => filter ?? null);
    const isFiltered = filters.some((filter) => filter !== null);
    const before = request.cursor === undefined ? await this.#end() : serialOf(request.cursor);
    const lastBucket = Math.max(0, bucketOf(before) - (isFiltered ? bucketsMax.filtered : bucketsMax.wordsAlone) + 1);
    const bounds = [grams, before, lastBucket, limit + 1];
    const found = isFiltered
      ? await work.sql<{ serial: number }>('ticket_search_filtered', filteredSearch, [...bounds, ...filters, work.now])
      : await work.sql<{ serial: number }>('ticket_search', search, bounds);
    const shown = found.slice(0, limit).map((row) => row.serial);
    const next = found.length > limit ? shown.at(-1)! : lastBucket > 0 ? lastBucket * ticketsPerBucket : null;
    const tickets = shown.length === 0 ? [] : await work.manager.createQueryBuilder(Ticket, 'ticket').where('ticket.serial IN (:...shown)', { shown }).orderBy('ticket.serial', 'DESC').getMany();
    return { items: tickets, nextCursor: next === null ? null : cursorOf(next) };
  }

  /** Just after the newest ticket. */
  async #end(): Promise<number> {
    const [row] = await currentWork().sql<{ end: number }>('ticket_search_end', 'SELECT coalesce(max(serial), 0) + 1 AS end FROM ticket_words', []);
    return row!.end;
  }
}

const cursorOf = (serial: number) => Buffer.from(`words ${serial}`).toString('base64url');

function serialOf(cursor: string): number {
  const serial = /^words (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  if (serial === undefined) throw invalidCursor();
  return Number(serial);
}
