import { Controller } from '@nestjs/common';
import {
  askReopening,
  beginClosing,
  closePeriod,
  getPeriod,
  listClosingBlockers,
  listPeriods,
  openPeriod,
  refuseReopening,
  reopenPeriod,
  stopClosing,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Acts, currentWork, Handles, type Act } from '@bumen/service-kit';
import { ChartRepository } from '../chart/chart.repository.ts';
import { ClosingChecks } from './closing-checks.ts';
import { Period } from './period.entity.ts';
import { PeriodRepository } from './period.repository.ts';
import { periodViewOf } from './period.view.ts';

type View = ResponseOf<typeof getPeriod>;

@Controller()
export class PeriodController {
  constructor(
    private readonly periods: PeriodRepository,
    private readonly charts: ChartRepository,
    private readonly checks: ClosingChecks,
    private readonly acts: Acts,
  ) {}

  @Handles(openPeriod)
  async open({ month }: RequestOf<typeof openPeriod>): Promise<View> {
    await this.charts.hold();
    const act = this.acts.current();
    return this.#saved(Period.begin(currentWork().newId(), month, await this.periods.last(), act), act);
  }

  @Handles(getPeriod)
  async get({ periodId }: RequestOf<typeof getPeriod>): Promise<View> {
    return periodViewOf(await this.periods.find(periodId), this.acts.current());
  }

  @Handles(listPeriods)
  async list(): Promise<ResponseOf<typeof listPeriods>> {
    const act = this.acts.current();
    return { items: (await this.periods.all()).map((period) => periodViewOf(period, act)) };
  }

  @Handles(listClosingBlockers)
  async blockers({ periodId }: RequestOf<typeof listClosingBlockers>): Promise<ResponseOf<typeof listClosingBlockers>> {
    return { items: await this.checks.find((await this.periods.find(periodId)).month) };
  }

  @Handles(beginClosing)
  beginClosing({ periodId }: RequestOf<typeof beginClosing>): Promise<View> {
    return this.#change(periodId, (period, act) => period.beginClosing(act));
  }

  @Handles(stopClosing)
  stopClosing({ periodId, reason }: RequestOf<typeof stopClosing>): Promise<View> {
    return this.#change(periodId, (period, act) => period.stopClosing(reason, act));
  }

  @Handles(closePeriod)
  async close({ periodId }: RequestOf<typeof closePeriod>): Promise<View> {
    const act = this.acts.current();
    const period = await this.periods.lockWithEarlier(periodId);
    period.refuseUnlessPossible('close', act);
    period.close(await this.checks.find(period.month), act);
    return this.#saved(period, act);
  }

  @Handles(askReopening)
  async askReopening({ periodId, reason }: RequestOf<typeof askReopening>): Promise<View> {
    const act = this.acts.current();
    const { period, last } = await this.periods.lockWithLater(periodId);
    period.askReopening(reason, last, act);
    return this.#saved(period, act);
  }

  @Handles(refuseReopening)
  refuseReopening({ periodId, reason }: RequestOf<typeof refuseReopening>): Promise<View> {
    return this.#change(periodId, (period, act) => period.refuseReopening(reason, act));
  }

  @Handles(reopenPeriod)
  async reopen({ periodId, reason }: RequestOf<typeof reopenPeriod>): Promise<View> {
    const act = this.acts.current();
    const { period, last } = await this.periods.lockWithLater(periodId);
    period.reopen(reason, last, act);
    return this.#saved(period, act);
  }

  async #change(periodId: string, change: (period: Period, act: Act) => void): Promise<View> {
    const act = this.acts.current();
    const period = await this.periods.lock(periodId);
    change(period, act);
    return this.#saved(period, act);
  }

  async #saved(period: Period, act: Act): Promise<View> {
    await this.periods.save(period);
    return periodViewOf(period, act);
  }
}
