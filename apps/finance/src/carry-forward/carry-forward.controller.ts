import { Controller } from '@nestjs/common';
import {
  carriedAlready,
  carryForward,
  nothingToCarry,
  earlierMonthOpen,
  periodRefused,
  rateMissing,
  revaluePeriod,
  type RequestOf,
  type ResponseOf,
  type VoucherContent,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { Ledger } from '../ledger/ledger.ts';
import { ClosingFacts } from '../period/closing-facts.repository.ts';
import { lastDayOf, momentIn } from '../period/months.ts';
import { PeriodRepository } from '../period/period.repository.ts';
import { Voucher } from '../voucher/voucher.entity.ts';
import { VoucherRepository } from '../voucher/voucher.repository.ts';
import { voucherSummaryOf } from '../voucher/voucher.view.ts';
import { CarriedRepository } from './carried.repository.ts';
import { carrying } from './carrying.ts';
import { revaluing } from './revaluing.ts';

/** Books are kept in Chinese (会计法, 22). */
const summaries = {
  income: '结转本月收入',
  expenses: '结转本月成本费用',
  year: '结转本年利润',
  revalued: '期末调汇',
} as const;

/** Nothing is posted to the month while it is added up: its row is locked. */
@Controller()
export class CarryForwardController {
  constructor(
    private readonly periods: PeriodRepository,
    private readonly carried: CarriedRepository,
    private readonly facts: ClosingFacts,
    private readonly vouchers: VoucherRepository,
    private readonly ledger: Ledger,
    private readonly acts: Acts,
  ) {}

  @Handles(carryForward)
  async carry({ periodId }: RequestOf<typeof carryForward>): Promise<ResponseOf<typeof carryForward>> {
    const act = this.acts.current();
    const { month, state } = await this.periods.lock(periodId);
    if (state === 'closed') throw periodRefused(month, state);
    await this.#refuseUnlessNext(month);
    const contents = await this.#contentsOf(month, act);
    if (contents.length === 0) throw nothingToCarry({ month });
    const made: Voucher[] = [];
    for (const content of contents) made.push(await this.#drafted(content, act));
    return { vouchers: made.map(voucherSummaryOf) };
  }

  @Handles(revaluePeriod)
  async revalue({ periodId, rates }: RequestOf<typeof revaluePeriod>): Promise<ResponseOf<typeof revaluePeriod>> {
    const act = this.acts.current();
    const period = await this.periods.lock(periodId);
    period.refuseUnlessPossible('revalue', act);
    const { month } = period;
    const day = lastDayOf(month);
    await this.#refuseUnlessNext(month);
    const standings = await this.carried.foreign(month);
    const asked = [...standings, ...rates].map(({ currency }) => currency);
    const unfit = [...new Set(asked)].filter((one) => rates.filter(({ currency }) => currency === one).length !== 1);
    if (unfit.length > 0) throw rateMissing({ currencies: unfit });
    period.revalue(rates, act);
    await this.periods.save(period);
    const { exchangeGainAccount: gain, exchangeLossAccount: loss } = act.rules.carryForwardOf(momentIn(day, act.zone!));
    const rateOf = new Map(rates.map(({ currency, rate }) => [currency, rate]));
    const lines = revaluing(standings, rateOf, { gain, loss });
    if (lines.length === 0) return { vouchers: [] };
    const used = new Set(standings.map(({ currency }) => currency));
    const documents = rates
      .filter(({ currency }) => used.has(currency))
      .map(({ currency, rate }) => ({ kind: 'calculation' as const, number: `${currency}:${rate}` }));
    const content = { kind: 'transfer' as const, day, summary: summaries.revalued, lines, documents };
    const voucher = await this.#drafted({ ...content, attachmentsCount: 0 }, act);
    return { vouchers: [voucherSummaryOf(voucher)] };
  }

  /** All before it is closed, and nothing else carries it forward; asked under its lock. */
  async #refuseUnlessNext(month: string): Promise<void> {
    const months = await this.facts.notClosedBefore(month);
    if (months.length > 0) throw earlierMonthOpen({ month, months });
    const count = await this.carried.underWay(month);
    if (count > 0) throw carriedAlready({ month, count });
  }

  async #drafted(content: VoucherContent, act: Act): Promise<Voucher> {
    const voucher = Voucher.make(currentWork().newId(), content, act, { purpose: 'closing', redOfId: null });
    await this.ledger.refuseUnfit({ day: voucher.day, kind: 'closing', lines: voucher.lines });
    await this.vouchers.save(voucher);
    return voucher;
  }

  /** Income and expenses first; in December the year's profit once these stand at nothing. */
  async #contentsOf(month: string, { rules, zone }: Act): Promise<VoucherContent[]> {
    const day = lastDayOf(month);
    const { when, profitAccount, retainedAccount } = rules.carryForwardOf(momentIn(day, zone!));
    const isLast = month.endsWith('-12');
    if (when === 'yearly' && !isLast) return [];
    const all = await this.carried.incomeAndExpenses(month);
    if (all.length > 0) {
      const of = (side: string) => all.filter((one) => one.side === side);
      return [
        ...carrying(of('credit'), { to: profitAccount, day, summary: summaries.income }),
        ...carrying(of('debit'), { to: profitAccount, day, summary: summaries.expenses }),
      ];
    }
    const profit = isLast ? await this.carried.of(profitAccount, month) : undefined;
    return profit ? carrying([profit], { to: retainedAccount, day, summary: summaries.year }) : [];
  }
}
