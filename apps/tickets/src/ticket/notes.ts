import { dissatisfactionReason, wordsOf, type DissatisfactionReason, type Text } from '@bumen/contracts';

/** What a ticket's history says that nobody wrote, as it is stored. */
export type TicketNote =
  | { readonly code: 'callback_dissatisfied'; readonly reasons: readonly DissatisfactionReason[] }
  | { readonly code: 'callback_satisfied' }
  /** What was verified before the reopening; its text is what was found. */
  | { readonly code: 'verified_before' };

/** What the customer said at a callback. */
export type SaidAtCallback = Exclude<TicketNote, { readonly code: 'verified_before' }>;

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
  }
}
