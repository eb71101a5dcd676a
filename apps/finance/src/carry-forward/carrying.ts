import { carriedAccountsMax, type VoucherContent } from '@bumen/contracts';
import type { LineDraft } from '../ledger/draft.ts';
import type { Standing } from './carried.repository.ts';

/** Brings an account to nothing: on the side on which it doesn't stand. */
function clearing({ code, balanceFen, foreignBalance }: Standing): LineDraft {
  return {
    ...{ accountCode: code, side: balanceFen > 0 ? 'credit' : 'debit', amountFen: Math.abs(balanceFen) },
    foreignAmount: foreignBalance === null ? null : balanceFen > 0 ? foreignBalance : -foreignBalance,
    ...{ party: null, reference: null },
  };
}

/** These accounts brought to nothing, and what they come to on another. */
function linesOf(standings: readonly Standing[], to: string): LineDraft[] {
  const net = standings.reduce((sum, { balanceFen }) => sum + balanceFen, 0);
  const counter: LineDraft = {
    ...{ accountCode: to, side: net > 0 ? 'debit' : 'credit', amountFen: Math.abs(net) },
    ...{ foreignAmount: null, party: null, reference: null },
  };
  return [...standings.map(clearing), ...(net === 0 ? [] : [counter])];
}

/** Vouchers that carry these accounts to another, with as many accounts each as one holds. */
export function carrying(
  standings: readonly Standing[],
  { to, day, summary }: { readonly to: string; readonly day: string; readonly summary: string },
): VoucherContent[] {
  const parts = Array.from({ length: Math.ceil(standings.length / carriedAccountsMax) }, (_, index) =>
    standings.slice(index * carriedAccountsMax, (index + 1) * carriedAccountsMax),
  );
  return parts.map((part) => ({
    ...{ kind: 'transfer', day, summary, lines: linesOf(part, to), attachmentsCount: 0 },
    documents: [{ kind: 'calculation', number: `carried-forward:${day.slice(0, 7)}` }],
  }));
}
