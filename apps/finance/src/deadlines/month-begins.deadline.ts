import { Acts, currentWork, MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { ChartRepository } from '../chart/chart.repository.ts';
import type { Period } from '../period/period.entity.ts';
import { PeriodRepository } from '../period/period.repository.ts';

/** Once the books are begun each month opens as it begins (F-09), so that nobody has to think of it on a morning. */
@MeetsDeadlines(PeriodRepository, { zh: '新月份自动开账', en: 'A month opens as it begins' })
export class MonthBegins implements DeadlineHandler<Period> {
  constructor(
    private readonly periods: PeriodRepository,
    private readonly charts: ChartRepository,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(period: Period): Promise<void> {
    await this.charts.hold();
    await this.periods.save(period.followedBy(currentWork().newId(), this.acts.current()));
  }
}
