import { z } from 'zod';
import {
  choice,
  event,
  handledBy,
  id,
  line,
  offersOf,
  personalField,
  problem,
  text,
  transitions,
  version,
  wordsOf,
} from '../define/index.ts';
import { paperHand } from './hand.ts';
import { ledgerReaders } from './roles.ts';

/** What is never left about: with some of it, whoever has it could take money by themselves. */
export const custodyItemKind = choice({
  financial_seal: { zh: '财务专用章', en: 'financial seal' },
  legal_seal: { zh: '法人章', en: 'seal of the legal representative' },
  cheque_book: { zh: '支票簿', en: 'cheque book' },
  blank_receipts: { zh: '空白收据', en: 'blank receipts' },
  safe_key: { zh: '保险柜钥匙', en: 'key of the safe' },
});
export type CustodyItemKind = z.output<typeof custodyItemKind>;
/** 三分管: each of these with another person (F-18), so that nobody has more than one beside the cash of a desk. */
export const heldApart: ReadonlySet<CustodyItemKind> = new Set(['financial_seal', 'legal_seal', 'cheque_book']);

export const custodyItemState = choice({
  held: { zh: '保管中', en: 'held' },
  offered: { zh: '移交中', en: 'being handed over' },
  retired: { zh: '已缴销', en: 'given up' },
});
export type CustodyItemState = z.output<typeof custodyItemState>;
export const custodyItemSteps = transitions({
  name: 'finance.custody_item',
  states: wordsOf(custodyItemState),
  steps: {
    /** By who holds it; where they are gone, by a finance manager. */
    give: { from: ['held'], to: 'offered', summary: { zh: '交出', en: 'hand it over' } },
    accept: { from: ['offered'], to: 'held', summary: { zh: '接收', en: 'take it' } },
    /** By either of both. */
    decline: { from: ['offered'], to: 'held', summary: { zh: '不移交', en: 'leave it where it is' } },
    retire: { from: ['held'], to: 'retired', summary: { zh: '缴销', en: 'give it up' } },
  },
});

/** What people call it; a person's name may stand in it. */
export const custodyItemName = personalField('words', line(40));

export const custodyItemView = z.object({
  id,
  version,
  kind: custodyItemKind,
  itemName: custodyItemName.shown,
  state: custodyItemState,
  holderId: id,
  holderName: z.string(),
  heldSince: z.iso.datetime(),
  /** They work here no more. */
  holderGone: z.boolean(),
  /** Who is to take it; null where nobody is. */
  receiverId: id.nullable(),
  receiverName: z.string().nullable(),
  /** Who handed it over, in their own name or for who is gone. */
  given: paperHand.nullable(),
  /** Why it was given up. */
  reason: z.string().nullable(),
  offers: offersOf(custodyItemSteps),
});
handledBy.add(custodyItemView, { field: 'holderId' });

export const custodyItemNotFound = problem({
  code: 'finance.custody_item.not_found',
  status: 404,
  title: { zh: '没有这件保管物', en: 'No such item' },
  detail: { zh: '找不到保管物 {id}', en: 'There is no item {id}' },
  details: z.object({ id: z.string() }),
});
export const custodyNotYours = problem({
  code: 'finance.custody_item.not_yours',
  status: 403,
  title: { zh: '须由当事人办理', en: 'It is not for you' },
  detail: {
    zh: '只有 {person} 可以办理;保管人离职的,由财务经理代为交出',
    en: 'Only {person} may do this; of somebody who is gone a finance manager hands it over',
  },
  details: z.object({ person: z.string() }),
});
export const custodyHolderUnfit = problem({
  code: 'finance.custody_item.holder_unfit',
  status: 422,
  title: { zh: '该员工不能保管', en: 'They can not hold it' },
  detail: {
    zh: '保管人须是在职的财务、行政人员或总经理,且不是现保管人;请另选一人',
    en: 'Who holds it works here in finance or administration, or is the general manager, and does not hold it already; choose somebody else',
  },
});
export const custodyBookInUse = problem({
  code: 'finance.custody_item.book_in_use',
  status: 409,
  title: { zh: '支票簿仍在使用', en: 'Its numbers are in use' },
  detail: {
    zh: '该支票簿的号码仍在使用;请先由会计收回销号',
    en: 'The numbers of the book are in use; have a bookkeeper take the book back first',
  },
});
/** Decided when it comes into their hand, under a lock for both people. */
export const custodyTooMuch = problem({
  code: 'finance.custody_item.too_much',
  status: 409,
  title: { zh: '不相容的保管物不得由一人保管', en: 'Both must not be in one hand' },
  detail: {
    zh: '{person} 已保管{held};财务专用章、法人章、支票簿须由三人分别保管,请另选一人',
    en: '{person} holds the {held}; the two seals and the cheque books are held by three persons, so choose somebody else',
  },
  details: z.object({ person: z.string(), held: text }),
});

/** The whole state of an item. */
export const custodyItemChanged = event({
  name: 'finance.custody_item.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  toldToWhomItIsAbout: true,
  about: { staff: ['holderId', 'receiverId'] },
  data: z.object({
    custodyItemId: id,
    kind: custodyItemKind,
    state: custodyItemState,
    holderId: id,
    receiverId: id.nullable(),
    holderGone: z.boolean(),
  }),
  summary: { zh: '保管物变动', en: 'Something in custody changed' },
  rules: ['F-11', 'F-18'],
});
/** Somebody has left the company and still holds it. */
export const custodyItemLeftBehind = event({
  name: 'finance.custody_item.left_behind',
  version: 1,
  audience: 'services',
  visibleTo: ['finance_manager', 'general_manager', 'auditor'],
  about: { staff: ['holderId'] },
  data: z.object({ custodyItemId: id, kind: custodyItemKind, holderId: id }),
  summary: { zh: '离职人员仍保管印章、票据或钥匙', en: 'Somebody who has left still holds something' },
  rules: ['F-16', 'F-18'],
});
