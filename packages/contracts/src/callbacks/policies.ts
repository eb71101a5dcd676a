import { z } from 'zod';
import { hoursOfDay, policy } from '../define/index.ts';
import { type CallbackScript, callbackChannel, callbackKind, callbackScript } from './callback.ts';

export const duePolicy = policy({
  name: 'callbacks.due',
  schema: z.object({
    /** Calendar days from the resolution. */
    days: z.int().min(1).max(60),
    /** Warning to the specialist before, escalation to the manager after the callback became overdue. */
    warnBeforeHours: z.int().min(0).max(720),
    managerAfterHours: z.int().min(0).max(720),
    /** How far ahead a time may be agreed, in days. */
    agreedDaysMax: z.int().min(1).max(60).default(14),
  }),
  default: { days: 3, warnBeforeHours: 12, managerAfterHours: 24, agreedDaysMax: 14 },
  rules: ['C-02', 'C-08'],
  summary: { zh: '回访期限', en: 'When a callback is due' },
});
export const sharePolicy = policy({
  name: 'callbacks.share',
  /**
   * Of a hundred resolved tickets so many are called about, drawn at the resolution. Members, complaints and tickets
   * that came back always are.
   */
  schema: z.object({ percent: z.int().min(0).max(100) }),
  default: { percent: 100 },
  rules: ['C-02'],
  summary: { zh: '非会员的回访比例', en: 'Share of callbacks to others than members' },
});
export const quietHoursPolicy = policy({
  name: 'callbacks.quiet_hours',
  schema: z.object({
    /** From later than until: over midnight. From equal to until: the whole day. */
    quiet: hoursOfDay,
    /**
     * Nobody is called on a public holiday or a day that the company's calendar closes; ordinary weekends are no
     * holidays.
     */
    holidaysAreQuiet: z.boolean(),
  }),
  default: {
    quiet: [
      { from: '12:00', until: '14:00' },
      { from: '20:30', until: '09:00' },
    ],
    holidaysAreQuiet: true,
  },
  rules: ['C-04'],
  summary: { zh: '客户休息时间', en: 'Quiet hours' },
});
export const attemptsPolicy = policy({
  name: 'callbacks.attempts',
  schema: z.object({
    /** Attempts by one channel before the next, and hours that lie between two of them at least. */
    perChannel: z.int().min(1).max(20),
    hoursBetween: z.int().min(0).max(168),
    /** In this order. */
    channels: z.array(callbackChannel).min(1).max(3),
    /** An attempt that nobody ended is taken as unfinished after so many minutes. */
    openMinutesMax: z.int().min(5).max(1_440).default(120),
  }),
  default: { perChannel: 3, hoursBetween: 3, channels: ['phone', 'message'], openMinutesMax: 120 },
  rules: ['C-05'],
  summary: { zh: '未接通的再次联系', en: 'Further attempts' },
});
export const recordingPolicy = policy({
  name: 'callbacks.recording',
  schema: z.object({ keepDays: z.int().min(30).max(3_650) }),
  default: { keepDays: 30 },
  rules: ['C-04'],
  summary: { zh: '录音保存天数', en: 'How long recordings are kept' },
});

const defaultScript: CallbackScript = {
  opening: {
    zh: '您好,我是客服部回访专员。您之前反映的问题已经处理,耽误您一分钟做个回访,可以吗?',
    en: 'Hello, I am calling from customer service about the matter we handled for you. May I take one minute?',
  },
  questions: [
    { id: 'solved', ask: { zh: '您的问题解决了吗?', en: 'Is your problem solved?' }, kind: 'yes_no', required: true },
    {
      id: 'score',
      ask: { zh: '请您对这次服务打分,一到五分', en: 'How would you rate our service, one to five?' },
      kind: 'score',
      required: true,
    },
    {
      id: 'advice',
      ask: { zh: '您对我们还有什么建议?', en: 'What could we do better?' },
      kind: 'text',
      required: false,
    },
  ],
  satisfiedFrom: 4,
  satisfied: { zh: '感谢您的认可,我们会继续努力。', en: 'Thank you, we are glad to hear it.' },
  dissatisfied: {
    zh: '很抱歉没有让您满意。请问主要是哪方面的原因?您希望我们怎样补救?我们会安排专人跟进。',
    en: 'We are sorry. What was it mainly, and what would put it right? Somebody will take care of it.',
  },
  closing: { zh: '感谢您的接听,祝您生活愉快,再见。', en: 'Thank you for your time. Goodbye.' },
};

export const reopeningPolicy = policy({
  name: 'callbacks.reopening',
  /**
   * A dissatisfied customer who gives this score or less has the ticket reopened; 0 for none. Who gives more, but less
   * than the script's lowest score of the satisfied, is asked for reasons and a remedy, and the ticket stays.
   */
  schema: z.object({ upToScore: z.int().min(0).max(5) }),
  default: { upToScore: 2 },
  rules: ['C-06', 'C-07'],
  summary: { zh: '不满意时重新打开工单', en: 'When a dissatisfied callback reopens its ticket' },
});
export const correctionPolicy = policy({
  name: 'callbacks.correction',
  /** Days from its end in which a finished record may be corrected. */
  schema: z.object({ daysMax: z.int().min(0).max(90) }),
  default: { daysMax: 14 },
  rules: ['C-06'],
  summary: { zh: '更正记录的期限(天)', en: 'How long records are corrected (days)' },
});
export const scriptPolicy = policy({
  name: 'callbacks.script',
  schema: z.object({ standard: callbackScript, byKind: z.partialRecord(callbackKind, callbackScript) }),
  default: {
    standard: defaultScript,
    byKind: {
      complaint: {
        ...defaultScript,
        opening: {
          zh: '您好,我是客服部回访专员。关于您的投诉,我们已经处理,想向您核实一下处理结果。',
          en: 'Hello, I am calling from customer service about your complaint, to hear whether the outcome is right for you.',
        },
      },
    },
  },
  rules: ['C-06'],
  summary: { zh: '回访话术', en: 'Callback scripts' },
});
