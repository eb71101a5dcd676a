import { correctionsMax } from '@bumen/contracts';
import type { Callback } from './callback.entity.ts';
import {
  uuid,
  at,
  rules,
  by,
  specialist,
  colleague,
  supervisor,
  memberOf,
  resolution,
  planned,
  answered,
  reached,
  last,
  inState,
  satisfied,
  dissatisfied,
  correction,
} from './callback.rig.ts';

describe('the record', () => {
  test('C-06 C-07 a customer who gave a low score is not recorded as satisfied, by the script that was begun with', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '没有解决', by(specialist));
    expect(() => callback.complete(satisfied, undefined, by(specialist))).toThrow(
      expect.objectContaining({
        code: 'callbacks.callback.verdict_contradicted',
        details: expect.objectContaining({ score: 2, satisfiedFrom: 4 }),
      }),
    );
    callback.complete(dissatisfied(['not_solved']), undefined, by(specialist));
    expect(callback.state).toBe('dissatisfied');
  });
  test('C-06 can not be closed before it is complete, and names all that is missing', () => {
    const callback = reached();
    const missing = [
      'the answer to “Is your problem solved?”',
      'the answer to “How would you rate our service, one to five?”',
      'the reasons of the dissatisfaction',
      'the remedy',
      'remarks',
    ].map((en) => expect.objectContaining({ en }));
    expect(() => callback.complete(dissatisfied([], null), undefined, by(specialist))).toThrow(
      expect.objectContaining({ code: 'callbacks.callback.incomplete', details: expect.objectContaining({ missing }) }),
    );
    expect(callback.missing).toHaveLength(2);
    expect(callback.state).toBe('reached');
  });
  test.each([[{ solved: 3 }], [{ score: true }], [{ score: '5' }], [{ advice: false }], [{ unknown: true }]])(
    'C-06 %j does not fit the script',
    (answers) => {
      expect(() => reached().record(answers as Record<string, boolean>, undefined, by(specialist))).toThrow(
        'callbacks.callback.answer_unfit',
      );
    },
  );
  test('C-06 answers replace each other, remarks stay until they are written anew', () => {
    const callback = reached();
    callback.record({ solved: false, score: 2 }, '客户着急', by(specialist));
    callback.record({ solved: true }, undefined, by(specialist));
    expect([callback.answers, callback.remarks, callback.score]).toEqual([{ solved: true }, '客户着急', null]);
  });
  test('C-06 satisfied: tells the score, the length of the talk and the number of questions', () => {
    expect(last(inState.satisfied())).toMatchObject({
      type: 'callbacks.callback.satisfied',
      data: {
        ticketId: resolution.ticketId,
        handlerId: specialist.id,
        ticketHandlerId: resolution.ticketHandlerId,
        teamId: resolution.teamId,
        round: 1,
        attempts: 1,
        lengthS: 90,
        questions: 3,
        score: 4,
      },
    });
  });
  test('C-07 dissatisfied: tells the reasons, each once', () => {
    const callback = answered(reached());
    callback.complete(dissatisfied(['too_slow', 'attitude', 'too_slow']), '等了两周', by(specialist));
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.dissatisfied',
      data: { reasons: ['too_slow', 'attitude'], score: 4 },
    });
  });
  test.each([
    { score: 1, is: 'dissatisfied', reopens: true },
    { score: 2, is: 'dissatisfied', reopens: true },
    // 一般 is asked for reasons and a remedy, and its ticket stays.
    { score: 3, is: 'dissatisfied', reopens: false },
    { score: 4, is: 'satisfied' },
    { score: 5, is: 'satisfied' },
    // Against a good score the verdict is all there is to go by.
    { score: 4, is: 'dissatisfied', reopens: true },
    { score: 3, is: 'dissatisfied', reopens: true, upToScore: 3 },
    { score: 1, is: 'dissatisfied', reopens: false, upToScore: 0 },
  ] as const)('C-06 C-07 $score of 5 is $is; reopened: $reopens', ({ score, is, upToScore = 2, ...told }) => {
    const act = by(specialist, undefined, { ...rules, reopening: { upToScore } });
    const callback = reached();
    callback.record({ solved: true, score }, '客户说一般', act);
    if (score < 4)
      expect(() => callback.complete(satisfied, undefined, act)).toThrow('callbacks.callback.verdict_contradicted');
    callback.complete(is === 'satisfied' ? satisfied : dissatisfied(['too_slow']), undefined, act);
    expect(last(callback)).toMatchObject({ type: `callbacks.callback.${is}`, data: { score, ...told } });
  });
  test('C-06 a script without a score leaves the verdict to say whether the ticket comes back', () => {
    const standard = { ...rules.scripts.standard, questions: [rules.scripts.standard.questions[0]!] };
    const act = by(specialist, at('02T11:00'), { ...rules, scripts: { standard, byKind: {} } });
    const callback = planned();
    callback.startAttempt(uuid(999), undefined, act);
    callback.endAttempt(uuid(999), { outcome: 'reached' }, act);
    callback.record({ solved: false }, '没有解决', act);
    callback.complete(dissatisfied(['not_solved']), undefined, act);
    expect(last(callback)).toMatchObject({ data: { score: null, reopens: true } });
  });
});

describe('a correction', () => {
  const before = { verdict: 'satisfied', score: 4, reasons: [] };
  const corrected = (given: Partial<typeof correction> = {}, callback = inState.satisfied()) => {
    callback.correct({ ...correction, ...given }, by(supervisor, at('05T10:00')));
    return callback;
  };
  test('C-06 keeps both versions, tells both, and the ticket comes back as it would have', () => {
    const callback = corrected();
    expect([callback.state, callback.score, callback.reasons, callback.remedy, callback.remarks]).toEqual([
      'dissatisfied',
      1,
      ['wording'],
      '致歉',
      '听录音后更正',
    ]);
    expect(callback.finishedAt).toEqual(inState.satisfied().finishedAt);
    expect(callback.corrections).toEqual([
      {
        by: supervisor.id,
        byName: supervisor.name,
        at: at('05T10:00').toISOString(),
        reason: '录音与记录不符',
        recordingReference: 'rec/7',
        before: { ...before, answers: { solved: true, score: 4 }, remedy: null, remarks: null },
      },
    ]);
    expect(last(callback)).toMatchObject({
      type: 'callbacks.callback.corrected',
      data: { verdict: 'dissatisfied', score: 1, reopens: true, by: supervisor.id, handlerId: specialist.id, before },
    });
  });
  test('C-06 the other way, remarks that are left out stay, and nothing comes back', () => {
    const happy = { ...satisfied, answers: { solved: true, score: 5 }, remarks: undefined };
    const callback = corrected(happy, inState.dissatisfied());
    expect([callback.state, callback.remarks, callback.remedy, callback.reasons]).toEqual([
      'satisfied',
      '等了两周',
      null,
      [],
    ]);
    expect(last(callback).data).toMatchObject({ reopens: false, before: { verdict: 'dissatisfied' } });
  });
  test('C-06 is as complete as a record, and fits its script', () => {
    expect(() => corrected({ reasons: [] })).toThrow('callbacks.callback.incomplete');
    expect(() => corrected({ answers: { solved: false } })).toThrow('callbacks.callback.incomplete');
    expect(() => corrected({ answers: { solved: 3 } })).toThrow('callbacks.callback.answer_unfit');
    expect(() => corrected({ ...satisfied })).toThrow('callbacks.callback.verdict_contradicted');
  });
  test('C-06 P-04 comes from a third person: not who handled, called, was in charge, gave the verdict or corrected', () => {
    const own = (callback: Callback, id: string) =>
      expect(() => callback.correct(correction, by({ ...supervisor, id }))).toThrow('callbacks.callback.own_record');
    for (const id of [...resolution.ticketHandlerIds, specialist.id]) own(inState.satisfied(), id);
    const callback = answered(reached());
    callback.assign(memberOf(colleague), by(supervisor));
    callback.complete(satisfied, undefined, by({ ...supervisor, id: uuid(44) }));
    for (const id of [specialist.id, colleague.id, uuid(44)]) own(callback, id);
    own(corrected(), supervisor.id);
    corrected().correct(correction, by({ ...supervisor, id: uuid(45) }, at('05T11:00')));
  });
  test('C-06 ends with its time, which is a policy, and has a bound', () => {
    const late = at('16T11:11');
    const act = (daysMax: number) => by(supervisor, late, { ...rules, correction: { daysMax } });
    expect(inState.satisfied().refusalOf('correct', act(14))).toMatchObject({
      code: 'callbacks.callback.correction_too_late',
      details: { days: 14 },
    });
    expect(inState.satisfied().refusalOf('correct', act(15))).toBeUndefined();
    const callback = inState.satisfied();
    for (let made = 0; made < correctionsMax; made += 1)
      callback.correct(correction, by({ ...supervisor, id: uuid(50 + made) }));
    expect(() => callback.correct(correction, by(supervisor))).toThrow('callbacks.callback.too_many_corrections');
  });
});
