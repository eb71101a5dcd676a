import { PicksUnderWay, type Load } from './picks-under-way.ts';

const staff = (loads: Readonly<Record<string, number>>): Load[] =>
  Object.entries(loads)
    .map(([id, load]) => ({ id, load }))
    .sort((a, b) => a.load - b.load);

describe('T-03 picks that are under way', () => {
  const reading = (loads: Readonly<Record<string, number>>) => (most: number) =>
    Promise.resolve(staff(loads).slice(0, most));

  test('count as load until their transaction ends', async () => {
    const picks = new PicksUnderWay();
    const pick = picks.mark('a');
    expect((await picks.lightest(10, reading({ a: 0, b: 0 })))?.id).toBe('b');
    pick.ended();
    expect((await picks.lightest(10, reading({ a: 0, b: 0 })))?.id).toBe('a');
  });

  test('share out what comes at the same moment, and fill nobody beyond the limit', async () => {
    const picks = new PicksUnderWay();
    const chosen: (string | undefined)[] = [];
    for (let index = 0; index < 7; index += 1) {
      const least = await picks.lightest(3, reading({ a: 1, b: 1, c: 1 }));
      chosen.push(least?.id);
      if (least) picks.mark(least.id);
    }
    expect(chosen.slice(0, 6).toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(chosen[6]).toBeUndefined();
  });

  test('that end while others read are counted, so nobody is taken for idle by an old reading', async () => {
    const picks = new PicksUnderWay();
    const both = [picks.mark('a'), picks.mark('a')];
    const readings = [
      { a: 0, b: 1 },
      { a: 2, b: 1 },
    ];
    let read = 0;
    const least = await picks.lightest(10, (most) => {
      // The first reading began before the two commits and doesn't see them.
      if (read === 0) for (const pick of both) pick.ended();
      return Promise.resolve(staff(readings[Math.min((read += 1), readings.length) - 1]!).slice(0, most));
    });
    expect(least?.id).toBe('b');
  });

  test('that are committed before this process hears of it are not counted twice', async () => {
    const picks = new PicksUnderWay();
    picks.mark('a').committing();
    expect((await picks.lightest(10, reading({ a: 3, b: 4 })))?.id).toBe('a');
    // Where the commit isn't in the reading yet the two are equal, and either will do.
    expect((await picks.lightest(10, reading({ a: 2, b: 4 })))?.id).toBe('a');
    const two = picks.mark('a');
    two.committing();
    let read = 0;
    const least = await picks.lightest(10, () => {
      // Two of which nobody knows make a difference, so it is asked again when one is through.
      if ((read += 1) === 2) two.ended();
      return Promise.resolve(staff({ a: 4, b: 5 }));
    });
    expect([least?.id, read]).toEqual(['a', 3]);
  });

  test('are forgotten once nobody reads who could have missed them', async () => {
    const picks = new PicksUnderWay();
    for (let index = 0; index < 100; index += 1) picks.mark('a').ended();
    let asked = 0;
    await picks.lightest(10, (most) => {
      asked = most;
      return Promise.resolve(staff({ a: 0 }));
    });
    expect(asked).toBe(2);
  });
});
