import type { CashBox, VoucherContent } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import type { LineDraft } from '../ledger/draft.ts';
import type { CashDay } from './cash-day.entity.ts';

/** What one document of a day is booked as (F-07): its lines balance. */
export interface Booking {
  /** Money that comes in, or goes out. */
  readonly kind: 'receipt' | 'payment';
  /** Documents with the same one stand on one voucher. Books are kept in Chinese (会计法, 22). */
  readonly summary: string;
  readonly documents: VoucherContent['documents'];
  readonly lines: readonly LineDraft[];
}

/**
 * A kind of documents of a desk's day. How many bookings there are and what is on each never changes once the day is
 * closed; only their accounts follow the company's settings.
 */
export type Booked = (day: CashDay, desk: CashDesk, act: Act) => Promise<readonly Booking[]>;

export const accountOfBox = (desk: Pick<CashDesk, 'takingsAccount' | 'pettyAccount'>, box: CashBox): string =>
  box === 'takings' ? desk.takingsAccount : desk.pettyAccount;

export const bookingLine = (
  side: LineDraft['side'],
  accountCode: string,
  amountFen: number,
  reference: string | null = null,
): LineDraft => ({ side, accountCode, amountFen, reference, foreignAmount: null, party: null });
