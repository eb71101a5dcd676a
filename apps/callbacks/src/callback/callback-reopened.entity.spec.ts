import { raisedBy } from '@bumen/service-kit';
import {
  at,
  by,
  customer,
  dissatisfied,
  inState,
  planned,
  reached,
  answered,
  specialist,
  start,
  told,
} from './callback.rig.ts';

describe('a reopened ticket', () => {
  test('C-02 cancels its callback', () => {
    for (const state of ['planned', 'awaiting_decision'] as const) {
      const callback = inState[state]();
      callback.cancel(by(specialist));
      expect([callback.state, told(callback).at(-1)]).toEqual(['cancelled', 'cancelled']);
    }
  });
  test('C-07 the customer was reached: it is finished, and what they say counts', () => {
    const callback = answered(reached());
    callback.cancel(by(specialist, at('02T11:05')));
    callback.cancel(by(specialist, at('02T11:06')));
    expect([callback.state, callback.ticketReopenedAt, told(callback).at(-1)]).toEqual([
      'reached',
      at('02T11:05'),
      'outlived_reopening',
    ]);
    callback.complete(dissatisfied(['too_slow']), '等了两周', by(specialist, at('02T11:10')));
    expect(raisedBy(callback).at(-1)).toMatchObject({
      type: 'callbacks.callback.dissatisfied',
      data: { reasons: ['too_slow'], round: 1 },
    });
  });
  test('C-07 the customer is on the line: it goes on where they are reached', () => {
    const callback = planned();
    const id = start(callback, at('02T11:00'));
    callback.cancel(by(specialist, at('02T11:01')));
    callback.endAttempt(id, { outcome: 'reached' }, by(specialist, at('02T11:02')));
    expect([callback.state, callback.finishedAt]).toEqual(['reached', null]);
  });
  test.each(['no_answer', 'refused', 'asked_for_later'] as const)(
    'C-02 the customer was called and not reached: it ends with the attempt (%s)',
    (outcome) => {
      const callback = planned();
      const id = start(callback, at('02T11:00'), undefined, customer);
      callback.cancel(by(specialist, at('02T11:01')));
      callback.endAttempt(id, { outcome, agreedAt: at('04T15:00') }, by(specialist, at('02T11:02')));
      expect([callback.state, callback.attempts[0]!.result]).toEqual(['cancelled', outcome]);
      expect(told(callback).slice(-3)).toEqual(['outlived_reopening', 'attempt_ended', 'cancelled']);
    },
  );
  test('C-02 nobody ended the attempt: it ends by itself, and the callback with it', () => {
    const callback = planned();
    start(callback, at('02T11:00'));
    callback.cancel(by(specialist, at('02T11:01')));
    callback.timeIsUp(by(specialist, at('02T13:00')));
    expect([callback.state, callback.attempts[0]!.result]).toEqual(['cancelled', 'unfinished']);
  });
});
