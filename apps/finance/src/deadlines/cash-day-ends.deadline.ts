import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDayRepository } from '../cash-day/cash-day.repository.ts';
import { DayEnds } from '../cash-day/day-ends.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { dayAfter } from '../period/months.ts';

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
      const next = dayAfter(desk.lastDay!, 1);
      return this.ends.passUntil(desk, next, (day) => dayAfter(day, 1), act);
    }
    if (!desk.counted && !(await this.days.hasBusiness(desk.id, desk.day))) return this.ends.pass(desk, act);
    const day = await this.days.lock(desk.dayId!);
    day.overdue();
    await this.days.save(day);
    desk.dayOverdue(act);
  }
}
