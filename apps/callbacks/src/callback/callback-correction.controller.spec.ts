import { randomUUID } from 'node:crypto';
import {
  standard,
  completeCallback,
  correctCallback,
  correctionPolicy,
  correctionsMax,
  endAttempt,
  recordAnswers,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { CallbacksRig } from '../callbacks.rig.ts';

let rig: CallbacksRig;
beforeAll(async () => {
  rig = await CallbacksRig.open();
});
afterAll(() => rig.close());
beforeEach(() => rig.begin());

const satisfied = async () => {
  const callbackId = await rig.taken();
  const attemptId = await rig.started(callbackId);
  await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome: 'reached' });
  await rig.specialist.call(recordAnswers, {
    callbackId,
    answers: { solved: true, score: 5 },
    remarks: '客户13812345678说好',
  });
  return (await rig.specialist.call(completeCallback, { callbackId, verdict: 'satisfied' })).id;
};
const correctionOf = (callbackId: string): InputOf<typeof correctCallback> => ({
  callbackId,
  verdict: 'dissatisfied',
  reasons: ['attitude'],
  remedy: '致歉',
  answers: { solved: true, score: 2 },
  recordingReference: 'rec/1',
  reason: '录音与记录不符',
});
/** Another supervisor each. */
const third = () => rig.desk.as('supervisor', { staffId: randomUUID() });

test('C-06 a finished record is corrected by a third person, and both versions stay', async () => {
  const callbackId = await satisfied();
  const by = third();
  expect(await by.call(correctCallback, correctionOf(callbackId))).toMatchObject({
    state: 'dissatisfied',
    score: 2,
    reasons: ['attitude'],
    remedy: '致歉',
    corrections: [
      {
        by: by.caller.staffId,
        reason: '录音与记录不符',
        recordingReference: 'rec/1',
        before: { verdict: 'satisfied', score: 5, answers: { solved: true, score: 5 }, remarks: '客户13812345678说好' },
      },
    ],
  });
  expect((await rig.eventsOf(callbackId)).at(-1)).toMatchObject({
    type: 'callbacks.callback.corrected',
    data: { verdict: 'dissatisfied', reopens: true, before: { verdict: 'satisfied', score: 5 } },
  });
  // What was written about the customer is whole for those only who handle the matter or lead.
  const seen = await rig.desk
    .as('agent')
    .call(standard.callbacks.listAudit, { aggregateId: [callbackId] })
    .catch(() => null);
  expect(JSON.stringify(seen)).not.toContain('13812345678');
  const trail = await rig.desk.sql('callbacks', 'select before, after from audit_entry where aggregate_id = $1', [
    callbackId,
  ]);
  expect(JSON.stringify(trail)).not.toContain('13812345678');
});

test('C-06 R6 of two who correct it at once one does, and the other is told that it has changed', async () => {
  const callbackId = await satisfied();
  const { version } = await rig.show(callbackId);
  const both = await Promise.allSettled(
    [third(), third()].map((one) => one.call(correctCallback, correctionOf(callbackId), { ifMatch: version })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await rig.show(callbackId)).corrections).toHaveLength(1);
});

test('C-06 P-04 nobody corrects their own, nor what is unfinished, incomplete or too old', async () => {
  const code = async (call: Promise<unknown>) => (await refusal(call)).code;
  const unfinished = await rig.taken();
  expect(await code(third().call(correctCallback, correctionOf(unfinished)))).toBe('step_refused');
  const callbackId = await satisfied();
  const correction = correctionOf(callbackId);
  const caller = rig.desk.as('supervisor', { staffId: rig.specialist.caller.staffId });
  expect(await code(caller.call(correctCallback, correction))).toBe('callbacks.callback.own_record');
  const { reasons: _, remedy: __, ...verdict } = correction;
  expect(await code(third().call(correctCallback, { ...verdict, answers: { solved: 1 } }))).toBe(
    'callbacks.callback.answer_unfit',
  );
  expect(await code(third().call(correctCallback, verdict))).toBe('callbacks.callback.incomplete');
  expect(await code(third().call(correctCallback, { ...verdict, verdict: 'satisfied' }))).toBe(
    'callbacks.callback.verdict_contradicted',
  );
  for (let made = 0; made < correctionsMax; made += 1) await third().call(correctCallback, correction);
  expect(await code(third().call(correctCallback, correction))).toBe('callbacks.callback.too_many_corrections');
  const other = await satisfied();
  rig.desk.clock.advance({ days: 14, minutes: 1 });
  expect(await code(third().call(correctCallback, correctionOf(other)))).toBe('callbacks.callback.correction_too_late');
  await rig.under(correctionPolicy, { daysMax: 30 }, async () => {
    expect((await third().call(correctCallback, correctionOf(other))).state).toBe('dissatisfied');
  });
});
