import { Injectable } from '@nestjs/common';
import { closingBlockersMax, type ClosingBlocker } from '@bumen/contracts';
import { Acts } from '../acts.ts';
import { CarriedRepository } from '../carry-forward/carried.repository.ts';
import { worthFen } from '../carry-forward/revaluing.ts';
import { cashClosingChecks } from './cash-closing-checks.ts';
import { CashClosingFacts } from './cash-closing-facts.repository.ts';
import { ClosingFacts } from './closing-facts.repository.ts';
import { dayIn, lastDayOf, momentIn } from './months.ts';

/** Finds what keeps a month from being closed, under the locks of the month and all before it (F-09). */
export interface ClosingCheck {
  find(month: string): Promise<readonly ClosingBlocker[]>;
}

/** 结账 is on the last day of a month or later: what happens until then belongs into it (企业财务会计报告条例, 17). */
const over = (acts: Acts): ClosingCheck => ({
  async find(month) {
    const { at, zone } = acts.current();
    const day = lastDayOf(month);
    if (dayIn(at, zone!) >= day) return [];
    const why = { zh: `该月尚未结束,${day} 起才能结账`, en: `the month is not over; it is closed on ${day} or later` };
    return [{ kind: 'not_over', why, evidence: [day] }];
  },
});

/** They are posted to the first month, and could be no more once that is closed (F-21). */
const openingPosted = (facts: ClosingFacts): ClosingCheck => ({
  async find(month) {
    if (!(await facts.openingWaits(month))) return [];
    const why = {
      zh: '期初余额已编制但尚未记账;请先批准并记账',
      en: 'the opening balances are drafted and not posted; approve and post them first',
    };
    return [{ kind: 'opening_waits', why, evidence: [] }];
  },
});

/** Each foreign account stands at what it is worth at the rates of the month's last day, whatever was posted later. */
const revalued = (facts: ClosingFacts, carried: CarriedRepository): ClosingCheck => ({
  async find(month) {
    const standings = await carried.foreign(month);
    const rateOf = new Map((await facts.rates(month)).map(({ currency, rate }) => [currency, rate]));
    const evidence = standings
      .filter(({ currency, foreignBalance, balanceFen }) => {
        const rate = rateOf.get(currency);
        return rate === undefined || worthFen(foreignBalance, currency, rate) !== balanceFen;
      })
      .map(({ code }) => code)
      .slice(0, closingBlockersMax);
    const why = {
      zh: `外币科目未按月末汇率调汇:${evidence.join('、')};请办理期末调汇并将凭证记账`,
      en: `foreign accounts do not stand at what they are worth as the month ends: ${evidence.join(', ')}; revalue them and post the voucher`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'not_revalued', why, evidence }];
  },
});

const earlierMonths = (facts: ClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.notClosedBefore(month);
    const why = {
      zh: `更早的月份尚未结账:${evidence.join('、')}`,
      en: `earlier months are not closed: ${evidence.join(', ')}`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'earlier_month', why, evidence }];
  },
});

/** At the end of the month: what was paid in later doesn't count. */
const negativeBalances = (facts: ClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.belowNothing(month);
    const why = {
      zh: `月末余额为负的科目:${evidence.join('、')}`,
      en: `accounts that are below nothing at the end of the month: ${evidence.join(', ')}`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'negative_balance', why, evidence }];
  },
});

/** Everything posted in the month stands in blocks that were found sound, and nothing was found broken since. */
const chainVerified = (facts: ClosingFacts): ClosingCheck => ({
  async find(month) {
    const unverified = await facts.unverified(month);
    if (unverified === undefined) return [];
    const why = {
      zh: `该月分录尚未全部核验(未核验 ${unverified.count} 笔);请核验账簿`,
      en: `${unverified.count} journals of the month are not verified yet; verify the books`,
    };
    return [{ kind: 'chain_unverified', why, evidence: unverified.first }];
  },
});

/** A void one is none; a draft of the month is one, too. */
const unpostedVouchers = (facts: ClosingFacts): ClosingCheck => ({
  async find(month) {
    const left = await facts.notPosted(month);
    const evidence = left.map(({ id, label }) => label?.zh ?? id);
    const drafts = left.filter(({ label }) => label === null).length;
    const labels = left.flatMap(({ label }) => label ?? []);
    const why = {
      zh: `尚未记账的凭证:${[...labels.map(({ zh }) => zh), ...(drafts ? [`未编号草稿 ${drafts} 张`] : [])].join('、')};请记账、作废或弃用`,
      en: `vouchers that are not posted: ${[...labels.map(({ en }) => en), ...(drafts ? [`drafts without a number: ${drafts}`] : [])].join(', ')}; post them, void them or throw them away`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'unposted_vouchers', why, evidence }];
  },
});

/** In December always, in other months by the policy of that month. */
const carriedForward = (facts: ClosingFacts, acts: Acts): ClosingCheck => ({
  async find(month) {
    const { rules, zone } = acts.current();
    const { when, profitAccount } = rules.carryForwardOf(momentIn(lastDayOf(month), zone!));
    const isLast = month.endsWith('-12');
    if (when === 'yearly' && !isLast) return [];
    const evidence = await facts.notCarried(month, isLast ? profitAccount : null);
    const why = {
      zh: `尚未结转的科目:${evidence.join('、')};请办理结转损益并将凭证记账`,
      en: `accounts that are not carried forward: ${evidence.join(', ')}; carry them forward and post the vouchers`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'not_carried_forward', why, evidence }];
  },
});

/** All that is looked at before a month is closed. What has to be looked at besides adds itself. */
@Injectable()
export class ClosingChecks {
  readonly #checks: ClosingCheck[];

  constructor(facts: ClosingFacts, carried: CarriedRepository, cash: CashClosingFacts, acts: Acts) {
    this.#checks = [
      over(acts),
      openingPosted(facts),
      earlierMonths(facts),
      negativeBalances(facts),
      chainVerified(facts),
      ...cashClosingChecks(cash, acts),
      unpostedVouchers(facts),
      revalued(facts, carried),
      carriedForward(facts, acts),
    ];
  }

  /** Called by whoever has a check of their own, when the service starts. */
  add(check: ClosingCheck): void {
    this.#checks.push(check);
  }

  async find(month: string): Promise<ClosingBlocker[]> {
    const found: ClosingBlocker[] = [];
    for (const check of this.#checks) found.push(...(await check.find(month)));
    return found;
  }
}
