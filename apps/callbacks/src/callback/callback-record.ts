import {
  answerUnfit,
  recordIncomplete,
  verdictContradicted,
  type Problem,
  type CallbackScript,
  type DissatisfactionReason,
  type Text,
} from '@bumen/contracts';
import type { Rules } from '../rules.ts';

/** Answers by the id of their question. */
export type Answers = Readonly<Record<string, boolean | number | string>>;
/** The customer's verdict; who isn't satisfied is asked why, and what would put it right (C-06). */
export interface Judgement {
  readonly is: 'satisfied' | 'dissatisfied';
  readonly reasons: readonly DissatisfactionReason[];
  readonly remedy: string | null;
}
/** What is to be recorded. */
export interface Verdict extends Judgement {
  readonly remarks: string | null;
}

const fitting: Readonly<
  Record<CallbackScript['questions'][number]['kind'], { readonly type: string; readonly why: Text }>
> = {
  yes_no: { type: 'boolean', why: { zh: '请回答“是”或“否”', en: 'it takes true or false' } },
  score: { type: 'number', why: { zh: '请打一到五分', en: 'it takes a score from 1 to 5' } },
  text: { type: 'string', why: { zh: '请填写文字', en: 'it takes words' } },
};

/** Why answers can't be recorded: one's question is not in the script, or is of another kind (C-06). */
export function refusalOfAnswers(script: CallbackScript, answers: Answers): Problem | undefined {
  for (const [id, answer] of Object.entries(answers)) {
    const question = script.questions.find((one) => one.id === id);
    if (!question)
      return answerUnfit({ question: id, why: { zh: '话术中没有这个问题', en: 'the script has no such question' } });
    const { type, why } = fitting[question.kind];
    if (typeof answer !== type) return answerUnfit({ question: id, why });
  }
  return undefined;
}

/** What the record lacks, one sentence each; the verdict's own needs only where it is known (C-06, C-07). */
export function missingFrom(script: CallbackScript, answers: Answers, verdict?: Verdict): Text[] {
  const missing = script.questions
    .filter((question) => question.required && !Object.hasOwn(answers, question.id))
    .map(({ ask }): Text => ({ zh: `问题“${ask.zh}”的答案`, en: `the answer to “${ask.en}”` }));
  if (verdict?.is === 'dissatisfied') {
    if (verdict.reasons.length === 0) missing.push({ zh: '不满意的原因', en: 'the reasons of the dissatisfaction' });
    if (verdict.remedy === null) missing.push({ zh: '补救办法', en: 'the remedy' });
    if (!verdict.remarks) missing.push({ zh: '备注', en: 'remarks' });
  }
  return missing;
}

/**
 * Why the record can't be closed (C-06, C-07): what it lacks, or a verdict that its score contradicts. Without a
 * verdict: what keeps anybody from giving one.
 */
export function refusalToComplete(script: CallbackScript, answers: Answers, verdict?: Verdict): Problem | undefined {
  const missing = missingFrom(script, answers, verdict);
  if (missing.length > 0) return recordIncomplete({ why: listed(missing), missing });
  const score = scoreIn(script, answers);
  const { satisfiedFrom } = script;
  if (verdict?.is === 'satisfied' && score !== null && score < satisfiedFrom)
    return verdictContradicted({ score, satisfiedFrom });
  return undefined;
}

/**
 * Whether the ticket of a dissatisfied customer comes back (C-06, C-07). 一般, a score above the policy's that the script
 * doesn't count as satisfied, leaves it; without a score, or against a good one, the verdict is all there is to go by.
 */
export function reopensTicket(script: CallbackScript, answers: Answers, { reopening }: Rules): boolean {
  const score = scoreIn(script, answers);
  return score === null || score <= reopening.upToScore || score >= script.satisfiedFrom;
}

/** The customer's score, 1 to 5: the answer to the script's first question of that kind. */
export function scoreIn(script: CallbackScript, answers: Answers): number | null {
  const asked = script.questions.find((question) => question.kind === 'score');
  const given = asked && Object.hasOwn(answers, asked.id) ? answers[asked.id] : undefined;
  return typeof given === 'number' ? given : null;
}

/** Several sentences as one. */
const listed = (missing: readonly Text[]): Text => ({
  zh: `还缺少:${missing.map(({ zh }) => zh).join('、')}`,
  en: `still missing: ${missing.map(({ en }) => en).join(', ')}`,
});
