import { z } from 'zod';
import {
  choice,
  consentBasis,
  emailAddress,
  event,
  hoursOfDay,
  id,
  line,
  lineAsItIs,
  moment,
  personalField,
  personName,
  phoneNumber,
  problem,
  version,
  within,
} from '../define/index.ts';

export const contactConsent = z.object({
  basis: consentBasis,
  givenAt: within({ backDays: 50 * 366, aheadDays: 0 }, moment),
});
/** How a customer may be contacted (C-04). */
export const contactPreferences = z.object({
  doNotCall: z.boolean(),
  /** Local times in which the customer rests, in place of the company's; null: the company's. */
  quietHours: hoursOfDay.nullable(),
  /** The customer rests in the company's quiet hours, too: as where nobody knows whose the own ones are. */
  companyHoursToo: z.boolean(),
  consent: contactConsent.nullable(),
});
const idNumber = personalField(
  'id_number',
  z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{6,20}$/),
);
const address = personalField('address', line(200));
/** As people write a number, or say that there is none; what can be read of it without doubt is read (T-01). */
const writtenPhone = personalField('phone', lineAsItIs(100));
/** Who somebody is on a platform, such as a shop's. */
const platform = z.string().regex(/^[a-z][a-z0-9_]{0,29}$/);
const accountName = personalField('id_number', line(80));
/** Telephone numbers, e-mail addresses and accounts that a customer may have beside the first. */
export const othersMax = 20;
/** Where people write down several at once, each of them counts. */
export const numbersMax = 300;
export const customerBrief = z.object({ id, name: personName.shown, phone: writtenPhone.shown.nullable() });
/** What may be said at a contact of who the customer is, beside the name. */
export const toldFields = {
  phone: writtenPhone.shown.nullable(),
  email: emailAddress.shown.nullable(),
  account: z.object({ platform, userName: accountName.shown }).nullable(),
  idNumber: idNumber.shown.nullable(),
  address: address.shown.nullable(),
};
/** As whom somebody is called back who may not be whom the file is of (T-15). */
export const callerTold = z.object({
  name: personName.shown,
  phone: writtenPhone.shown.nullable(),
  /** What is dialled, as it was read at the contact; null where no number could be read. */
  phoneE164: phoneNumber.shown.nullable(),
  email: emailAddress.shown.nullable(),
});
export const customerView = customerBrief.extend({
  version,
  /** What is dialled, in E.164; an extension follows as `;ext=`. Null where no number could be read. */
  phoneE164: phoneNumber.shown.nullable(),
  /** The number leads to another file: two people have it, or had. Nobody is found here by it. */
  phoneShared: z.boolean(),
  email: emailAddress.shown.nullable(),
  account: z.object({ platform, userName: accountName.shown }).nullable(),
  idNumber: idNumber.shown.nullable(),
  address: address.shown.nullable(),
  /** Further ones that lead to the customer too, as after two files became one. */
  otherPhones: z.array(writtenPhone.shown).max(othersMax),
  otherEmails: z.array(emailAddress.shown).max(othersMax),
  /** On other platforms, or of whom the ID number says that it is theirs too. */
  otherAccounts: z.array(z.object({ platform, userName: accountName.shown })).max(othersMax),
  member: z.boolean(),
  preferences: contactPreferences,
  /** The file that this one became a part of; it is only kept for what it was. */
  mergedInto: id.nullable(),
  createdAt: z.iso.datetime(),
});
/** By what somebody is known (T-01). */
export const identityFields = {
  phone: writtenPhone.entered.optional(),
  email: emailAddress.entered.optional(),
  account: z.object({ platform, userName: accountName.entered }).optional(),
  idNumber: idNumber.entered.optional(),
};
/** What a file may be corrected to; null where it is not known after all. */
export const correctedFields = {
  name: personName.entered.optional(),
  phone: writtenPhone.entered.nullable().optional(),
  email: emailAddress.entered.nullable().optional(),
  account: z.object({ platform, userName: accountName.entered }).nullable().optional(),
  idNumber: idNumber.entered.nullable().optional(),
  address: address.entered.nullable().optional(),
  member: z.boolean().optional(),
};
/** What of a file may go to the file of somebody else. */
export const filePart = choice({
  phone: { zh: '电话', en: 'phone' },
  other_phones: { zh: '其他电话', en: 'other phones' },
  email: { zh: '邮件', en: 'e-mail' },
  other_emails: { zh: '其他邮件', en: 'other e-mail addresses' },
  account: { zh: '平台账号', en: 'platform account' },
  other_accounts: { zh: '其他平台账号', en: 'other platform accounts' },
  id_number: { zh: '证件号码', en: 'ID number' },
  address: { zh: '地址', en: 'address' },
});
export type FilePart = z.output<typeof filePart>;
export const newCustomer = z.object({
  name: personName.entered,
  ...identityFields,
  address: address.entered.optional(),
  member: z.boolean().default(false),
});

export const customerNotFound = problem({
  code: 'tickets.customer.not_found',
  status: 404,
  title: { zh: '没有这位客户', en: 'No such customer' },
  detail: { zh: '找不到客户 {id}', en: 'There is no customer {id}' },
  details: z.object({ id: z.string() }),
});
/** Whoever may ask as often as they like can guess what is masked (P-05). */
export const tooManyLookups = problem({
  code: 'tickets.customer.too_many_lookups',
  status: 429,
  title: { zh: '查找过于频繁', en: 'Too many searches by confidential values' },
  detail: {
    zh: '每人每分钟最多可按保密内容查找 {max} 次;请在 {retryAfterS} 秒后再试',
    en: 'One person may ask by confidential values {max} times a minute; try again in {retryAfterS} s',
  },
  details: z.object({ max: z.int(), retryAfterS: z.int() }),
});
export const customerMerged = problem({
  code: 'tickets.customer.merged',
  status: 409,
  title: { zh: '客户资料已合并', en: 'The file became a part of another' },
  detail: { zh: '请使用合并后的客户资料 {into}', en: 'Use the file that it became a part of: {into}' },
  details: z.object({ into: id }),
});
export const customerKnownElsewhere = problem({
  code: 'tickets.customer.known_elsewhere',
  status: 409,
  title: { zh: '已属于另一份客户资料', en: 'It leads to another customer’s file' },
  detail: {
    zh: '填写的电话、邮件、账号或证件号码属于另一份客户资料;如是同一人,请主管合并资料',
    en: 'The phone, e-mail, account or ID number belongs to another file; if it is the same person, a supervisor merges the two',
  },
});
export const tooManyOthers = problem({
  code: 'tickets.customer.too_many_others',
  status: 409,
  title: { zh: '号码、邮件或账号过多', en: 'Too many numbers, addresses or accounts' },
  detail: {
    zh: '一份客户资料最多另有 {max} 个电话、邮件或账号;请先更正资料',
    en: 'A file has at most {max} further numbers, addresses or accounts; correct the files first',
  },
  details: z.object({ max: z.int() }),
});
export const ticketsOfAnother = problem({
  code: 'tickets.customer.tickets_of_another',
  status: 409,
  title: { zh: '工单不属于该客户', en: 'A ticket is not this customer’s' },
  detail: { zh: '以下工单不属于该客户:{ticketIds}', en: 'These are not tickets of this customer: {ticketIds}' },
  details: z.object({ ticketIds: z.array(id).max(100) }),
});
export const customerNotServed = problem({
  code: 'tickets.customer.not_served',
  status: 403,
  title: { zh: '您没有在服务这位客户', en: 'You are not serving this customer' },
  detail: {
    zh: '只有正在服务该客户的人员或主管可以查看完整资料;自己选定客户开的、或因自己登记而重新打开的工单不算',
    en: 'Only who serves this customer, or a supervisor, may see the full data; a ticket for which you chose the customer yourself, or that came back by what you noted, does not count',
  },
});

export const doNotCallKept = problem({
  code: 'tickets.customer.do_not_call_kept',
  status: 403,
  title: { zh: '不能取消免打扰', en: 'Do-not-call stays' },
  detail: {
    zh: '只有未处理过该客户工单的主管可以取消“不要来电”',
    en: 'Only a supervisor who handled none of this customer’s tickets may lift do-not-call',
  },
});
export const looserPreferences = problem({
  code: 'tickets.customer.looser_preferences',
  status: 403,
  title: { zh: '不能放宽联系偏好', en: 'Preferences may not be loosened' },
  detail: {
    zh: '只有正在服务该客户的人员或主管可以增加联系许可、减少休息时间',
    en: 'Only who serves this customer, or a supervisor, may record more consent or fewer rest times',
  },
});
export const customerChanged = event({
  name: 'tickets.customer.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: [],
  about: { customer: ['customerId', 'mergedInto'] },
  data: z.object({
    customerId: id,
    name: personName.shown,
    /** As it was written. */
    phone: writtenPhone.shown.nullable(),
    /** What is dialled; null where no number could be read. */
    phoneE164: phoneNumber.shown.nullable(),
    /** All that reach them, as they are dialled. */
    numbers: z.array(phoneNumber.shown).max(numbersMax),
    /** Reached them until they left the file, and whoever has them next must not be called (C-04). */
    numbersRefused: z.array(phoneNumber.shown).max(numbersMax),
    email: emailAddress.shown.nullable(),
    member: z.boolean(),
    preferences: contactPreferences,
    /** The file that it became a part of: nobody is reached by it any more. */
    mergedInto: id.nullable(),
  }),
  summary: { zh: '客户资料变动', en: 'A customer’s file changed' },
  rules: ['T-15', 'C-04'],
});
