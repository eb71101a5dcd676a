import { Injectable } from '@nestjs/common';
import type { ClosingBlocker } from '@bumen/contracts';
import { Acts } from '../acts.ts';
import { ClosingFacts } from './closing-facts.repository.ts';
import { lastDayOf, momentIn } from './months.ts';

/** Finds what keeps a month from being closed, under the locks of the month and all before it (F-09). */
export interface ClosingCheck {
  find(month: string): Promise<readonly ClosingBlocker[]>;
}

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
    const evidence = await facts.notPosted(month);
    const why = {
      zh: `尚未记账的凭证:${evidence.join('、')}`,
      en: `vouchers that are not posted: ${evidence.join(', ')}`,
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
      zh: `尚未结转的科目:${evidence.join('、')}`,
      en: `accounts that are not carried forward: ${evidence.join(', ')}`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'not_carried_forward', why, evidence }];
  },
});

/** All that is looked at before a month is closed. What has to be looked at besides adds itself. */
@Injectable()
export class ClosingChecks {
  readonly #checks: ClosingCheck[];

  constructor(facts: ClosingFacts, acts: Acts) {
    this.#checks = [
      earlierMonths(facts),
      negativeBalances(facts),
      chainVerified(facts),
      unpostedVouchers(facts),
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
