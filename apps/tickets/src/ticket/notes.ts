import { dissatisfactionReason, inYuan, wordsOf, type DissatisfactionReason, type Text } from '@bumen/contracts';

/** What the customer is told of money that was to go back to them (F-12). */
export interface ToldOfRefund {
  readonly code: 'refund_paid' | 'refund_refused' | 'refund_withdrawn';
  readonly refundId: string;
  readonly amountFen: number;
}

/** What a ticket's history says, or the customer is told, that nobody wrote, as it is stored. */
export type TicketNote =
  | { readonly code: 'callback_dissatisfied'; readonly reasons: readonly DissatisfactionReason[] }
  | { readonly code: 'callback_satisfied' }
  /** What was verified before the reopening; its text is what was found. */
  | { readonly code: 'verified_before' }
  | ToldOfRefund;

/** What the customer said at a callback. */
export type SaidAtCallback = Exclude<TicketNote, { readonly code: 'verified_before' } | ToldOfRefund>;

export function wordsOfNote(note: TicketNote): Text {
  switch (note.code) {
    case 'callback_dissatisfied': {
      const reasons = note.reasons.map((reason) => wordsOf(dissatisfactionReason)[reason]);
      return {
        zh: `回访不满意:${reasons.map((one) => one.zh).join('、') || '未说明原因'}`,
        en: `Dissatisfied at the callback: ${reasons.map((one) => one.en).join(', ') || 'no reason given'}`,
      };
    }
    case 'callback_satisfied':
      return { zh: '回访满意', en: 'Satisfied at the callback' };
    case 'verified_before':
      return { zh: '上一轮核实', en: 'Verified in the round before' };
    case 'refund_paid': {
      const sum = inYuan(note.amountFen);
      return { zh: `您的退款 ${sum} 元已经付出,请注意查收`, en: `Your refund of ${sum} yuan has been paid` };
    }
    case 'refund_refused': {
      const sum = inYuan(note.amountFen);
      return {
        zh: `您的退款 ${sum} 元未能办理,客服将与您联系`,
        en: `Your refund of ${sum} yuan could not be paid; we will be in touch with you`,
      };
    }
    case 'refund_withdrawn': {
      const sum = inYuan(note.amountFen);
      return { zh: `退款 ${sum} 元的申请已撤回`, en: `The request for a refund of ${sum} yuan was withdrawn` };
    }
  }
}
