import { z } from 'zod';
import { choice, policy, timeOfDay, paymentKind } from '../define/index.ts';
import { payeeKind } from './cash-out.ts';
import { ledgerAccountCode } from './money.ts';
import { receiptKind } from './receipt.ts';

export const voucherPolicy = policy({
  name: 'finance.voucher',
  schema: z.object({
    /** A voucher that is made so many working days after its day, or more, is late; it is warned of and listed. */
    lateAfterWorkdays: z.int().min(0).max(30),
    /** One that has a number and waits longer than so many days for its next hand is listed. */
    waitingDays: z.int().min(1).max(90),
    /** A line whose rate is further from the one used last for its currency, in percent of that, is warned of. */
    rateAwayPercent: z.int().min(1).max(10_000),
  }),
  default: { lateAfterWorkdays: 2, waitingDays: 3, rateAwayPercent: 50 },
  rules: ['F-07'],
  summary: { zh: '凭证的时限与汇率提示', en: 'When a voucher is late, and its rates unusual' },
});

export const carryForwardPolicy = policy({
  name: 'finance.carry_forward',
  schema: z.object({
    /** When income and expenses are carried to the profit of the year; in December they always are. */
    when: choice({ monthly: { zh: '按月结转', en: 'monthly' }, yearly: { zh: '按年结转', en: 'yearly' } }),
    /** 本年利润, and 利润分配—未分配利润, to which it goes at the end of the year. Neither has accounts below. */
    profitAccount: ledgerAccountCode,
    retainedAccount: ledgerAccountCode,
    /** Where what foreign money has gained or lost in worth goes (汇兑损益). */
    exchangeGainAccount: ledgerAccountCode,
    exchangeLossAccount: ledgerAccountCode,
  }),
  default: {
    ...{ when: 'monthly', profitAccount: '3103', retainedAccount: '3104' },
    ...{ exchangeGainAccount: '5301', exchangeLossAccount: '5603' },
  },
  holds: 'month',
  rules: ['F-09'],
  summary: { zh: '结转损益', en: 'How income and expenses are carried forward' },
});

export const cashDeskPolicy = policy({
  name: 'finance.cash_desk',
  schema: z.object({
    /** 库存现金限额: so much may stay in both boxes of a desk overnight, in fen. */
    limitFen: z.int().min(0).max(100_000_000),
    /** Until then the bank takes deposits on its working days. */
    bankUntil: timeOfDay,
    /** Notes and coins that are counted, in fen. */
    denominationsFen: z.array(z.int().min(1).max(1_000_000)).min(1).max(30),
    /** A desk that nobody has counted unannounced for so many days is overdue (F-18). */
    spotCountDays: z.int().min(1).max(366),
  }),
  default: {
    limitFen: 200_000,
    bankUntil: '17:00',
    denominationsFen: [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
    spotCountDays: 30,
  },
  rules: ['F-03', 'F-05', 'F-18'],
  summary: { zh: '库存现金限额、面额与抽查', en: 'The cash limit, what is counted, and how often unannounced' },
});

/** Codes of 小企业会计准则 unless the company says otherwise. */
export const cashBookingPolicy = policy({
  name: 'finance.cash_booking',
  schema: z.object({
    /** What receipts of each kind are booked as (贷方科目). */
    receiptAccounts: z.record(receiptKind, ledgerAccountCode),
    /** What payments in cash of each kind are booked as (借方科目). */
    paymentAccounts: z.record(paymentKind, ledgerAccountCode),
    /** Where transfers come in, and what wallets hold until it is settled. */
    bankAccount: ledgerAccountCode,
    walletAccount: ledgerAccountCode,
    /** 待处理财产损溢: what was short or over, until it is decided. */
    suspenseAccount: ledgerAccountCode,
    /** What a person pays, what is lost, what is owed and what is gained. */
    personAccount: ledgerAccountCode,
    lossAccount: ledgerAccountCode,
    payableAccount: ledgerAccountCode,
    gainAccount: ledgerAccountCode,
  }),
  default: {
    receiptAccounts: {
      ...{ deposit: '2203', first_instalment: '2203', second_instalment: '2203', final: '2203' },
      ...{ repayment: '1221', other: '5301' },
    },
    paymentAccounts: {
      ...{ wages: '2211', travel: '5602', expense: '5602', loan: '1221', project: '4401' },
      ...{ refund: '2203', supplier: '2202', other: '5602' },
    },
    ...{ bankAccount: '1002', walletAccount: '1012', suspenseAccount: '1901' },
    ...{ personAccount: '1221', lossAccount: '5711', payableAccount: '2241', gainAccount: '5301' },
  },
  rules: ['F-07', 'F-08'],
  summary: { zh: '收银业务的记账科目', en: 'The accounts that a desk is booked on' },
});

export const cashUsePolicy = policy({
  name: 'finance.cash_use',
  schema: z.object({
    /** To such a payee at most so much is paid in cash for these, in fen; where several fit, the least. */
    scopes: z
      .array(
        z.object({
          kinds: z.array(paymentKind).min(1).max(20),
          payee: payeeKind,
          maxFen: z.int().min(0).max(100_000_000),
        }),
      )
      .max(40),
    /** What goes to one firm within so many days counts together; 1: on the same day. */
    togetherDays: z.int().min(1).max(31),
  }),
  default: {
    // 结算起点. Wages, travel and whatever else goes to a person is free.
    scopes: [
      {
        kinds: ['wages', 'travel', 'expense', 'loan', 'project', 'refund', 'supplier', 'other'],
        ...{ payee: 'firm', maxFen: 100_000 },
      },
    ],
    togetherDays: 1,
  },
  rules: ['F-20'],
  summary: { zh: '现金使用范围', en: 'What may be paid in cash' },
});

export const loanPolicy = policy({
  name: 'finance.loan',
  schema: z.object({
    /** A loan that is not settled so many days after it was paid is overdue. */
    dueDays: z.int().min(1).max(366),
  }),
  default: { dueDays: 30 },
  rules: ['F-05'],
  summary: { zh: '员工借款的期限', en: 'When a loan is due' },
});
