import { Injectable } from '@nestjs/common';
import {
  readerOf,
  listedLengthMax,
  ticketNotFound,
  type BoundedCount,
  type countTickets,
  type listMessages,
  type listTickets,
  type RequestOf,
} from '@bumen/contracts';
import { columnsOf, countEach, currentWork, oneOf, PageKey, pageOf, readPage, Repository } from '@bumen/service-kit';
import type { CustomerBrief } from '../customer/customer.repository.ts';
import { TicketMessage } from './ticket-message.entity.ts';
import { searchStatement } from './ticket-search.repository.ts';
import { Ticket } from './ticket.entity.ts';
import { gramsOf, ticketsPerBucket } from './words.ts';

type ListRequest = RequestOf<typeof listTickets>;
type Filter = RequestOf<typeof countTickets>['filters'][string];
interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

const listedColumns = [
  'id',
  'version',
  'serial',
  'customerId',
  'toldName',
  'nature',
  'priority',
  'channel',
  'state',
  'teamId',
  'assigneeId',
  'assigneeName',
  'openedAt',
  'escalation',
  'dueKey',
  'closedAt',
] as const satisfies readonly (keyof Ticket)[];
/** A ticket as far as lists show it: of its question the beginning, and somewhat more. */
export type ListedTicket = Pick<Ticket, (typeof listedColumns)[number] | 'question' | 'number' | 'dueAt'>;
export interface WithCustomer<T> {
  readonly ticket: T;
  /** Of its file lists need no keys. */
  readonly customer: CustomerBrief;
}
interface Whose {
  readonly assigneeId: string | null;
  readonly departmentId: string | null;
  readonly toldName: string | null;
}
type Row = Record<string, unknown> & {
  readonly customerId: string;
  readonly customerName: string;
  readonly customerPhone: string | null;
  readonly customerKeys?: CustomerBrief['keys'];
  readonly serial: number;
};

const newest = new PageKey('ticket desc serial', ['whole']);
const newestWithWords = new PageKey('ticket words desc serial', ['whole']);
const nearestDue = new PageKey('ticket asc dueKey,serial', ['instant', 'whole']);

const filterColumns = {
  state: 'state',
  nature: 'nature',
  priority: 'priority',
  channel: 'channel',
  assigneeId: 'assignee_id',
  teamId: 'team_id',
  customerId: 'customer_id',
  departmentId: 'department_id',
} as const;
/** How many rows are read for a page of so many: few different numbers, so that statements stay prepared. */
const readAtOnce = (limit: number) => [11, 51, 201].find((count) => count > limit) ?? limit + 1;
/**
 * So many kinds of lists are prepared by each connection, those that are asked for first; others are planned each time.
 */
const preparedMax = 200;
/** How many buckets of tickets one page of a search looks through; further ones are left to the next page. */
const bucketsMax = { wordsAlone: 256, filtered: 16 };

/** Reading tickets, with their customers by the same statement. */
@Injectable()
export class TicketListsRepository extends Repository {
  readonly #prepared = new Set<string>();

  async one(id: string): Promise<WithCustomer<Ticket>> {
    const statement = once(
      'one',
      () => `SELECT ${columnsOf(Ticket, 't')}, ${customerColumns}, c.keys AS "customerKeys"
         FROM ticket t ${joinCustomer} WHERE t.id = $1`,
    );
    const [row] = await this.read<Row>(statement, [id]);
    if (!row) throw ticketNotFound({ id });
    return withCustomer<Ticket>(row);
  }

  async page(request: ListRequest): Promise<Page<WithCustomer<ListedTicket>>> {
    if (request.words === undefined) return this.#listed(request, undefined);
    const number = /^T(\d{6,9})$/i.exec(request.words)?.[1];
    return number === undefined ? this.#withWords(request, request.words) : this.#listed(request, Number(number));
  }

  /** Whose ticket it is, and who leads it. */
  async whose(id: string): Promise<Whose & { readonly customer: Omit<CustomerBrief, 'keys'> }> {
    const [row] = await this.read<Row & Whose>(
      `SELECT t.assignee_id AS "assigneeId", t.department_id AS "departmentId", t.told_name AS "toldName",
         t.customer_id AS "customerId", ${customerColumns} FROM ticket t ${joinCustomer} WHERE t.id = $1`,
      [id],
    );
    if (!row) throw ticketNotFound({ id });
    const { assigneeId, departmentId, toldName, customerId, customerName: name, customerPhone: phone } = row;
    return { assigneeId, departmentId, toldName, customer: { id: customerId, name, phone } };
  }

  /** How many tickets each filter finds, counted up to 1,000. */
  async counts(filters: Readonly<Record<string, Filter>>): Promise<Record<string, BoundedCount>> {
    const { text, values, counts } = countEach(
      Object.fromEntries(
        Object.entries(filters).map(([name, filter]) => {
          const given: unknown[] = [];
          const conditions = conditionsOf(filter, (one) => `$${given.push(one)}`);
          return [name, { text: `SELECT FROM ticket t ${whereAll(conditions)}`, values: given }];
        }),
      ),
    );
    const [row] = await this.#ask<Record<string, number>>(text, [...values]);
    return counts(row!);
  }

  async messages({ ticketId, ...request }: RequestOf<typeof listMessages>): Promise<Page<TicketMessage>> {
    const query = this.select(TicketMessage, 'message').where('message.ticketId = :ticketId', { ticketId });
    const order = { by: ['id'], direction: 'asc', lengthOf: ({ text }: TicketMessage) => text?.length ?? 0 } as const;
    return readPage(query, request, order, (message) => message);
  }

  async #listed(request: ListRequest, serial: number | undefined): Promise<Page<WithCustomer<ListedTicket>>> {
    const { order, cursor, limit } = request;
    const values: unknown[] = [];
    const value = (given: unknown) => `$${values.push(given)}`;
    const conditions = conditionsOf(order === 'due' ? { ...request, open: true } : request, value);
    if (serial !== undefined) conditions.push(`t.serial = ${value(serial)}`);
    const [key, by] = order === 'due' ? [nearestDue, 't.due_key, t.serial'] : [newest, 't.serial DESC'];
    if (cursor !== undefined) {
      const after = key.opened(cursor).map(value);
      conditions.push(order === 'due' ? `(t.due_key, t.serial) > (${after.join(', ')})` : `t.serial < ${after.join()}`);
    }
    const rows = await this.#ask<Row>(
      `SELECT ${listed()} FROM ticket t ${joinCustomer} ${whereAll(conditions)} ORDER BY ${by} LIMIT ${readAtOnce(limit)}`,
      values,
    );
    return pageOf(
      rows.map((row) => withCustomer<ListedTicket>(row)),
      limit,
      key,
      ({ ticket }) => (order === 'due' ? [ticket.dueKey, ticket.serial] : [ticket.serial]),
    );
  }

  async #withWords(request: ListRequest, words: string): Promise<Page<WithCustomer<ListedTicket>>> {
    const grams = gramsOf(words);
    if (grams.all.length === 0) return { items: [], nextCursor: null };
    const { state, nature, priority, channel, assigneeId, teamId, customerId, departmentId, open } = request;
    const { overdue, limit, cursor } = request;
    const filters = [state, nature, assigneeId, teamId, customerId, open, priority, channel, departmentId, overdue].map(
      (filter) => filter ?? null,
    );
    const filtered = filters.some((filter) => filter !== null);
    const bounds = [
      grams.all,
      cursor === undefined ? null : newestWithWords.opened(cursor)[0],
      filtered ? bucketsMax.filtered : bucketsMax.wordsAlone,
    ];
    const atMost = readAtOnce(limit);
    const { caller, now } = currentWork();
    const readsAll = readerOf(caller).mayReadWords(undefined);
    const statement = once(`search ${filtered} ${readsAll} ${atMost}`, () =>
      searchStatement({ filtered, readsAll, columns: listed(), joinCustomer, atMost }),
    );
    const rows = await this.#ask<Row & { readonly lastBucket: number; readonly id: string | null }>(statement, [
      ...bounds,
      ...(filtered ? [...filters, now] : []),
      ...(readsAll ? [] : [grams.masked, caller.staffId]),
    ]);
    // One row without a ticket tells that nothing was found in these buckets.
    const found = rows.filter((row) => row.id !== null);
    const shown = found.slice(0, limit);
    const { lastBucket } = rows[0]!;
    const next = found.length > limit ? shown.at(-1)!.serial : lastBucket > 0 ? lastBucket * ticketsPerBucket : null;
    return {
      items: shown.map((row) => withCustomer<ListedTicket>(row)),
      nextCursor: next === null ? null : newestWithWords.sealed([next]),
    };
  }

  #ask<Found extends object>(text: string, values: unknown[]): Promise<Found[]> {
    if (this.#prepared.size < preparedMax) this.#prepared.add(text);
    return this.#prepared.has(text) ? this.read<Found>(text, values) : this.readOnce<Found>(text, values);
  }
}

/** What a ticket has to be for a filter, as SQL; `value` takes a value and answers its parameter. */
function conditionsOf(filter: Filter, value: (given: unknown) => string): string[] {
  const { open, overdue } = filter;
  const conditions = Object.entries(filterColumns).flatMap(([name, column]) => {
    const given = filter[name as keyof typeof filterColumns];
    return given ? [oneOf(`t.${column}`, given, value)] : [];
  });
  // Written out, so that PostgreSQL recognises its partial indexes.
  if (open === true || overdue === true) conditions.push(`t.state NOT IN ('closed', 'withdrawn')`);
  if (open === false) conditions.push(`t.state IN ('closed', 'withdrawn')`);
  if (overdue === true) conditions.push(`t.due_key <= ${value(currentWork().now)}`);
  if (overdue === false)
    conditions.push(`(t.state IN ('closed', 'withdrawn') OR t.due_key > ${value(currentWork().now)})`);
  return conditions;
}
const whereAll = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;

const customerColumns = 'c.name AS "customerName", c.phone AS "customerPhone"';
// For each row that is shown, however many PostgreSQL expects: it would rather read all customers.
const joinCustomer =
  'CROSS JOIN LATERAL (SELECT name, phone, keys FROM customer WHERE id = t.customer_id LIMIT 1) AS c';
const texts = new Map<string, string>();
/** The columns are known as soon as TypeORM is, so statements are made when they are needed first. */
function once(name: string, make: () => string): string {
  let text = texts.get(name);
  if (text === undefined) texts.set(name, (text = make()));
  return text;
}
// A long question is cut by the database: a page of whole ones would be more than a message holds.
const beginning = `left(t.question, ${listedLengthMax + 1}) AS question`;
const listed = () => once('listed', () => `${columnsOf(Ticket, 't', listedColumns)}, ${beginning}, ${customerColumns}`);

/** Columns that were not read are not in `T`. */
function withCustomer<T>(row: Row): WithCustomer<T> {
  const { customerName: name, customerPhone: phone, customerKeys: keys = [], ...columns } = row;
  return { ticket: Object.assign(new Ticket(), columns) as T, customer: { id: columns.customerId, name, phone, keys } };
}
