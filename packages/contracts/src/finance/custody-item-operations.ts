import { z } from 'zod';
import {
  anyOf,
  command,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
  type Role,
} from '../define/index.ts';
import {
  custodyBookInUse,
  custodyHolderUnfit,
  custodyItemKind,
  custodyItemName,
  custodyItemNotFound,
  custodyItemState,
  custodyItemSteps,
  custodyItemView,
  custodyNotYours,
  custodyTooMuch,
} from './custody-item.ts';
import { ledgerReaders } from './roles.ts';

export const custodyItemNoun = noun('finance.custody_item', {
  zh: '印章、支票簿、空白收据、钥匙的保管与移交',
  en: 'Who holds seals, cheque books, blank receipts and keys',
});
/** Those who may hold something. */
export const custodians = [
  'cashier',
  'accountant',
  'finance_manager',
  'general_manager',
  'admin_officer',
] as const satisfies readonly Role[];
const readers = [...new Set<Role>(['cashier', 'admin_officer', ...ledgerReaders])];

export const registerCustodyItem = command({
  name: 'finance.custody_item.register',
  http: 'POST /finance/custody-items',
  roles: ['finance_manager', 'general_manager'],
  status: 201,
  request: z.object({ kind: custodyItemKind, itemName: custodyItemName.entered, holderId: id }),
  response: custodyItemView,
  problems: [custodyHolderUnfit, custodyTooMuch],
  summary: { zh: '登记保管物', en: 'Register what is held' },
  rules: ['F-11', 'F-18'],
});
/** It stays with its holder until the other one has taken it. */
export const giveCustodyItem = command({
  name: 'finance.custody_item.give',
  http: 'POST /finance/custody-items/:custodyItemId/give',
  roles: custodians,
  takes: stepOf(custodyItemSteps, 'give'),
  request: z.object({ custodyItemId: id, receiverId: id }),
  response: custodyItemView,
  problems: [custodyItemNotFound, stepRefused, custodyNotYours, custodyHolderUnfit, custodyTooMuch],
  summary: { zh: '交出保管物', en: 'Hand something over' },
  rules: ['F-16', 'F-18'],
});
export const acceptCustodyItem = command({
  name: 'finance.custody_item.accept',
  http: 'POST /finance/custody-items/:custodyItemId/accept',
  roles: custodians,
  takes: stepOf(custodyItemSteps, 'accept'),
  seen: 'custodyItemId',
  request: z.object({ custodyItemId: id }),
  response: custodyItemView,
  problems: [custodyItemNotFound, stepRefused, custodyNotYours, custodyHolderUnfit, custodyTooMuch],
  summary: { zh: '接收保管物', en: 'Take what is handed over' },
  rules: ['F-16', 'F-18'],
});
export const declineCustodyItem = command({
  name: 'finance.custody_item.decline',
  http: 'POST /finance/custody-items/:custodyItemId/decline',
  roles: custodians,
  takes: stepOf(custodyItemSteps, 'decline'),
  request: z.object({ custodyItemId: id }),
  response: custodyItemView,
  problems: [custodyItemNotFound, stepRefused, custodyNotYours],
  summary: { zh: '不移交保管物', en: 'Leave something where it is' },
  rules: ['F-16'],
});
/** A seal that is destroyed, a cheque book that is used up or returned. */
export const retireCustodyItem = command({
  name: 'finance.custody_item.retire',
  http: 'POST /finance/custody-items/:custodyItemId/retire',
  roles: ['finance_manager', 'general_manager'],
  takes: stepOf(custodyItemSteps, 'retire'),
  seen: 'custodyItemId',
  request: z.object({ custodyItemId: id, reason }),
  response: custodyItemView,
  problems: [custodyItemNotFound, stepRefused, custodyBookInUse],
  summary: { zh: '缴销保管物', en: 'Give something up' },
  rules: ['F-11'],
});
export const getCustodyItem = query({
  name: 'finance.custody_item.get',
  http: 'GET /finance/custody-items/:custodyItemId',
  roles: readers,
  request: z.object({ custodyItemId: id }),
  response: custodyItemView,
  problems: [custodyItemNotFound],
  summary: { zh: '查看保管物', en: 'One thing that is held' },
  rules: ['F-11'],
});
export const listCustodyItems = query({
  name: 'finance.custody_item.list',
  http: 'GET /finance/custody-items',
  roles: readers,
  request: pageRequest.extend({
    kind: anyOf(custodyItemKind),
    state: anyOf(custodyItemState),
    holderId: anyOf(id),
    holderGone: z.boolean().optional(),
  }),
  response: page(custodyItemView),
  problems: [invalidCursor],
  summary: { zh: '保管物列表', en: 'List what is held' },
  rules: ['F-11', 'F-18'],
});
