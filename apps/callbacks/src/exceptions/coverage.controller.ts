import { Controller } from '@nestjs/common';
import { DateTime } from 'luxon';
import { getCoverage, listExceptions, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CallbackRepository } from '../callback/callback.repository.ts';
import { callbackSummaryOf } from '../callback/callback.view.ts';
import { CoverageRepository } from './coverage.repository.ts';
import { coverageViewOf } from './coverage.view.ts';
import { exceptionReasonOf } from './exception-reason.ts';

@Controller()
export class CoverageController {
  constructor(
    private readonly callbacks: CallbackRepository,
    private readonly coverage: CoverageRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(listExceptions)
  async list(request: RequestOf<typeof listExceptions>): Promise<ResponseOf<typeof listExceptions>> {
    const { at } = this.acts.current();
    const { items, nextCursor } = await this.callbacks.exceptions(request, this.#day().toJSDate());
    return {
      items: items.map((callback) => ({ ...callbackSummaryOf(callback, at), why: exceptionReasonOf(callback) })),
      nextCursor,
    };
  }

  @Handles(getCoverage)
  async get(request: RequestOf<typeof getCoverage>): Promise<ResponseOf<typeof getCoverage>> {
    const day = this.#day(request.day);
    const alike = await this.coverage.dueBetween(day.toJSDate(), day.plus({ days: 1 }).startOf('day').toJSDate());
    return coverageViewOf(day.toISODate()!, alike);
  }

  /** The beginning of a day where the company is; of today, where none is named. */
  #day(named?: string): DateTime {
    const { at, rules } = this.acts.current();
    const { zone } = rules.calendar;
    return (named === undefined ? DateTime.fromJSDate(at, { zone }) : DateTime.fromISO(named, { zone })).startOf('day');
  }
}
