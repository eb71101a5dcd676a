import { ledgerReaders, voucherNotFound } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Voucher } from './voucher.entity.ts';

/** Not a cashier, who counts the cash and is not told what should be there (F-08). */
export const readsBalances = ({ by }: Act): boolean =>
  by.roles.some((role) => (ledgerReaders as readonly string[]).includes(role));

/** A cashier reads receipts and payments. */
export function refuseUnlessReads({ id, kind }: Pick<Voucher, 'id' | 'kind'>, act: Act): void {
  if (kind === 'transfer' && !readsBalances(act)) throw voucherNotFound({ id });
}
