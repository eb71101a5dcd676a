import { z } from 'zod';
import {
  choice,
  event,
  handledBy,
  id,
  line,
  offersOf,
  personalField,
  problem,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { payeeKind } from './cash-out.ts';
import { paperHand } from './hand.ts';
import { bankAccountNumber, paymentPayeeView } from './payment.ts';
import { ledgerReaders } from './roles.ts';

export const payeeAccountState = choice({
  registered: { zh: '待批准', en: 'not approved' },
  in_force: { zh: '有效', en: 'in force' },
  refused: { zh: '不予批准', en: 'refused' },
  retired: { zh: '已停用', en: 'retired' },
});
export type PayeeAccountState = z.output<typeof payeeAccountState>;
export const payeeAccountSteps = transitions({
  name: 'finance.payee_account',
  states: wordsOf(payeeAccountState),
  steps: {
    /** By another person than who registered it, and not by whom it pays. */
    approve: { from: ['registered'], to: 'in_force', summary: { zh: '批准', en: 'approve it' } },
    refuse: { from: ['registered'], to: 'refused', summary: { zh: '不予批准', en: 'refuse it' } },
    retire: { from: ['in_force'], to: 'retired', summary: { zh: '停用', en: 'retire it' } },
    /** As the entry that corrects it is approved. */
    replace: {
      from: ['in_force'],
      to: 'retired',
      automatic: true,
      summary: { zh: '由更正后的账户取代', en: 'be replaced by its correction' },
    },
  },
});

/** The bank that keeps it, as people call it. */
export const payeeBank = personalField('words', line(60));

/** 收款账户: whose account a transfer may go to (F-06). What it says never changes; what is wrong is replaced. */
export const payeeAccountView = z.object({
  id,
  version,
  state: payeeAccountState,
  payee: paymentPayeeView,
  bankName: payeeBank.shown,
  /** Digits alone. */
  accountNumber: bankAccountNumber.shown,
  /** The entry that it corrects, and the one that took its place. */
  replacesId: id.nullable(),
  successorId: id.nullable(),
  registeredById: id,
  registeredByName: z.string(),
  registeredAt: z.iso.datetime(),
  approved: paperHand.nullable(),
  refused: paperHand.nullable(),
  retired: paperHand.nullable(),
  /** Why it was refused or retired. */
  reason: z.string().nullable(),
  offers: offersOf(payeeAccountSteps),
});
handledBy.add(payeeAccountView, { field: 'registeredById' });

export const payeeAccountNotFound = problem({
  code: 'finance.payee_account.not_found',
  status: 404,
  title: { zh: '没有这个收款账户', en: 'No such account' },
  detail: { zh: '找不到收款账户 {id}', en: 'There is no account {id} of a payee' },
  details: z.object({ id: z.string() }),
});
/** Decided by the table, where two are approved at once. */
export const payeeAccountKnown = problem({
  code: 'finance.payee_account.known',
  status: 409,
  title: { zh: '该账号已登记', en: 'The account is registered already' },
  detail: {
    zh: '该账号已有有效的登记;请使用那一条,需要更正的,登记时指明它取代哪一条',
    en: 'An entry with this number is in force; use that one, or say that the new one replaces it',
  },
});
/** Why nothing may be paid to an account. */
export const payeeAccountMiss = choice({
  registered: { zh: '尚未批准', en: 'it is not approved' },
  refused: { zh: '未获批准', en: 'it was refused' },
  retired: { zh: '已停用', en: 'it is retired' },
  replaced: { zh: '已由另一条登记取代', en: 'another entry has taken its place' },
});
export const payeeAccountNotInForce = problem({
  code: 'finance.payee_account.not_in_force',
  status: 409,
  title: { zh: '收款账户未生效', en: 'The account is not in force' },
  detail: {
    zh: '收款账户 {id} 不能使用:{why};请选用该收款人有效的账户,已签字的付款须改账户后重新签字',
    en: 'Account {id} is not to be used: {why}; name one of the payee that is in force, and have a payment that is signed already signed anew with it',
  },
  called: { why: wordsOf(payeeAccountMiss) },
  details: z.object({ id: z.string(), why: payeeAccountMiss }),
});
/** The whole state of an account of a payee, without its number. Whose it is hears of it, too. */
export const payeeAccountChanged = event({
  name: 'finance.payee_account.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['cashier', ...ledgerReaders],
  toldToWhomItIsAbout: true,
  about: { staff: ['staffId'] },
  data: z.object({
    payeeAccountId: id,
    state: payeeAccountState,
    payeeKind,
    party: z.string().nullable(),
    staffId: id.nullable(),
    replacesId: id.nullable(),
    successorId: id.nullable(),
  }),
  summary: { zh: '收款账户变动', en: 'An account of a payee changed' },
  rules: ['F-06'],
});
