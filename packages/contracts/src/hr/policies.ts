import { z } from 'zod';
import { day, hoursOfDay, paymentKind, paymentSigner, policy, record, says } from '../define/index.ts';
import { role } from './position.ts';

const dailyHours = hoursOfDay
  .refine(
    (hours) => hours.every(({ from, until }) => from < until),
    says({
      zh: '每个时段的结束时间必须晚于开始时间,且在同一天内',
      en: 'each interval ends after it begins, on the same day',
    }),
  )
  .refine(
    (hours) =>
      hours
        .toSorted((a, b) => (a.from < b.from ? -1 : 1))
        .every(({ from }, index, all) => index === 0 || all[index - 1]!.until <= from),
    says({ zh: '同一天的时段不能重叠', en: 'intervals of one day do not overlap' }),
  );

export const calendarPolicy = policy({
  name: 'hr.calendar',
  schema: z.object({
    zone: z
      .string()
      .max(60)
      .refine(
        isTimeZone,
        says({ zh: '必须是 IANA 时区,例如 Asia/Shanghai', en: 'must be an IANA time zone such as Asia/Shanghai' }),
      ),
    /** Open intervals of each weekday, Monday first; several a day leave room for the lunch break. */
    week: z
      .array(dailyHours)
      .length(7)
      .refine(
        (week) => week.some((hours) => hours.length > 0),
        says({ zh: '一周至少要有一天营业', en: 'some day of the week must be open' }),
      ),
    /** Chinese public holidays are closed and make-up workdays (调休) open with Monday's hours. */
    followsChineseHolidays: z.boolean(),
    /**
     * The State Council's notices by year, for one that isn't known here yet: until then only the statutory days are
     * closed. Make-up workdays have Monday's hours.
     */
    notices: record(
      z.string().regex(/^20\d\d$/),
      z.object({ holidays: z.array(day).min(1).max(60), makeUps: z.array(day).max(30) }),
      20,
    )
      .refine(
        (notices) =>
          Object.entries(notices).every(([year, { holidays, makeUps }]) =>
            [...holidays, ...makeUps].every((one) => one.startsWith(`${year}-`)),
          ),
        says({ zh: '通知中的日期必须属于该年度', en: 'the days of a notice are days of its year' }),
      )
      .refine(
        (notices) =>
          Object.values(notices).every(({ holidays, makeUps }) => !makeUps.some((one) => holidays.includes(one))),
        says({ zh: '同一天不能既放假又上班', en: 'a day is not a holiday and a make-up workday at once' }),
      )
      .default({}),
    /** Days that the company itself sets, stronger than the public calendar; an empty list closes the day. */
    days: record(day, dailyHours, 1_000),
  }),
  default: {
    zone: 'Asia/Shanghai',
    week: [
      ...Array.from({ length: 5 }, () => [
        { from: '09:00', until: '12:00' },
        { from: '13:00', until: '18:00' },
      ]),
      [],
      [],
    ],
    followsChineseHolidays: true,
    notices: {},
    days: {},
  },
  rules: ['T-04'],
  summary: { zh: '工作日历', en: 'Working calendar' },
  // Each act carries its zone.
  sharedWith: 'everyone',
});
/**
 * `failuresAllowed` of one username from one device, or from one address that has no device of theirs, lock these out
 * for `lockMinutes`, and nobody else. `failuresBeforeSlowing` of one username from all unknown devices make every one
 * of them wait before the next try, twice as long after each failure up to `slowedSecondsMax`; devices that its owner
 * has signed in from before don't wait.
 */
export const signInPolicy = policy({
  name: 'hr.sign_in',
  schema: z.object({
    failuresAllowed: z.int().min(1).max(100),
    lockMinutes: z.int().min(1).max(10_080),
    failuresBeforeSlowing: z.int().min(1).max(1_000),
    slowedSecondsMax: z.int().min(1).max(3_600),
    sessionHours: z.int().min(1).max(720),
  }),
  default: { failuresAllowed: 5, lockMinutes: 15, failuresBeforeSlowing: 20, slowedSecondsMax: 60, sessionHours: 12 },
  rules: ['P-02'],
  needsSecondPerson: true,
  summary: { zh: '登录规则', en: 'Sign-in rules' },
});
/** Roles that one person may not hold together (P-04). */
export const segregationPolicy = policy({
  name: 'hr.segregation',
  schema: z.object({ apart: z.array(z.tuple([role, role])).max(120) }),
  default: {
    apart: [
      ['cashier', 'accountant'],
      ['cashier', 'finance_manager'],
    ],
  },
  rules: ['P-04'],
  needsSecondPerson: true,
  summary: { zh: '不相容岗位', en: 'Duties kept apart' },
});

/** For how long what needs a second person waits to be decided; told with each proposal, and never shortened later. */
export const proposalPolicy = policy({
  name: 'hr.proposal',
  schema: z.object({
    openDays: z.int().min(1).max(90),
    /** So long everybody who leads can refuse it before the owner of the database may stand in for who decides. */
    ownerAfterHours: z.int().min(1).max(720).default(24),
  }),
  default: { openDays: 7, ownerAfterHours: 24 },
  rules: ['P-04'],
  needsSecondPerson: true,
  summary: { zh: '待批申请的有效期', en: 'How long a proposal waits' },
});

const often = z.int().min(1).max(1_000);
/**
 * From when on it is unusual how somebody looks at what is confidential; one for all services, as whoever could move
 * the marks alone could look on.
 */
export const revealMarksPolicy = policy({
  name: 'hr.reveal_marks',
  schema: z.object({ manyInHour: often, missesInHour: often, sameInDay: often }),
  default: { manyInHour: 20, missesInHour: 5, sameInDay: 5 },
  rules: ['P-05'],
  needsSecondPerson: true,
  sharedWith: 'everyone',
  summary: { zh: '查看保密内容的异常标准', en: 'From when on looking at what is confidential is unusual' },
});
/**
 * Confidential values by which one person may ask a minute who has them; so many numbers of one masked form may be
 * given with contacts, too.
 */
export const lookupsPolicy = policy({
  name: 'hr.lookups',
  schema: z.object({ perMinute: often }),
  default: { perMinute: 10 },
  rules: ['P-05'],
  needsSecondPerson: true,
  sharedWith: ['tickets'],
  summary: { zh: '每分钟按保密内容查找的次数', en: 'Searches by confidential values a minute' },
});
const signers = z.array(paymentSigner).min(1).max(5);
/**
 * Whose signatures a payment takes, by its kind and by what goes to the payee together (F-06). It says who has power
 * over money, so it takes two.
 */
export const paymentSignaturesPolicy = policy({
  name: 'hr.payment_signatures',
  schema: z.object({
    /** Of several that fit the one with the lowest sum, in fen; null: whatever the sum. */
    tiers: z
      .array(
        z.object({
          kinds: z.array(paymentKind).min(1).max(20),
          uptoFen: z.int().min(1).max(99_999_999_999).nullable(),
          signers,
        }),
      )
      .min(1)
      .max(60)
      .refine(
        (tiers) =>
          paymentKind.options.every((kind) =>
            tiers.some(({ kinds, uptoFen }) => uptoFen === null && kinds.includes(kind)),
          ),
        says({ zh: '每一类付款都须有一档不限金额', en: 'each kind has signers for whatever the sum' }),
      ),
    /** What goes to one payee for one kind of matter within so many days counts together; 1: on the same day. */
    togetherDays: z.int().min(1).max(92),
    /** Where a refund goes to somebody else than who paid, these sign, too (F-12). */
    otherPayeeSigners: signers,
  }),
  default: {
    tiers: [
      { kinds: ['expense', 'travel', 'other'], uptoFen: 100_000, signers: ['finance_manager'] },
      { kinds: ['expense', 'travel', 'other'], uptoFen: 2_000_000, signers: ['accountant', 'finance_manager'] },
      {
        kinds: ['expense', 'travel', 'other'],
        ...{ uptoFen: null, signers: ['accountant', 'finance_manager', 'general_manager'] },
      },
      { kinds: ['supplier'], uptoFen: 2_000_000, signers: ['accountant', 'finance_manager'] },
      { kinds: ['supplier'], uptoFen: null, signers: ['accountant', 'finance_manager', 'general_manager'] },
      { kinds: ['loan'], uptoFen: 500_000, signers: ['finance_manager'] },
      { kinds: ['loan'], uptoFen: null, signers: ['finance_manager', 'general_manager'] },
      { kinds: ['project'], uptoFen: null, signers: ['project_manager', 'accountant', 'general_manager'] },
      { kinds: ['wages'], uptoFen: null, signers: ['accountant', 'general_manager'] },
      { kinds: ['refund'], uptoFen: 100_000, signers: ['accountant'] },
      { kinds: ['refund'], uptoFen: null, signers: ['accountant', 'finance_manager'] },
    ],
    togetherDays: 7,
    otherPayeeSigners: ['general_manager'],
  },
  rules: ['F-06', 'F-12', 'P-04'],
  needsSecondPerson: true,
  sharedWith: ['finance'],
  summary: { zh: '付款审批签字', en: 'Who signs for payments' },
});

/** What escapes budgets is spent by fewer hands, so it takes two to say. */
export const budgetPolicy = policy({
  name: 'hr.budget',
  schema: z.object({
    /** Payments of these kinds are reserved in the budget of the department that they name. */
    kinds: z.array(paymentKind).max(20),
    /** Payments of these kinds name a department. */
    departmentKinds: z.array(paymentKind).max(20),
    /** A budget of which so much, in percent, is reserved and used is nearly used, and told of. */
    nearlyUsedPercent: z.int().min(1).max(100),
  }),
  default: {
    kinds: ['expense', 'travel', 'project', 'supplier', 'other'],
    // What is for the whole company is `other`; wages, loans and refunds are of no department's budget.
    departmentKinds: ['expense', 'travel', 'project', 'supplier'],
    nearlyUsedPercent: 90,
  },
  rules: ['F-17', 'P-04'],
  needsSecondPerson: true,
  sharedWith: ['finance'],
  summary: { zh: '部门预算', en: 'Budgets of departments' },
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
