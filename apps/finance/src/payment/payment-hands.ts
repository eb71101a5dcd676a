import { secondHand, type Problem, type Text } from '@bumen/contracts';

const did = {
  prepared: { zh: '申请或修改这张付款单', en: 'asked for this payment, or amended it' },
  signed: { zh: '签批这张付款单', en: 'signed for this payment' },
  sent: { zh: '付出这笔款项', en: 'sent this payment' },
  payee: { zh: '是这张付款单的收款人', en: 'are its payee' },
  principal: {
    zh: '代其签批的人已办理过这张付款单,或是其收款人',
    en: 'sign for somebody who has had another hand in it, or is its payee',
  },
  account: { zh: '登记或批准其收款账户', en: 'registered the account that it goes to, or approved that' },
} satisfies Record<string, Text>;
const hands: Text = {
  zh: '申请、签批、付款、登记回单须分别由不同的人办理,收款人不签批也不付款',
  en: 'it is asked for, signed, paid and settled by different persons, and neither signed nor paid by its payee',
};

/** What a payment answers to who has had another hand in it (P-04). */
export const handRefused = (which: keyof typeof did): Problem => secondHand({ did: did[which], hands });
