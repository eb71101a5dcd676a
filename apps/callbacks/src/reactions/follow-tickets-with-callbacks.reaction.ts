import { Controller } from '@nestjs/common';
import {
  followTicketsWithCallbacks,
  ticketCustomerConfirmed,
  ticketHandled,
  ticketMoved,
  ticketReopened,
  ticketResolved,
  type DataOf,
  type ReactedEvent,
} from '@bumen/contracts';
import { currentWork, ReactsTo } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { isAlwaysCalled } from '../callback/callback-plan.ts';
import { Callback } from '../callback/callback.entity.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { DrawRepository } from '../callback/draw.repository.ts';
import { Handover } from '../callback/handover.ts';
import { CustomerRepository } from '../customer/customer.repository.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/**
 * A resolved ticket gets one callback a round, where one is drawn; one that is reopened before it was called about is
 * not called about (C-02, C-07).
 */
@Controller()
export class FollowTicketsWithCallbacks {
  constructor(
    private readonly callbacks: CallbackRepository,
    private readonly customers: CustomerRepository,
    private readonly staff: StaffRepository,
    private readonly handover: Handover,
    private readonly draws: DrawRepository,
    private readonly acts: Acts,
  ) {}

  @ReactsTo(followTicketsWithCallbacks)
  async react(event: ReactedEvent<typeof followTicketsWithCallbacks>): Promise<void> {
    switch (event.type) {
      case ticketResolved.name:
        return this.#plan(event.data as DataOf<typeof ticketResolved>);
      case ticketReopened.name:
        return this.#cancel(event.data as DataOf<typeof ticketReopened>);
      case ticketHandled.name:
        return this.#noteHandler(event.data as DataOf<typeof ticketHandled>);
      case ticketMoved.name:
        return this.#move(event.data as DataOf<typeof ticketMoved>);
      case ticketCustomerConfirmed.name:
        return this.#confirm(event.data as DataOf<typeof ticketCustomerConfirmed>);
    }
  }

  async #plan(resolved: DataOf<typeof ticketResolved>): Promise<void> {
    const {
      ticketId,
      number: ticketNumber,
      round,
      customerId,
      handlerId: ticketHandlerId,
      handlerIds: ticketHandlerIds,
      teamId,
      resolvedAt,
      callbackAgreedAt,
      told,
    } = resolved;
    if (await this.callbacks.hasOneFor(ticketId, round)) return;
    const wishedAt = callbackAgreedAt === null ? null : new Date(callbackAgreedAt);
    const resolution = {
      kind: resolved.flow === 'dispute' ? 'complaint' : 'after_sale',
      ticketId,
      ticketNumber,
      round,
      customerId,
      told,
      ticketHandlerId,
      ticketHandlerIds,
      teamId,
      resolvedAt: new Date(resolvedAt),
      wishedAt,
    } as const;
    const act = this.acts.current();
    const customer = await this.customers.find(customerId);
    const always = isAlwaysCalled(resolution.kind, round, customer);
    const seed = always ? null : await this.draws.seedOf(localDay(resolution.resolvedAt, act));
    const callback = Callback.plan(currentWork().newId(), { ...resolution, seed }, customer, act);
    const specialist = callback.finishedAt ? null : await this.staff.leastBusySpecialist(ticketHandlerIds);
    if (specialist) callback.share(specialist, act);
    await this.callbacks.save(callback);
  }

  async #cancel({ ticketId }: DataOf<typeof ticketReopened>): Promise<void> {
    for (const id of await this.callbacks.openOf(ticketId)) {
      const callback = await this.callbacks.lock(id);
      callback.cancel(this.acts.current());
      await this.callbacks.save(callback);
    }
  }

  async #move({ ticketId, customerId }: DataOf<typeof ticketMoved>): Promise<void> {
    for (const id of await this.callbacks.allOf(ticketId)) {
      const callback = await this.callbacks.lock(id);
      callback.moveTo(customerId, this.acts.current());
      await this.callbacks.save(callback);
    }
  }

  async #confirm({ ticketId }: DataOf<typeof ticketCustomerConfirmed>): Promise<void> {
    for (const id of await this.callbacks.allOf(ticketId)) {
      const callback = await this.callbacks.lock(id);
      callback.confirmCustomer(this.acts.current());
      await this.callbacks.save(callback);
    }
  }

  /** Whoever answered the customer meanwhile doesn't call back; what they have goes to another specialist (C-11). */
  async #noteHandler({ ticketId, handlerId }: DataOf<typeof ticketHandled>): Promise<void> {
    for (const id of await this.callbacks.openOf(ticketId)) {
      const callback = await this.callbacks.lock(id);
      const act = this.acts.current();
      callback.noteHandler(handlerId, act);
      if (callback.assigneeId === handlerId) await this.handover.fromWhoCannot(callback, act);
      await this.callbacks.save(callback);
    }
  }
}

const localDay = (moment: Date, { rules }: Act): string =>
  moment.toLocaleDateString('sv-SE', { timeZone: rules.calendar.zone });
