import { voucherKind, voucherKindUnfit, wordsOf, type VoucherKind } from '@bumen/contracts';
import type { LineDraft } from '../ledger/draft.ts';

/**
 * Which kind of voucher these lines belong on (F-07): money that goes out, or from one place to another, is a payment;
 * money that only comes in a receipt. Lines count by their sign, so a red debit goes out; where all of them are red,
 * the voucher corrects one of its own kind, and they count by their side.
 */
function fittingKind(lines: readonly LineDraft[], money: ReadonlySet<string>): VoucherKind {
  const sign = lines.every(({ amountFen }) => amountFen < 0) ? -1 : 1;
  const moves = lines
    .filter(({ accountCode }) => money.has(accountCode))
    .map(({ side, amountFen }) => (side === 'debit' ? amountFen : -amountFen) * sign);
  if (moves.length === 0) return 'transfer';
  return moves.every((move) => move > 0) ? 'receipt' : 'payment';
}

/** `money`: codes of the accounts among theirs that are cash, bank or other money. */
export function refuseUnlessOfKind(kind: VoucherKind, lines: readonly LineDraft[], money: ReadonlySet<string>): void {
  const fitting = fittingKind(lines, money);
  if (fitting !== kind) throw voucherKindUnfit({ fitting: wordsOf(voucherKind)[fitting] });
}
