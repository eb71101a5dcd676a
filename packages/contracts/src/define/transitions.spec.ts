import { z } from 'zod';
import { catalogue, callbackDissatisfied, ticketResolved } from '../index.ts';
import { reaction } from './event.ts';
import { problem, Problem } from './problem.ts';
import { forbidden, stepRefused } from './problems.ts';
import { offersOf, transitions } from './transitions.ts';

const door = transitions({
  name: 'tickets.door',
  states: { open: { zh: '开', en: 'open' }, shut: { zh: '关', en: 'shut' }, locked: { zh: '锁', en: 'locked' } },
  steps: {
    lock: { from: ['shut'], to: 'locked', summary: { zh: '上锁', en: 'lock it' } },
    paint: { from: ['open', 'shut'], summary: { zh: '刷漆', en: 'paint it' } },
    push: { from: ['open', 'shut'], to: { open: 'shut' }, summary: { zh: '推', en: 'push it' } },
    leave: { from: ['open'], to: ['open', 'locked'], summary: { zh: '离开', en: 'leave it' } },
    fall: {
      from: ['open', 'shut', 'locked'],
      to: { open: ['open', 'shut'], locked: 'shut' },
      automatic: true,
      summary: { zh: '自动关闭', en: 'fall shut' },
    },
  },
});

describe('a state table', () => {
  test('T-05 refuses every other step and says why in both languages', () => {
    expect(door.refusal('lock', 'shut')).toBeUndefined();
    expect(door.refusal('paint', 'locked')).toEqual({
      zh: '现在是“锁”,只有在“开、关”时才能刷漆',
      en: 'it is locked; to paint it, it must be open or shut',
    });
  });
  test('T-05 says where a step leads: to one state, by the state that it leaves, as the facts decide, or nowhere', () => {
    expect(door.after('lock', 'shut')).toEqual(['locked']);
    expect(door.after('paint', 'open')).toEqual(['open']);
    expect(door.after('push', 'open')).toEqual(['shut']);
    expect(door.after('push', 'shut')).toEqual(['shut']);
    expect(door.after('leave', 'open')).toEqual(['open', 'locked']);
    const states = ['open', 'shut', 'locked'] as const;
    expect(states.map((state) => door.after('fall', state))).toEqual([['open', 'shut'], ['shut'], ['shut']]);
  });
  test('T-05 offers only the steps that can be taken, and none that comes about by itself', () => {
    expect(door.allowed('open')).toEqual(['paint', 'push', 'leave']);
    expect(door.allowed('shut')).toEqual(['lock', 'paint', 'push']);
    expect(door.allowed('locked')).toEqual([]);
    const { element } = offersOf(door);
    expect(element.shape.step.options).toEqual(['lock', 'paint', 'push', 'leave']);
  });
  test.each(catalogue.stateTables.map((table) => [table.name, table] as const))(
    'every step of %s leads from and to declared states',
    (_, table) => {
      const states = Object.keys(table.states);
      for (const [verb, step] of Object.entries(table.steps))
        for (const from of step.from)
          expect(states).toEqual(expect.arrayContaining([from, ...table.after(verb, from)]));
    },
  );
});

describe('a problem', () => {
  test('fills its sentence from the details, in each language', () => {
    const refused = stepRefused({
      step: 'lock',
      state: 'open',
      why: { zh: '先关门', en: 'shut the door first' },
      allowed: [],
    });
    expect(refused).toBeInstanceOf(Problem);
    expect(refused.toWire().detail).toEqual({ zh: '先关门', en: 'shut the door first' });
  });
  test('P-02 says what a code is called, in each language', () => {
    expect(forbidden({ operation: 'x', roles: ['supervisor', 'hr_officer'] }).toWire().detail).toEqual({
      zh: '此操作需要以下角色之一:主管、人事专员',
      en: 'This needs one of the roles: supervisor, HR officer',
    });
  });
  test('C-04 says a moment in the company’s own time, and keeps the exact one in the details', () => {
    const later = problem({
      code: 'tickets.door.later',
      status: 409,
      title: { zh: '', en: '' },
      detail: { zh: '{from}之后', en: 'from {from}' },
      details: z.object({ from: z.iso.datetime() }),
    });
    const refused = later({ from: '2026-03-02T01:00:00.000Z' });
    expect(refused.toWire('Asia/Shanghai')).toMatchObject({
      detail: { zh: '2026-03-02 09:00之后', en: 'from 2026-03-02 09:00' },
      details: { from: '2026-03-02T01:00:00.000Z' },
    });
    expect(later({ from: '2026-03-02T01:00:07.000Z' }).toWire('Asia/Shanghai').detail.en).toBe(
      'from 2026-03-02 09:00:07',
    );
    expect(refused.toWire().detail.en).toBe('from 2026-03-02T01:00:00.000Z');
  });
  test('lists and numbers are written out', () => {
    const full = problem({
      code: 'tickets.door.full',
      status: 409,
      title: { zh: '', en: '' },
      detail: { zh: '{who}共{count}', en: '{who}: {count}' },
      details: z.object({ who: z.array(z.string()), count: z.int() }),
    });
    expect(full({ who: ['a', 'b'], count: 2 }).toWire().detail).toEqual({ zh: 'a、b共2', en: 'a, b: 2' });
  });
});

describe('a reaction', () => {
  test('R4 can not mix aggregates, whose order nobody keeps', () => {
    expect(() =>
      reaction({
        service: 'callbacks',
        name: 'planted',
        on: [ticketResolved, callbackDissatisfied],
        summary: { zh: '', en: '' },
      }),
    ).toThrow(/several aggregates/);
  });
});
