import {
  amountFenMax,
  homeCurrency,
  journalLinesMax,
  journalLineUnfit,
  journalTooLarge,
  journalUnbalanced,
  openingLinesMax,
  periodRefused,
  type DraftKind,
  type EntrySide,
  type JournalKind,
  type PeriodState,
  type Text,
} from '@bumen/contracts';

/** One line that is to be posted. Amounts in fen and signed: in red they are negative, on the same side (F-01). */
export interface LineDraft {
  readonly accountCode: string;
  readonly side: EntrySide;
  readonly amountFen: number;
  /** In the account's currency, in its smallest unit; null in CNY. */
  readonly foreignAmount: number | null;
  readonly party: string | null;
  readonly reference: string | null;
}

/** What is to be posted as one: its lines balance in CNY. */
export interface JournalDraft {
  /** In an open month, `YYYY-MM-DD`. */
  readonly day: string;
  readonly kind: DraftKind;
  /** The voucher that it is posted by; null only where there is none. */
  readonly voucherId: string | null;
  /** What that was as it was posted (`sealOfVoucher`); none where there is none. */
  readonly voucherDigest?: string | null;
  readonly summary: string;
  readonly lines: readonly LineDraft[];
}

/** What a draft is decided on. */
export interface Books {
  /** By month; a month that was never opened is missing. */
  readonly periods: ReadonlyMap<string, PeriodState>;
  readonly accounts: ReadonlyMap<string, AccountFacts>;
}
export interface AccountFacts {
  readonly code: string;
  readonly currency: string;
  readonly guarded: boolean;
  readonly hasParts: boolean;
  readonly closed: boolean;
}

type Asked = Pick<JournalDraft, 'day' | 'lines'> & { readonly kind: JournalKind };

export const monthOf = (day: string): string => day.slice(0, 7);

/** Throws the problem that keeps it from being posted; how much there is of guarded accounts is decided later. */
export function refuseUnfit(draft: Asked, { periods, accounts }: Books): void {
  const month = monthOf(draft.day);
  const state = periods.get(month);
  if (state !== 'open' && !(state === 'closing' && draft.kind === 'closing')) throw periodRefused(month, state);
  const linesMax = draft.kind === 'opening' ? openingLinesMax : journalLinesMax;
  if (draft.lines.length < 2 || draft.lines.length > linesMax)
    throw new Error(`a journal has 2 to ${linesMax} lines, and not ${draft.lines.length}`);
  for (const [index, line] of draft.lines.entries()) {
    const why = unfit(line, accounts.get(line.accountCode));
    if (why) throw journalLineUnfit({ line: index + 1, accountCode: line.accountCode, why });
  }
  refuseTooLarge(draft.lines);
  const [debitFen, creditFen] = [sumOf(draft.lines, 'debit'), sumOf(draft.lines, 'credit')];
  if (debitFen !== creditFen) throw journalUnbalanced({ debitFen, creditFen });
}

function unfit({ amountFen, foreignAmount }: LineDraft, account: AccountFacts | undefined): Text | undefined {
  if (!account) return { zh: '科目表中没有这个科目', en: 'there is no such account' };
  if (account.closed)
    return { zh: '科目已停用;请先恢复启用,或改用其他科目', en: 'it is closed; open it again, or use another account' };
  if (account.hasParts) return { zh: '请使用它的下级科目', en: 'use one of the accounts below it' };
  if (amountFen === 0 || !Number.isSafeInteger(amountFen))
    return { zh: '金额必须是不为零的整数分', en: 'the amount must be a whole number of fen other than zero' };
  const foreign = account.currency !== homeCurrency;
  if (foreign && foreignAmount === null)
    return {
      zh: `该科目以 ${account.currency} 记账,请填写外币金额`,
      en: `the account is kept in ${account.currency}; say the amount in it`,
    };
  if (!foreign && foreignAmount !== null)
    return { zh: '该科目以人民币记账,不填外币金额', en: 'the account is kept in CNY and has no foreign amount' };
  if (foreignAmount !== null && foreignAmount * amountFen < 0)
    return { zh: '外币金额与人民币金额的正负须一致', en: 'both amounts have the same sign' };
  return undefined;
}

/** What all of it comes to is exact as long as no journal is larger than its largest line may be. */
export function refuseTooLarge(lines: readonly Pick<LineDraft, 'side' | 'amountFen' | 'foreignAmount'>[]): void {
  const sums = { debit: 0, credit: 0, foreign: 0 };
  for (const { side, amountFen, foreignAmount } of lines) {
    sums[side] += Math.abs(amountFen);
    sums.foreign += Math.abs(foreignAmount ?? 0);
  }
  if (Math.max(sums.debit, sums.credit, sums.foreign) > amountFenMax) throw journalTooLarge({ max: amountFenMax });
}

const sumOf = (lines: readonly LineDraft[], side: EntrySide): number =>
  lines.reduce((sum, line) => (line.side === side ? sum + line.amountFen : sum), 0);

/** What lines do to the guarded accounts among theirs: debit less credit in the account's currency, by code. */
export function movesOf(
  lines: readonly LineDraft[],
  isGuarded: (code: string) => boolean,
): ReadonlyMap<string, number> {
  const moves = new Map<string, number>();
  for (const { accountCode, side, amountFen, foreignAmount } of lines) {
    if (!isGuarded(accountCode)) continue;
    const amount = foreignAmount ?? amountFen;
    moves.set(accountCode, (moves.get(accountCode) ?? 0) + (side === 'debit' ? amount : -amount));
  }
  return new Map([...moves].filter(([, amount]) => amount !== 0));
}
