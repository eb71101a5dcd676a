import { problem, transitions } from '@bumen/contracts';
import type { Act } from './act.ts';
import { StatefulAggregate } from './stateful-aggregate.ts';

type State = 'open' | 'shut' | 'locked';
type Verb = 'lock' | 'push' | 'leave';
const steps = transitions<State, Verb>({
  name: 'tickets.door',
  states: { open: { zh: '开', en: 'open' }, shut: { zh: '关', en: 'shut' }, locked: { zh: '锁', en: 'locked' } },
  steps: {
    lock: { from: ['shut'], to: 'locked', summary: { zh: '上锁', en: 'lock it' } },
    push: { from: ['open', 'shut'], to: { open: 'shut' }, summary: { zh: '推', en: 'push it' } },
    leave: { from: ['open'], to: ['open', 'locked'], summary: { zh: '离开', en: 'leave it' } },
  },
});
const noKey = problem({
  code: 'tickets.door.no_key',
  status: 409,
  title: { zh: '没有钥匙', en: 'No key' },
  detail: { zh: '没有钥匙', en: 'you have no key' },
});
const tooMany = problem({
  code: 'tickets.door.too_many_turns',
  status: 409,
  title: { zh: '转得太多', en: 'Too many turns' },
  detail: { zh: '转得太多', en: 'turn it less' },
});
const act: Act = {
  at: new Date('2026-03-02T01:00:00Z'),
  by: { id: 'a1', name: 'Ann', roles: [], teamId: null },
  rules: {},
};

class Door extends StatefulAggregate<State, Verb, Act, { state: State; pushes: number }, { turns: number }> {
  readonly state: State = 'open';
  readonly pushes: number = 0;
  hasKey = true;
  static shut(): Door {
    const door = new Door();
    door.open({ state: 'shut', pushes: 3 }, act);
    return door;
  }

  push(): void {
    this.step('push', act, { pushes: this.pushes + 1 });
  }
  lock(turns = 1): void {
    this.refuseUnlessPossible('lock', act, { turns });
    this.step('lock', act);
  }
  leave(to?: State): void {
    this.step('leave', act, {}, to);
  }

  protected get table() {
    return steps;
  }

  protected override keepsFrom(verb: Verb, _act: Act, asked?: { turns: number }) {
    if (verb !== 'lock') return undefined;
    return this.hasKey ? (asked && asked.turns > 2 ? tooMany() : undefined) : noKey();
  }
  protected become(changes: Partial<{ state: State; pushes: number }>): void {
    Object.assign(this, changes);
  }
}

describe('an aggregate with a state table', () => {
  test('T-05 a step goes where the table leads from the state that it leaves, with what it changes', () => {
    const door = new Door();
    door.push();
    expect(door).toMatchObject({ state: 'shut', pushes: 1 });
    door.push();
    expect(door).toMatchObject({ state: 'shut', pushes: 2 });
    door.lock();
    expect(door.state).toBe('locked');
  });

  test('T-05 a step from a state that the table does not list is refused and changes nothing', () => {
    const door = new Door();
    expect(() => door.lock()).toThrow('step_refused: it is open; to lock it, it must be shut');
    expect(door.state).toBe('open');
  });

  test('T-05 what keeps the caller from a step refuses it too, after the state', () => {
    const door = new Door();
    door.hasKey = false;
    expect(door.refusalOf('lock', act)?.code).toBe('step_refused');
    door.push();
    expect(door.refusalOf('lock', act)?.code).toBe('tickets.door.no_key');
    expect(() => door.lock()).toThrow('tickets.door.no_key');
  });

  test('T-05 what is asked of a step may be refused where the step itself is possible', () => {
    const door = Door.shut();
    expect(door).toMatchObject({ state: 'shut', pushes: 3 });
    expect(door.refusalOf('lock', act)).toBeUndefined();
    expect(() => door.lock(3)).toThrow('tickets.door.too_many_turns');
    expect(door.state).toBe('shut');
    door.lock(2);
    expect(door.state).toBe('locked');
  });

  test('T-05 where the facts decide they must decide, and only for what the table says', () => {
    const door = new Door();
    expect(() => door.leave()).toThrow('leave leads to open or locked, and not to nothing');
    expect(() => door.leave('shut')).toThrow('leave leads to open or locked, and not to shut');
    door.leave('locked');
    expect(door.state).toBe('locked');
  });
});
