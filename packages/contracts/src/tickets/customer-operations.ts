import { z } from 'zod';
import {
  command,
  hoursOfDay,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  says,
  ticketHandlers,
} from '../define/index.ts';
import {
  contactConsent,
  correctedFields,
  customerKnownElsewhere,
  customerMerged,
  customerNotFound,
  customerNotServed,
  customerView,
  filePart,
  doNotCallKept,
  identityFields,
  looserPreferences,
  ticketsOfAnother,
  tooManyLookups,
  tooManyOthers,
} from './customer.ts';
import { ticketWatchers } from './roles.ts';
import { ticketNotFound } from './ticket-problems.ts';
import { ticketView } from './ticket.ts';

export const customerNoun = noun('tickets.customer', {
  zh: '客户:资料与联系偏好',
  en: 'Customers: who they are and how they may be contacted',
});

export const getCustomer = query({
  name: 'tickets.customer.get',
  http: 'GET /tickets/customers/:customerId',
  roles: ticketWatchers,
  request: z.object({ customerId: id }),
  response: customerView,
  problems: [customerNotFound],
  summary: { zh: '查看客户', en: 'One customer' },
  rules: ['P-05'],
});
export const listCustomers = query({
  name: 'tickets.customer.list',
  http: 'GET /tickets/customers',
  roles: ticketWatchers,
  request: pageRequest,
  response: page(customerView),
  problems: [invalidCursor],
  summary: { zh: '客户列表', en: 'List customers' },
  rules: ['P-05'],
});
/** Who has this number, address or account. Its answer tells whose a masked value is, so it stays on the trail. */
export const searchCustomers = command({
  name: 'tickets.customer.search',
  http: 'POST /tickets/customers/search',
  roles: ticketHandlers,
  matches: true,
  request: z
    .object({ ...identityFields, reason })
    .refine(({ reason: _, ...by }) => Object.values(by).filter((one) => one !== undefined).length === 1, {
      path: ['phone'],
      ...says({
        zh: '请填写电话、邮件、平台账号、证件号码中的一项',
        en: 'give one of phone, e-mail, account and ID number',
      }),
    }),
  /** Null where nobody is known by it. */
  response: z.object({ customer: customerView.nullable() }),
  problems: [tooManyLookups],
  summary: { zh: '按电话、邮件、账号或证件号码查找客户', en: 'Find a customer by what they are known by' },
  rules: ['T-01', 'P-05'],
});
/**
 * Whoever may set them may forbid more. Allowing more is for who serves the customer, or leads; lifting do-not-call for
 * a leader who had no part in it.
 */
export const setContactPreferences = command({
  name: 'tickets.customer.set_preferences',
  http: 'PUT /tickets/customers/:customerId/preferences',
  roles: [...ticketHandlers, 'callback_specialist', 'department_manager'],
  seen: 'customerId',
  request: z.object({
    customerId: id,
    doNotCall: z.boolean(),
    quietHours: hoursOfDay.nullable(),
    companyHoursToo: z.boolean().default(false),
    consent: contactConsent.nullable().default(null),
    reason,
  }),
  response: customerView,
  problems: [customerNotFound, customerMerged, doNotCallKept, looserPreferences],
  summary: { zh: '设置联系偏好', en: 'Set how a customer may be contacted' },
  rules: ['C-04'],
});
export const revealCustomer = command({
  name: 'tickets.customer.reveal',
  http: 'POST /tickets/customers/:customerId/reveal',
  roles: [...ticketHandlers, 'department_manager'],
  reveals: true,
  request: z.object({ customerId: id, reason }),
  /**
   * `whole`: false for who serves somebody of whom it isn't agreed that the file is theirs: they are shown what was
   * said at that contact, and nothing of whose number it was before.
   */
  response: customerView.extend({ whole: z.boolean() }),
  problems: [customerNotFound, customerNotServed],
  summary: { zh: '查看客户完整资料', en: 'Reveal a customer’s data' },
  rules: ['P-05'],
});

/** By who serves the customer, or leads. What leads to another file is refused without a word on whose it is. */
export const correctCustomer = command({
  name: 'tickets.customer.correct',
  http: 'POST /tickets/customers/:customerId/correct',
  roles: [...ticketHandlers, 'department_manager'],
  seen: 'customerId',
  matches: true,
  request: z
    .object({ customerId: id, ...correctedFields, reason })
    .refine(({ customerId: _, reason: __, ...fields }) => Object.values(fields).some((one) => one !== undefined), {
      path: ['name'],
      ...says({ zh: '请填写要更正的内容', en: 'say what is to be corrected' }),
    }),
  response: customerView,
  problems: [
    customerNotFound,
    customerNotServed,
    customerMerged,
    customerKnownElsewhere,
    tooManyLookups,
    tooManyOthers,
  ],
  summary: { zh: '更正客户资料', en: 'Correct a customer’s file' },
  rules: ['T-15', 'P-06'],
});
/**
 * Two files of one person become one. Who must not be called stays so, and nobody may be contacted for more than they
 * agreed to.
 */
export const mergeCustomers = command({
  name: 'tickets.customer.merge',
  http: 'POST /tickets/customers/:customerId/merge',
  roles: ['supervisor', 'department_manager'],
  seen: 'customerId',
  request: z
    .object({ customerId: id, otherId: id, reason })
    .refine(({ customerId, otherId }) => customerId !== otherId, {
      path: ['otherId'],
      ...says({ zh: '请选择另一份资料', en: 'choose another file' }),
    }),
  response: customerView,
  problems: [customerNotFound, customerMerged, tooManyOthers],
  summary: { zh: '合并客户资料', en: 'Merge another file into this one' },
  rules: ['T-15', 'C-04', 'P-06'],
});
/** A file turned out to be of two people: the second, who is named, gets a file with what is theirs. */
export const splitCustomer = command({
  name: 'tickets.customer.split',
  http: 'POST /tickets/customers/:customerId/split',
  roles: ['supervisor', 'department_manager'],
  status: 201,
  seen: 'customerId',
  request: z
    .object({
      customerId: id,
      name: correctedFields.name.unwrap(),
      takes: z.array(filePart).max(filePart.options.length).default([]),
      ticketIds: z.array(id).max(100).default([]),
      reason,
    })
    .refine(({ takes, ticketIds }) => takes.length + ticketIds.length > 0, {
      path: ['takes'],
      ...says({ zh: '请选择要分出的内容或工单', en: 'say what goes to the second file, or which tickets' }),
    }),
  /** The file of the second person. */
  response: customerView,
  problems: [customerNotFound, customerMerged, tooManyOthers, ticketNotFound, ticketsOfAnother],
  summary: { zh: '拆分客户资料', en: 'Split a customer’s file' },
  rules: ['T-15', 'C-04', 'P-06'],
});
/**
 * Who made this contact is whom the file is of, though what they said doesn't agree with it: what the file lacks of it
 * is written there. If it is somebody else, the file is split.
 */
export const confirmCustomer = command({
  name: 'tickets.ticket.confirm_customer',
  http: 'POST /tickets/:ticketId/customer/confirm',
  roles: ['supervisor', 'department_manager'],
  seen: 'ticketId',
  request: z.object({ ticketId: id, reason }),
  response: ticketView,
  problems: [ticketNotFound, customerMerged],
  summary: { zh: '确认来访者是该客户', en: 'Confirm that the contact is the customer’s' },
  rules: ['T-15', 'P-05', 'P-06'],
});
