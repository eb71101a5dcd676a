import {
  callbackNotYours,
  callbackSteps,
  ownTicket,
  stepRefused,
  type CallbackChannel,
  type Problem,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { contactHoursOf } from '../contact-hours/contact-hours.ts';
import { refusalOfTime } from './agreed-time.ts';
import { refusalToStart } from './attempt-start.ts';
import type { Attempt } from './attempt.entity.ts';
import { refusalToCorrect } from './callback-correction.ts';
import type { CallbackFile } from './callback-file.entity.ts';
import { refusalOfAnswers, refusalToComplete, type Answers, type Verdict } from './callback-record.ts';

export type CallbackStep = keyof typeof callbackSteps.steps;
/** What is asked of a step. */
export interface Asked {
  readonly channel?: CallbackChannel;
  readonly attempt?: Attempt;
  readonly agreedAt?: Date | undefined;
  readonly answers?: Answers;
  readonly verdict?: Verdict;
}

/**
 * Who handled the ticket neither calls back nor decides that nobody has to, in any flow (C-11, P-04). They may say who
 * else does it, and see the customer whom they serve.
 */
const notForHandlers: ReadonlySet<CallbackStep> = new Set([
  'take',
  'agree_time',
  'start_attempt',
  'end_attempt',
  'record',
  'complete',
  'give_up',
  'decide',
]);

/** What keeps somebody from a step that the state allows: whose the callback is, the customer's rest, the record. */
export function keptFrom(step: CallbackStep, callback: CallbackFile, act: Act, asked: Asked = {}): Problem | undefined {
  const { assigneeId, openAttempt } = callback;
  if (notForHandlers.has(step) && callback.ticketHandlerIds.includes(act.by.id)) return ownTicket();
  const kept = notInCharge(callback, act);
  switch (step) {
    case 'take':
      return assigneeId === null || assigneeId === act.by.id ? undefined : notYours(callback);
    case 'agree_time':
      return kept ?? timeRefused(callback, act, asked);
    case 'start_attempt':
      return kept ?? refusalToStart(callback, asked.channel, act);
    case 'end_attempt':
      // Whoever made the attempt may end it, too, even where the callback was given to another meanwhile.
      if (kept && openAttempt?.by !== act.by.id) return kept;
      return asked.attempt?.endedAt ? attemptOver(callback) : timeRefused(callback, act, asked);
    case 'record':
      return kept ?? (asked.answers && refusalOfAnswers(callback.startedScript, asked.answers));
    case 'complete':
      return kept ?? refusalToComplete(callback.startedScript, callback.answers, asked.verdict);
    case 'correct':
      return (
        refusalToCorrect(callback, act) ??
        (asked.answers &&
          (refusalOfAnswers(callback.startedScript, asked.answers) ??
            refusalToComplete(callback.startedScript, asked.answers, asked.verdict)))
      );
    case 'give_up':
    case 'reveal':
      return kept;
    case 'assign':
    case 'queue':
    case 'decide':
    case 'lapse':
    case 'cancel':
      return undefined;
  }
}

export const isSupervisor = ({ by }: Act): boolean => by.roles.includes('supervisor');

/** Only the one in charge and supervisors act on a callback. */
const notInCharge = (callback: CallbackFile, act: Act): Problem | undefined =>
  act.by.id === callback.assigneeId || isSupervisor(act) ? undefined : notYours(callback);

function notYours({ assigneeName: assignee }: CallbackFile): Problem {
  const why =
    assignee === null
      ? { zh: '尚无人负责,请先领取', en: 'nobody is in charge of it yet; take it first' }
      : { zh: `该回访由${assignee}负责`, en: `${assignee} is in charge of it` };
  return callbackNotYours({ why, assignee });
}

const timeRefused = ({ customer }: CallbackFile, act: Act, { agreedAt }: Asked): Problem | undefined =>
  agreedAt && refusalOfTime(agreedAt, contactHoursOf(customer, act.rules), act);

function attemptOver({ state }: CallbackFile): Problem {
  const why = { zh: '该次联系已结束', en: 'that attempt is over' };
  return stepRefused({ step: 'end_attempt', state, why, allowed: callbackSteps.allowed(state) });
}
