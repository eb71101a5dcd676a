import type { LineDraft } from '../ledger/draft.ts';
import type { ForeignStanding } from './carried.repository.ts';

/** `7.1024` has so many places at most. */
const places = 6;

/** How many digits behind the point a currency has: 2 of USD, none of JPY. */
const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** What so much is worth, to the fen, half a fen away from nothing. `amount` in the currency's smallest unit. */
export function worthFen(amount: number, currency: string, rate: string): number {
  const [whole, behind = ''] = rate.split('.') as [string, string?];
  const scaled = BigInt(whole + behind.padEnd(places, '0'));
  const divisor = 10n ** BigInt(digitsOf(currency) + places - 2);
  const product = BigInt(Math.abs(amount)) * scaled;
  const rounded = Number((2n * product + divisor) / (2n * divisor));
  return amount < 0 ? -rounded : rounded;
}

/** Brings each account to what it is worth; what they gain or lose together stands on one of the two accounts. */
export function revaluing(
  standings: readonly ForeignStanding[],
  rates: ReadonlyMap<string, string>,
  to: { readonly gain: string; readonly loss: string },
): LineDraft[] {
  const changes = standings
    .map(({ code, currency, balanceFen, foreignBalance }) => ({
      code,
      change: worthFen(foreignBalance, currency, rates.get(currency)!) - balanceFen,
    }))
    .filter(({ change }) => change !== 0);
  const net = changes.reduce((sum, { change }) => sum + change, 0);
  const line = (accountCode: string, change: number, foreignAmount: number | null): LineDraft => ({
    ...{ accountCode, side: change > 0 ? 'debit' : 'credit', amountFen: Math.abs(change), foreignAmount },
    ...{ party: null, reference: null },
  });
  const counter = net === 0 ? [] : [line(net > 0 ? to.gain : to.loss, -net, null)];
  return [...changes.map(({ code, change }) => line(code, change, 0)), ...counter];
}
