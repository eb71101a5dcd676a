import { closingBlockersMax } from '@bumen/contracts';
import type { Acts } from '../acts.ts';
import type { CashClosingFacts } from './cash-closing-facts.repository.ts';
import type { ClosingCheck } from './closing-checks.ts';
import { lastDayOf } from './months.ts';

const daysClosed = (facts: CashClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.daysNotClosed(lastDayOf(month));
    const why = {
      zh: `收银台尚未日结:${evidence.join('、')};请先盘点并日结`,
      en: `days of cash desks are not closed: ${evidence.join(', ')}; count and close them first`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'cash_days_open', why, evidence }];
  },
});

/** What was done at a desk is in the books once its vouchers are posted; drafts are found as such. */
const daysVouched = (facts: CashClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.daysWithoutVouchers(month);
    const why = {
      zh: `收银台日结后未生成凭证:${evidence.join('、')};请由保管人生成当日凭证`,
      en: `closed days of cash desks have no vouchers: ${evidence.join(', ')}; have the custodian make them`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'cash_days_without_vouchers', why, evidence }];
  },
});

/** Every payment has its journal (F-06). */
const paymentsVouched = (facts: CashClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.paymentsWithoutVouchers(month, lastDayOf(month));
    const why = {
      zh: `已付的付款单未生成凭证:${evidence.join('、')};请由出纳生成凭证`,
      en: `payments that were made have no vouchers: ${evidence.join(', ')}; have a cashier make them`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'payments_without_vouchers', why, evidence }];
  },
});

/** 账实相符: what is in a box is what the ledger says. */
const boxesAgree = (facts: CashClosingFacts): ClosingCheck => ({
  async find(month) {
    const evidence = await facts.boxesThatDisagree(month, lastDayOf(month));
    const why = {
      zh: `月末钱箱现金与账簿余额不符的科目:${evidence.join('、')}`,
      en: `accounts of boxes that hold something else than the ledger says: ${evidence.join(', ')}`,
    };
    return evidence.length === 0 ? [] : [{ kind: 'cash_disagrees', why, evidence }];
  },
});

/** 待处理财产损溢 is nil at the end of the year; two that would set each other off are two all the same (F-08). */
const suspenseEmpty = (facts: CashClosingFacts, acts: Acts): ClosingCheck => ({
  async find(month) {
    if (!month.endsWith('-12')) return [];
    const { suspenseAccount } = acts.current().rules.cashBooking;
    const days = await facts.differencesLeft(lastDayOf(month));
    const stands = await facts.standsAtAnything(suspenseAccount, month);
    const evidence = [...(stands ? [suspenseAccount] : []), ...days];
    const why = {
      zh: `年末有未处理的财产损溢:${evidence.join('、')};请处理长短款并将凭证记账`,
      en: `at the end of the year something is undecided: ${evidence.join(', ')}; decide what was short or over and post its vouchers`,
    };
    return evidence.length === 0
      ? []
      : [{ kind: 'suspense_open', why, evidence: evidence.slice(0, closingBlockersMax) }];
  },
});

/** What of the cash desks and payments keeps a month from being closed. */
export const cashClosingChecks = (facts: CashClosingFacts, acts: Acts): ClosingCheck[] => [
  daysClosed(facts),
  daysVouched(facts),
  paymentsVouched(facts),
  boxesAgree(facts),
  suspenseEmpty(facts, acts),
];
