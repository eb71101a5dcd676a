import { callbackOverdue } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import type { Callback } from './callback.entity.ts';
import { answered, at, by, planned, reached, satisfied, specialist, start, supervisor, told } from './callback.rig.ts';

const levels = (callback: Callback) =>
  raisedBy(callback)
    .filter(({ type }) => type === callbackOverdue.name)
    .map(({ data }) => (data as { escalatedTo: string }).escalatedTo);
const complete = (when: string) => {
  const callback = answered(reached());
  callback.complete(satisfied, undefined, by(specialist, at(when)));
  return callback;
};

describe('a callback that was overdue before the sweep came', () => {
  test.each<[string, string, string[]]>([
    ['in time, be it in the time of the warning', '05T09:59', []],
    ['as it is due', '05T10:00', ['supervisor']],
    ['long after it was due', '06T10:00', ['supervisor', 'manager']],
  ])('C-08 that is finished %s tells who has to know, before it tells that it is done', (_when, when, expected) => {
    const callback = complete(when);
    expect(levels(callback)).toEqual(expected);
    expect(told(callback).at(-1)).toBe('satisfied');
    expect(callback.escalation).toBe(expected.at(-1) ?? 'none');
    expect(callback.nextDeadlineAt).toBeNull();
  });

  test('C-08 tells nothing a second time that the sweep has told', () => {
    const callback = answered(reached());
    callback.timeIsUp(by(supervisor, at('05T10:00')));
    callback.complete(satisfied, undefined, by(specialist, at('06T11:00')));
    expect(levels(callback)).toEqual(['supervisor', 'manager']);
  });

  test('C-02 C-08 tells it where a later time is agreed, which begins anew and is told of anew', () => {
    const callback = planned();
    callback.agreeTime(at('06T11:00'), by(specialist, at('05T10:30')));
    expect(told(callback).slice(-2)).toEqual(['overdue', 'time_agreed']);
    expect(callback).toMatchObject({ escalation: 'none', dueAt: new Date('2026-03-06T23:59:59.999+08:00') });
    callback.cancel(by(specialist, at('09T10:00')));
    expect(levels(callback)).toEqual(['supervisor', 'supervisor', 'manager']);
    const first = raisedBy(callback).find(({ type }) => type === callbackOverdue.name);
    expect(first!.data).toMatchObject({ dueAt: at('05T10:00').toISOString(), assigneeId: specialist.id });
  });

  test('C-05 C-08 tells it whoever ends it: by a call put off, an excuse, or the ticket that comes back', () => {
    const asked = planned();
    const attemptId = start(asked, at('05T11:00'));
    const putOff = { outcome: 'asked_for_later', agreedAt: at('06T11:00') } as const;
    asked.endAttempt(attemptId, putOff, by(specialist, at('05T11:02')));
    const excused = planned();
    excused.giveUp('客户不愿接听', by(specialist, at('04T11:00')));
    excused.decide('excuse', by(supervisor, at('05T11:00')));
    const cancelled = planned();
    cancelled.cancel(by(specialist, at('05T11:00')));
    expect([asked, excused, cancelled].map(levels)).toEqual([['supervisor'], ['supervisor'], ['supervisor']]);
  });
});
