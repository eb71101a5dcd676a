import fc from 'fast-check';
import { raisedBy } from '@bumen/service-kit';
import type { Ticket } from './ticket.entity.ts';
import { after, agent, content, id, inProgress, opened, other, summary } from './ticket.rig.ts';
import { dueBy } from './watchdog.ts';

const told = (ticket: Ticket) => raisedBy(ticket).map(({ type }) => type.replace('tickets.ticket.', ''));
const evidence = new Set([
  'first_response_breached',
  'next_answer_breached',
  'progress_missed',
  'promise_missed',
  'escalated',
]);
const breaches = (ticket: Ticket) => told(ticket).filter((name) => evidence.has(name));
const day = 86_400;
/** Answered once, so that the clock of the next answer begins with what the customer says. */
const answered = (): Ticket => {
  const ticket = inProgress();
  ticket.reply('您好', 'chat', after(20));
  return ticket;
};
const spokenTo = (): Ticket => {
  const ticket = answered();
  ticket.hear({ channel: 'chat', text: '还没好?', answer: null }, null, after(100));
  return ticket;
};
const resolved = (): Ticket => {
  const ticket = answered();
  ticket.resolve(summary, after(30));
  ticket.hear({ channel: 'chat', text: '还没好?', answer: null }, null, after(100));
  return ticket;
};
const promised = (): Ticket => {
  const ticket = answered();
  ticket.promise(id(7), '回电', after(3_600).at, after(30));
  return ticket;
};
const reopened = { why: 'by_hand', remark: '再看' } as const;

/** How a clock ends, starts anew or goes on against another limit, so many seconds after the contact. */
const ends: Record<
  string,
  [begin: () => Ticket, limit: number, end: (ticket: Ticket, at: number) => void, as: string]
> = {
  'the first response by a reply': [
    opened,
    60,
    (ticket, at) => ticket.reply('您好', 'chat', after(at)),
    'first_response_breached',
  ],
  'the first response by a promise': [
    inProgress,
    60,
    (ticket, at) => ticket.promise(id(7), '回电', after(at + 9).at, after(at)),
    'first_response_breached',
  ],
  'the first response by the result': [
    inProgress,
    60,
    (ticket, at) => ticket.resolve(summary, after(at)),
    'first_response_breached',
  ],
  'the first response by being withdrawn': [
    opened,
    60,
    (ticket, at) => ticket.withdraw('重复', after(at)),
    'first_response_breached',
  ],
  'the first response by another priority': [
    opened,
    60,
    (ticket, at) => ticket.classify('consult', 'low', null, after(at)),
    'first_response_breached',
  ],
  'the next answer by a reply': [
    spokenTo,
    160,
    (ticket, at) => ticket.reply('已查到', 'chat', after(at)),
    'next_answer_breached',
  ],
  'the next answer by a question': [
    spokenTo,
    160,
    (ticket, at) => ticket.awaitCustomer('订单号?', after(at)),
    'next_answer_breached',
  ],
  'the next answer by what is said as they speak again': [
    spokenTo,
    160,
    (ticket, at) => ticket.hear({ channel: 'phone', text: '?', answer: '马上' }, null, after(at)),
    'next_answer_breached',
  ],
  'the next answer by another priority': [
    spokenTo,
    160,
    (ticket, at) => ticket.classify('consult', 'low', null, after(at)),
    'next_answer_breached',
  ],
  'the next answer by being withdrawn': [
    spokenTo,
    160,
    (ticket, at) => ticket.withdraw('重复', after(at)),
    'next_answer_breached',
  ],
  'the next answer by the customer being content': [
    resolved,
    160,
    (ticket, at) => ticket.confirm(content, after(at, other)),
    'next_answer_breached',
  ],
  'the next answer by a satisfied callback': [
    resolved,
    160,
    (ticket, at) =>
      ticket.noteCallback(
        { callbackId: id(8), outcome: 'satisfied', specialistId: id(3), channel: 'phone', reasons: [] },
        after(at, other),
      ),
    'next_answer_breached',
  ],
  'the next answer by a reopening': [
    resolved,
    160,
    (ticket, at) => ticket.reopen(reopened, { agent }, after(at)),
    'next_answer_breached',
  ],
  'the progress by a reply': [
    answered,
    20 + day,
    (ticket, at) => ticket.reply('仍在处理', 'chat', after(at)),
    'progress_missed',
  ],
  'the progress by the result': [
    answered,
    20 + day,
    (ticket, at) => ticket.resolve(summary, after(at)),
    'progress_missed',
  ],
  'the progress by another priority': [
    answered,
    20 + day,
    (ticket, at) => ticket.classify('consult', 'low', null, after(at)),
    'progress_missed',
  ],
  'a promise by being kept': [
    promised,
    3_600,
    (ticket, at) => ticket.keepPromise(id(7), '已回电', after(at)),
    'promise_missed',
  ],
  'a promise by being withdrawn': [
    promised,
    3_600,
    (ticket, at) => ticket.withdraw('重复', after(at)),
    'promise_missed',
  ],
};
const upward = (as: string) => (as === 'progress_missed' || as === 'promise_missed' ? [as, 'escalated'] : [as]);

describe.each(Object.keys(ends))('T-04 T-06 T-21 what ends %s', (what) => {
  const [begin, limit, end, as] = ends[what]!;

  test.each([
    ['before its limit leaves no breach', -0.001, []],
    ['as its limit passes leaves the breach', 0, upward(as)],
    ['after its limit, the watchdog not having come, leaves the breach', 5, upward(as)],
  ])('%s', (_, late, expected) => {
    const ticket = begin();
    end(ticket, limit + late);
    expect(breaches(ticket)).toEqual(expected);
    if (expected.length === 0) return;
    // The breach is told before the step that followed it, and as it was.
    expect(told(ticket).indexOf(as)).toBeLessThan(told(ticket).length - 1);
    expect(raisedBy(ticket).find(({ type }) => type === `tickets.ticket.${as}`)!.data).toMatchObject({
      dueAt: after(limit).at.toISOString(),
    });
  });

  test('after the watchdog has come leaves it once', () => {
    const ticket = begin();
    for (let due = dueBy(ticket, after(limit)); due; due = dueBy(ticket, after(limit)))
      ticket.meet(due, null, after(limit));
    const before = breaches(ticket);
    expect(before.filter((name) => name === as)).toEqual([as]);
    end(ticket, limit + 5);
    expect(breaches(ticket)).toEqual(before);
  });
});

test('T-04 a breach that came to light with another priority is told with the limit that was missed, and goes upward from then', () => {
  const ticket = opened();
  ticket.classify('consult', 'low', null, after(70));
  expect(raisedBy(ticket).find(({ type }) => type.endsWith('breached'))!.data).toMatchObject({
    priority: 'normal',
    limitS: 60,
  });
  expect(ticket).toMatchObject({ escalation: 'breached', firstResponse: { breachedAt: after(60).at.toISOString() } });
  expect(dueBy(ticket, after(70))).toEqual({ what: 'level', of: 'first_response', level: 'reassigned' });
});

test('T-04 T-21 whatever happens in whatever order, each clock that was late has one breach, and none that was not', () => {
  const verbs: ((ticket: Ticket, at: number) => void)[] = [
    (ticket, at) => ticket.reply('您好', 'chat', after(at)),
    (ticket, at) => ticket.hear({ channel: 'chat', text: '?', answer: null }, null, after(at)),
    (ticket, at) => ticket.classify('consult', 'urgent', null, after(at)),
    (ticket, at) => ticket.classify('consult', 'low', null, after(at)),
    (ticket, at) => ticket.handOn({ agent: other }, after(at)),
    (ticket, at) => ticket.resolve(summary, after(at)),
    (ticket, at) => ticket.reopen(reopened, { agent }, after(at)),
    (ticket, at) => ticket.withdraw('重复', after(at)),
  ];
  const watch = (ticket: Ticket, at: number) => {
    for (let due = dueBy(ticket, after(at)); due; due = dueBy(ticket, after(at))) ticket.meet(due, null, after(at));
  };
  const seconds = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(60, 14_400, day));
  fc.assert(
    fc.property(fc.array(fc.tuple(seconds, fc.nat(verbs.length - 1)), { maxLength: 8 }), (steps) => {
      // Watched at every moment, or only by what happens: the same breaches.
      const [seen, blind] = [inProgress(), inProgress()];
      let at = 20;
      for (const [pause, verb] of steps) {
        at += pause;
        watch(seen, at);
        for (const ticket of [seen, blind])
          try {
            verbs[verb]!(ticket, at);
          } catch {
            // Refused by its state, for both.
          }
      }
      watch(seen, at);
      watch(blind, at);
      const names = (ticket: Ticket) =>
        breaches(ticket)
          .filter((name) => name !== 'escalated')
          .sort();
      expect(names(blind)).toEqual(names(seen));
    }),
  );
});
