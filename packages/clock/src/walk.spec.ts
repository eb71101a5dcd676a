import { ClockStuck, walk, type Walker } from './walk.ts';

/** Something that is due at a moment, and what it makes due elsewhere. */
interface Task {
  readonly what: string;
  readonly at: number;
  readonly next?: { readonly in: string; readonly task: Task };
}

/** Services in miniature: what is due, what has been told and not heard yet, and a log of what was done when. */
class Town {
  readonly done: string[] = [];
  readonly #due = new Map<string, Task[]>();
  readonly #told: { readonly in: string; readonly task: Task }[] = [];
  readonly time = {
    now: () => new Date(this.#now),
    standAt: (moment: Date) => {
      if (moment.getTime() < this.#now) throw new Error('it was moved back');
      this.#now = moment.getTime();
    },
  };
  #now: number;
  #heard = 0;

  constructor(now: number, due: Readonly<Record<string, Task[]>>) {
    this.#now = now;
    for (const [name, tasks] of Object.entries(due)) this.#due.set(name, tasks);
  }

  get now(): number {
    return this.#now;
  }

  get walkers(): Walker[] {
    return [...this.#due.keys()].map((name) => ({
      name,
      sweep: () => Promise.resolve(this.#sweep(name)),
      look: () => Promise.resolve(this.#look(name)),
    }));
  }

  #sweep(name: string) {
    const tasks = this.#due.get(name)!;
    const now = tasks.filter((task) => task.at <= this.#now);
    this.#due.set(
      name,
      tasks.filter((task) => task.at > this.#now),
    );
    for (const task of now) {
      this.done.push(`${this.#now} ${name} ${task.what}`);
      if (task.next) this.#told.push(task.next);
    }
    const next = Math.min(...this.#due.get(name)!.map((task) => task.at));
    return { met: now.length, busy: 0, nextDueAt: Number.isFinite(next) ? new Date(next).toISOString() : null };
  }

  /** Hears one of what it was told each time it is asked how far it is. */
  #look(name: string) {
    const index = this.#told.findIndex((one) => one.in === name);
    if (index < 0) return { settled: true, position: String(this.#heard) };
    const { task } = this.#told.splice(index, 1)[0]!;
    this.#due.get(name)!.push(task);
    this.#heard += 1;
    return { settled: false, position: String(this.#heard) };
  }
}

test('what follows from something that is due comes before what is due next, in whatever service', async () => {
  const follows = {
    in: 'callbacks',
    task: { what: 'follows', at: 0, next: { in: 'tickets', task: { what: 'and this', at: 5 } } },
  };
  const town = new Town(5, {
    callbacks: [{ what: 'late', at: 11 }],
    tickets: [
      { what: 'early', at: 10, next: follows },
      { what: 'beyond', at: 21 },
    ],
    hr: [
      { what: 'overdue', at: 1 },
      { what: 'last', at: 20 },
    ],
  });
  await walk({ time: town.time, walkers: town.walkers, to: new Date(20) });
  expect(town.done).toEqual([
    '5 hr overdue',
    '10 tickets early',
    '10 callbacks follows',
    '10 tickets and this',
    '11 callbacks late',
    '20 hr last',
  ]);
  expect(town.now).toBe(20);
});

test('a year in which nothing is due is one step', async () => {
  const town = new Town(0, { hr: [] });
  await walk({ time: town.time, walkers: town.walkers, to: new Date('2028-01-01') });
  expect(town.time.now()).toEqual(new Date('2028-01-01'));
});

test('who never comes to an end is told by name, with the moment at which the clock stands', async () => {
  const never: Walker = {
    name: 'hr',
    sweep: () => Promise.resolve({ met: 0, busy: 1, nextDueAt: null }),
    look: () => Promise.resolve({ settled: true, position: '' }),
  };
  const town = new Town(7, { tickets: [] });
  const stuck = walk({ time: town.time, walkers: [...town.walkers, never], to: new Date(9), patienceMs: 20 });
  await expect(stuck).rejects.toThrow(new ClockStuck('hr', new Date(7)));
  const unsettled: Walker = { ...never, look: () => Promise.resolve({ settled: false, position: '' }) };
  await expect(walk({ time: town.time, walkers: [unsettled], to: new Date(9), patienceMs: 20 })).rejects.toThrow(
    new ClockStuck('hr', new Date(7)),
  );
});
