import { MeetsDeadlines, type DeadlineHandler, type Work } from '@bumen/service-kit';
import { CallbackPolicies } from '../callback/callback-policies.ts';
import type { Callback } from '../callback/callback.entity.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { CustomerReach } from '../customer/customer-reach.ts';

/**
 * The specialist is warned, then the supervisor told, then the manager (C-08); an attempt left open counts as
 * unfinished.
 */
@MeetsDeadlines(CallbackRepository, '回访到期提醒')
export class CallbackNearlyOrLongDue implements DeadlineHandler<Callback> {
  constructor(
    private readonly reach: CustomerReach,
    private readonly policies: CallbackPolicies,
  ) {}

  async timeIsUp(callback: Callback, { now }: Work): Promise<void> {
    callback.timeIsUp(await this.reach.of(callback.customerId), this.policies.of(callback.kind), now);
  }
}
