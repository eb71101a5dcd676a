import {
  uuid,
  at,
  rules,
  by,
  specialist,
  resolution,
  planned,
  answered,
  reached,
  last,
  inState,
  satisfied,
  dissatisfied,
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
