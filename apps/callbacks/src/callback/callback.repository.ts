import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import {
  type BoundedCount,
  callbackNotFound,
  callbackView,
  type countCallbacks,
  type listCallbacks,
  type listExceptions,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, countEach, currentWork, keepOneOf, readPage } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CustomerRepository } from '../customer/customer.repository.ts';
import { backAt, mayCallBack, offSince, onShift } from '../staff/staff.repository.ts';
import { Attempt } from './attempt.entity.ts';
import { Callback } from './callback.entity.ts';
import { asTold } from './caller.ts';

const atOnce = new Date(0);
/**
 * Callbacks of somebody who went off shift since they have them, and that are needed before they come back. Whoever
 * takes one off shift means to do it; whoever reached the customer keeps it while nobody else could write the record.
 */
const leftBehind = `SELECT c.id FROM staff_member s JOIN callback c ON c.assignee_id = s.id
  WHERE NOT ${onShift(1)} AND c.needed_at < ${backAt(1)} AND coalesce(c.held_since, '-infinity') <= ${offSince(1)}
    AND (c.state = 'planned'
      OR EXISTS (SELECT FROM staff_member s WHERE ${mayCallBack('c.ticket_handler_ids')} AND ${onShift(1)}))`;

interface Page {
  readonly items: Callback[];
  readonly nextCursor: string | null;
}
type Filter = RequestOf<typeof countCallbacks>['filters'][string];

@Injectable()
export class CallbackRepository extends AggregateRepository<Callback> {
  /** Attempts never change; one that ended is another. */
  readonly #stored = new WeakSet<Attempt>();

  constructor(
    private readonly customers: CustomerRepository,
    private readonly acts: Acts,
  ) {
    super(Callback, {
      notFound: (id) => callbackNotFound({ id }),
      view: callbackView,
      workedOut: ['dueAt', 'warnAt', 'managerAt', 'reckonedBy', 'nextAttemptAt', 'neededAt', 'nextDeadlineAt'],
      personal: { decisionNote: 'words', told: 'cell' },
      notPersonal: ['decisionCause'],
    });
  }

  override async staleIds(limit: number): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM callback WHERE finished_at IS NULL AND reckoned_by < $1 LIMIT $2',
      [this.acts.current().rules.reckoning, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Also those of who is away. */
  override async dueIds(now: Date, limit: number): Promise<string[]> {
    const left = await this.read<{ id: string }>(`${leftBehind} LIMIT $2`, [now, limit]);
    return [...new Set([...(await super.dueIds(now, limit)), ...left.map(({ id }) => id)])];
  }

  /** Also when a shift begins or ends: then what is in hand is left behind, or there is somebody to give it to. */
  override async nextDueAt(after: Date): Promise<Date | null> {
    const own = await super.nextDueAt(after);
    const [row] = await this.read<{ at: Date | null }>(
      `SELECT least($2::timestamptz, (SELECT min(starts_at) FROM shift WHERE NOT cancelled AND starts_at > $1),
         (SELECT min(ends_at) FROM shift WHERE NOT cancelled AND ends_at > $1)) AS at`,
      [after, own],
    );
    return row!.at;
  }

  override async lockUnlessBusy(id: string): Promise<Callback | undefined> {
    const callback = await super.lockUnlessBusy(id);
    if (!callback?.neededAt) return callback;
    const { now } = currentWork();
    const left = await this.read(`${leftBehind} AND c.id = $2`, [now, id]);
    // What is left behind is due at once; it works its own deadline out when it is given away.
    return left.length === 0 ? callback : Object.assign(callback, { holderAway: true, nextDeadlineAt: atOnce });
  }

  async hasOneFor(ticketId: string, round: number): Promise<boolean> {
    const found = await this.read('SELECT FROM callback WHERE ticket_id = $1 AND round = $2', [ticketId, round]);
    return found.length > 0;
  }

  /** Ids of the ticket's callbacks that are not done. */
  async openOf(ticketId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM callback WHERE ticket_id = $1 AND finished_at IS NULL ORDER BY id',
      [ticketId],
    );
    return rows.map((row) => row.id);
  }

  /** Ids of all of the ticket's callbacks. */
  async allOf(ticketId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>('SELECT id FROM callback WHERE ticket_id = $1 ORDER BY id', [
      ticketId,
    ]);
    return rows.map((row) => row.id);
  }

  /** Ids of the callbacks that somebody has and that are not done. */
  async openOfAssignee(staffId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM callback WHERE assignee_id = $1 AND finished_at IS NULL ORDER BY id',
      [staffId],
    );
    return rows.map((row) => row.id);
  }

  /** Without their attempts. */
  async page({ order, ...request }: RequestOf<typeof listCallbacks>): Promise<Page> {
    const found = await readPage(
      this.#fitting(request),
      request,
      order === 'due' ? { by: ['dueAt', 'id'], direction: 'asc' } : { by: ['createdAt', 'id'], direction: 'desc' },
      (callback) => callback,
    );
    return this.#withCustomers(found);
  }

  /**
   * What is due and not done, and what was excused since a moment: nobody was asked (C-05). What wasn't drawn was never
   * owed. Without their attempts.
   */
  async exceptions({ member, ...request }: RequestOf<typeof listExceptions>, since: Date): Promise<Page> {
    const query = this.select(Callback, 'callback').where(
      `callback.id IN (SELECT id FROM callback WHERE finished_at IS NULL AND due_at < :now
         UNION ALL SELECT id FROM callback WHERE state = 'excused' AND finished_at >= :since
           AND decision_cause <> 'not_drawn')`,
      { now: currentWork().now, since },
    );
    if (member !== undefined)
      query.andWhere(
        `${member ? '' : 'NOT '}EXISTS (SELECT FROM customer u WHERE u.id = callback.customerId AND u.member)`,
      );
    const order = { by: ['dueAt', 'id'], direction: 'asc' } as const;
    return this.#withCustomers(await readPage(query, request, order, (callback) => callback));
  }

  /** How many callbacks each filter finds, counted up to 1,000. */
  async counts(filters: Readonly<Record<string, Filter>>): Promise<Record<string, BoundedCount>> {
    const { text, values, counts } = countEach(
      Object.fromEntries(
        Object.entries(filters).map(([name, filter]) => {
          const [fitting, given] = this.#fitting(filter).select('callback.id').getQueryAndParameters();
          return [name, { text: fitting, values: given as unknown[] }];
        }),
      ),
    );
    const [row] = await this.readOnce<Record<string, number>>(text, values);
    return counts(row!);
  }

  protected override async loadParts(callback: Callback): Promise<void> {
    const [file, refused, attempts] = await Promise.all([
      this.customers.find(callback.customerId),
      this.customers.refused([callback.told?.phoneE164]),
      callback.attemptCount === 0
        ? []
        : this.select(Attempt, 'attempt')
            .where('attempt.callbackId = :id', { id: callback.id })
            .orderBy('attempt.position')
            .getMany(),
    ]);
    Object.assign(callback, { customer: asTold(file, callback.told, refused), attempts });
    for (const attempt of attempts) this.#stored.add(attempt);
  }

  protected override async saveParts(callback: Callback): Promise<void> {
    const changed = callback.attempts.filter((attempt) => !this.#stored.has(attempt));
    if (changed.length === 0) return;
    this.upsert(Attempt, changed);
    for (const attempt of changed) this.#stored.add(attempt);
  }

  async #withCustomers(found: Page): Promise<Page> {
    const [customers, refused] = await Promise.all([
      this.customers.byIds(found.items.map(({ customerId }) => customerId)),
      this.customers.refused(found.items.map(({ told }) => told?.phoneE164)),
    ]);
    for (const callback of found.items)
      Object.assign(callback, { customer: asTold(customers.get(callback.customerId) ?? null, callback.told, refused) });
    return found;
  }

  #fitting({
    state,
    assigneeId,
    ticketId,
    customerId,
    open,
    overdue,
    unassigned,
  }: Filter): SelectQueryBuilder<Callback> {
    const query = this.select(Callback, 'callback');
    keepOneOf(query, { state, assigneeId, ticketId, customerId });
    if (open !== undefined) query.andWhere(`callback.finishedAt IS ${open ? '' : 'NOT '}NULL`);
    if (unassigned !== undefined) query.andWhere(`callback.assigneeId IS ${unassigned ? '' : 'NOT '}NULL`);
    const { now } = currentWork();
    if (overdue === true) query.andWhere('callback.finishedAt IS NULL AND callback.dueAt < :now', { now });
    if (overdue === false) query.andWhere('(callback.finishedAt IS NOT NULL OR callback.dueAt >= :now)', { now });
    return query;
  }
}
