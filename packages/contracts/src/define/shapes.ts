import { z } from 'zod';
import { choice } from './choice.ts';
import { says } from './issues.ts';
import { personalField } from './personal.ts';
import { roleNames } from './roles.ts';

const years = { first: 1900, last: 2199 } as const;
const noSuchYear = says({
  zh: `年份必须在 ${years.first} 至 ${years.last} 之间`,
  en: `the year must be from ${years.first} to ${years.last}`,
});

/** UUID version 7, as every id in the system is. */
export const id = z.uuid();
/** RFC 3339 in UTC, as the system writes it: `2026-03-02T08:15:00.000Z`. */
export const moment = z.iso.datetime().refine(hasYear, noSuchYear);
/** As `moment`; an offset is accepted and turned into UTC. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((written) => new Date(written).toISOString())
  .pipe(moment);
/** Time of day in the company's zone, `HH:mm`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
/** Calendar day in the company's zone, `YYYY-MM-DD`. */
export const day = z.iso.date().refine(hasYear, noSuchYear);
const nothingSeen = says({ zh: '请填写看得见的文字', en: 'write something that can be seen' });
const turnsWriting = says({
  zh: '含有看不见的、改变书写方向的字符;请删去重新输入,不要粘贴',
  en: 'there are characters, which can not be seen, that turn the direction of writing; type it anew, and do not paste it',
});
/**
 * One line as something else has it, 1 to `max` characters: the name of a file, which is kept without what can't be
 * seen, or a telephone number, which phones copy with what turns the direction of writing around it.
 */
export const lineAsItIs = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(noControls, says({ zh: '不能含有控制字符', en: 'control characters are not allowed' }));
/**
 * One line of text that a person wrote, 1 to `max` characters, of which some can be seen. Nothing in it turns the
 * direction of writing, so that it reads as it is, and so does what is shown behind it.
 */
export const line = (max: number) => lineAsItIs(max).refine(noTurns, turnsWriting).refine(seen, nothingSeen);
/** What paragraphs have alike. All but what turns plain writing around is let through: phones put it around numbers. */
const paragraphs = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(noNul, says({ zh: '不能含有空字符', en: 'NUL is not allowed' }))
    .refine(notReversed, turnsWriting);
/** Several lines of text, 1 to `max` characters, of which some can be seen. */
export const prose = (max: number) => paragraphs(max).refine(seen, nothingSeen);
/**
 * Why somebody does something, 1 to 500 characters with at least two ideographs or four letters in them; goes to the
 * audit trail (P-06). Every field of that name is this one.
 */
export const reason = paragraphs(500).refine(
  saysSomething,
  says({ zh: '请写明原因(至少两个汉字或四个字母)', en: 'say why, in at least two ideographs or four letters' }),
);
/** As many of those who handled a ticket are kept, the latest; no department has so many. */
export const handlersMax = 1_000;
/**
 * Everybody who was in charge of a ticket, or worked on it or answered the customer, in any round. None of them calls
 * back (C-11), and none of them ends a complaint (T-08).
 */
export const handlers = z.array(id).max(handlersMax);
/** What the name of a customer may be, and how to reach a person. */
export const personName = personalField('name', line(60));
export const phoneNumber = personalField(
  'phone',
  z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{4,19}$/),
);
export const emailAddress = personalField('email', z.email().max(200));
/** A sentence in both languages of the product. */
export const text = z.object({ zh: z.string(), en: z.string() });
/** 客服组, 投诉组, 订单组 and any others (P-01). */
export const teamKind = choice({
  service: { zh: '客服组', en: 'service' },
  complaints: { zh: '投诉组', en: 'complaints' },
  orders: { zh: '订单组', en: 'orders' },
  callbacks: { zh: '回访组', en: 'callbacks' },
  technical: { zh: '技术组', en: 'technical' },
  finance: { zh: '财务组', en: 'finance' },
  other: { zh: '其他', en: 'other' },
});
export type TeamKind = z.output<typeof teamKind>;
/** What is paid for (F-06). */
export const paymentKind = choice({
  wages: { zh: '工资', en: 'wages' },
  travel: { zh: '差旅费', en: 'travel' },
  expense: { zh: '费用报销', en: 'expense' },
  loan: { zh: '借款', en: 'loan' },
  project: { zh: '工程拨款', en: 'project payment' },
  refund: { zh: '退款', en: 'refund' },
  supplier: { zh: '采购付款', en: 'supplier' },
  other: { zh: '其他', en: 'other' },
});
export type PaymentKind = z.output<typeof paymentKind>;
/** Those who may have to sign for a payment. */
export const paymentSigner = choice({
  project_manager: roleNames.project_manager,
  department_manager: roleNames.department_manager,
  accountant: roleNames.accountant,
  finance_manager: roleNames.finance_manager,
  general_manager: roleNames.general_manager,
});
export type PaymentSigner = z.output<typeof paymentSigner>;
/** On what a customer may be contacted (C-04). */
export const consentBasis = choice({
  contract: { zh: '合同', en: 'contract' },
  asked: { zh: '口头同意', en: 'asked and agreed' },
  written: { zh: '书面同意', en: 'in writing' },
});
/** `<service>.<policy>` */
export const policyName = z.string().regex(/^[a-z]{1,40}\.[a-z_]{1,60}$/);
/** What somebody is able to do, and what a ticket asks for. */
export const skill = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
/** Hours of a day in which nobody calls, or in which the company works. */
export const hoursOfDay = z.array(z.object({ from: timeOfDay, until: timeOfDay })).max(6);
/** The aggregate's version: the number of events it has raised; also its ETag. */
export const version = z.int().min(1);

/** Nothing that is kept lies beyond them. In a command, `within` bounds a time more closely. */
function hasYear(written: string): boolean {
  const year = Number(written.slice(0, 4));
  return year >= years.first && year <= years.last;
}
function noControls(written: string): boolean {
  return !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(written);
}
/** Embeddings, overrides and isolates of Unicode's bidirectional algorithm. Single marks turn nothing. */
function noTurns(written: string): boolean {
  return !/[\u202a-\u202e\u2066-\u2069]/.test(written);
}
/** The override by which letters are read from the right. */
function notReversed(written: string): boolean {
  return !written.includes('\u202e');
}
/**
 * Some character of it is seen: neither a space, a filler or joiner, nor only a mark on another one. An empty text is
 * refused as that.
 */
function seen(written: string): boolean {
  return written === '' || /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(written);
}
/** An ideograph counts as two letters. */
function saysSomething(written: string): boolean {
  const ideographs = written.match(/\p{Unified_Ideograph}/gu)?.length ?? 0;
  // Some letters are invisible, such as a filler in Hangul.
  const letters = written.match(/(?!\p{Default_Ignorable_Code_Point})\p{L}/gu)?.length ?? 0;
  return letters + ideographs >= 4;
}
function noNul(written: string): boolean {
  return !written.includes('\u0000');
}

/** A record of `max` entries at most. */
export const record = <Key extends z.ZodType<string, string>, Value extends z.ZodType>(
  key: Key,
  value: Value,
  max: number,
): z.ZodRecord<Key, Value> =>
  z
    .record(key, value)
    .refine(
      (entries) => Object.keys(entries).length <= max,
      says({ zh: `最多 ${max} 项`, en: `may have at most ${max} entries` }),
    )
    .meta({ maxProperties: max });
