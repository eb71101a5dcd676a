import { refundRefusal, refundView, wordsOf, type getRefund, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Refund } from './refund.entity.ts';

export const refundViewOf = (refund: Refund, act: Act): ResponseOf<typeof getRefund> =>
  viewOf(refundView, refund, {
    amountFen: Number(refund.amountFen),
    refusal: refund.refusal && { code: refund.refusal, words: wordsOf(refundRefusal)[refund.refusal] },
    offers: refund.offers(act),
  });
