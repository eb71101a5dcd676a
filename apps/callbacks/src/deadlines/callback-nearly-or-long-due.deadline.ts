import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import type { Callback } from '../callback/callback.entity.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { Handover } from '../callback/handover.ts';

/**
 * The specialist is warned, then the supervisor told, then the manager (C-08); an attempt left open counts as
 * unfinished; what is due of somebody who is away goes to others (T-03, C-05).
 */
@MeetsDeadlines(CallbackRepository, { zh: '回访到期提醒', en: 'Callback nearly or long due' })
export class CallbackNearlyOrLongDue implements DeadlineHandler<Callback> {
  constructor(
    private readonly handover: Handover,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(callback: Callback): Promise<void> {
    const act = this.acts.current();
    // By settings that changed meanwhile it may be due later.
    callback.reckon(act);
    if (callback.holderAway) await this.handover.fromWhoIsAway(callback, act);
    callback.timeIsUp(act);
  }

  reckon(callback: Callback): void {
    callback.reckon(this.acts.current());
  }
}
