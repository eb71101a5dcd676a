import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDayRepository } from '../cash-day/cash-day.repository.ts';
import { DayEnds } from '../cash-day/day-ends.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';

/** Days without business close by themselves, in order; whoever has not closed another one is told (F-08). */
@MeetsDeadlines(CashDeskRepository, { zh: '无业务日自动日结', en: 'Quiet days are closed' })
export class CashDayEnds implements DeadlineHandler<CashDesk> {
  constructor(
    private readonly days: CashDayRepository,
    private readonly ends: DayEnds,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(desk: CashDesk): Promise<void> {
    const act = this.acts.current();
    if (desk.day === null) {
      const { nextQuietDay } = desk;
      await this.ends.passUntil(desk, nextQuietDay, act);
      if (desk.lastDay === nextQuietDay) return;
      // Between the signatures of a handover no day opens; it is looked at again when that ends.
      if (desk.handoverId !== null) return desk.dayOverdue(act);
      await this.ends.begin(desk, act);
    } else if (await this.ends.passes(desk, act)) return;
    const day = await this.days.lock(desk.dayId!);
    day.overdue();
    await this.days.save(day);
    desk.dayOverdue(act);
  }
}
