import { Controller } from '@nestjs/common';
import { makeDayVouchers, type RequestOf, type ResponseOf } from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { CashDayRepository } from './cash-day.repository.ts';
import { cashDayViewOf } from './cash-day.view.ts';
import { DayVouchers } from './day-vouchers.ts';

/** Rows are locked in one order everywhere: desk, its day, months. */
@Controller()
export class DayVouchersController {
  constructor(
    private readonly desks: CashDeskRepository,
    private readonly days: CashDayRepository,
    private readonly vouchers: DayVouchers,
    private readonly acts: Acts,
  ) {}

  @Handles(makeDayVouchers)
  async make({ cashDayId }: RequestOf<typeof makeDayVouchers>): Promise<ResponseOf<typeof makeDayVouchers>> {
    const act = this.acts.current();
    const desk = await this.desks.lock((await this.days.find(cashDayId)).deskId);
    const day = await this.days.lock(cashDayId);
    day.refuseUnlessPossible('make_vouchers', act, { holderId: desk.custodianId });
    await this.vouchers.make(day, desk, act);
    await this.days.save(day);
    return cashDayViewOf(day, act, desk.isBlindTo(act));
  }
}
