import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import type { Callback } from '../callback/callback.entity.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';

/**
 * The specialist is warned, then the supervisor told, then the manager (C-08); an attempt left open counts as
 * unfinished.
 */
@MeetsDeadlines(CallbackRepository, { zh: '回访到期提醒', en: 'Callback nearly or long due' })
export class CallbackNearlyOrLongDue implements DeadlineHandler<Callback> {
  constructor(private readonly acts: Acts) {}

  timeIsUp(callback: Callback): void {
    const act = this.acts.current();
    // By settings that changed meanwhile it may be due later.
    callback.reckon(act);
    callback.timeIsUp(act);
  }

  reckon(callback: Callback): void {
    callback.reckon(this.acts.current());
  }
}
