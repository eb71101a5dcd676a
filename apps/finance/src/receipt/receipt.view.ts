import { receiptView, type getReceipt, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { amountInWords } from './amount-words.ts';
import type { Receipt } from './receipt.entity.ts';

export const receiptViewOf = (receipt: Receipt, act: Act): ResponseOf<typeof getReceipt> =>
  viewOf(receiptView, receipt, {
    cashDeskId: receipt.deskId,
    receiptBookId: receipt.bookId,
    parts: receipt.parts.map((part, place) => ({
      ...part,
      netFen: part.amountFen - part.feeFen,
      refundedFen: receipt.refunds[place]!,
    })),
    refundedFen: Number(receipt.refundedFen),
    totalFen: receipt.totalFen,
    totalInWords: amountInWords(receipt.totalFen),
    cashFen: receipt.cashFen,
    cashReceived: receipt.cashFen > 0 && receipt.state !== 'voided',
    offers: receipt.offers(act),
  });
