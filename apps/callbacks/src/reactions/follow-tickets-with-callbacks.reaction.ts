import { Controller } from '@nestjs/common';
import {
  followTicketsWithCallbacks,
  ticketReopened,
  ticketResolved,
  type DataOf,
  type ReactedEvent,
} from '@bumen/contracts';
import { currentWork, ReactsTo } from '@bumen/service-kit';
import { CallbackPolicies } from '../callback/callback-policies.ts';
import { Callback } from '../callback/callback.entity.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { CustomerReach } from '../customer/customer-reach.ts';
import { StaffRepository } from '../staff/staff.repository.ts';

/**
 * A resolved ticket gets one callback a round; one that is reopened before it was called about is not called about
 * (C-02, C-07).
 */
@Controller()
export class FollowTicketsWithCallbacks {
  constructor(
    private readonly callbacks: CallbackRepository,
    private readonly staff: StaffRepository,
    private readonly reach: CustomerReach,
    private readonly policies: CallbackPolicies,
  ) {}

  @ReactsTo(followTicketsWithCallbacks)
  async react(event: ReactedEvent<typeof followTicketsWithCallbacks>): Promise<void> {
    switch (event.type) {
      case ticketResolved.name:
        return this.#plan(event.data as DataOf<typeof ticketResolved>);
      case ticketReopened.name:
        return this.#cancel(event.data as DataOf<typeof ticketReopened>);
    }
  }

  async #plan(resolved: DataOf<typeof ticketResolved>): Promise<void> {
    const {
      ticketId,
      number: ticketNumber,
      round,
      customerId,
      handlerId: ticketHandlerId,
      teamId,
      resolvedAt,
      callbackAgreedAt,
    } = resolved;
    if (await this.callbacks.hasOneFor(ticketId, round)) return;
    const kind = resolved.flow === 'dispute' ? 'complaint' : 'after_sale';
    const work = currentWork();
    const { hours } = await this.reach.of(customerId);
    const wishedAt = callbackAgreedAt === null ? null : new Date(callbackAgreedAt);
    const resolution = {
      kind,
      ticketId,
      ticketNumber,
      round,
      customerId,
      ticketHandlerId,
      teamId,
      resolvedAt: new Date(resolvedAt),
      wishedAt,
    } as const;
    const callback = Callback.plan(work.newId(), resolution, hours, this.policies.of(kind), work.now);
    const specialist = await this.staff.leastBusySpecialist(ticketHandlerId);
    if (specialist) callback.assign(specialist);
    await this.callbacks.save(callback);
  }

  async #cancel({ ticketId }: DataOf<typeof ticketReopened>): Promise<void> {
    for (const id of await this.callbacks.openOf(ticketId)) {
      const callback = await this.callbacks.lock(id);
      callback.cancel(this.policies.of(callback.kind), currentWork().now);
      await this.callbacks.save(callback);
    }
  }
}
