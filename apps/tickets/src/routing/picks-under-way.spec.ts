import { PicksUnderWay, type Load } from './picks-under-way.ts';

const staff = (loads: Readonly<Record<string, number>>): Load[] =>
  Object.entries(loads)
    .map(([id, load]) => ({ id, load }))
    .sort((a, b) => a.load - b.load);

describe('T-03 picks that are under way', () => {
  const reading = (loads: Readonly<Record<string, number>>) => (most: number) =>
    Promise.resolve(staff(loads).slice(0, most));

  const lightestOf = async (picks: PicksUnderWay, loads: Readonly<Record<string, number>>) => {
    const found = await picks.lightest(10, reading(loads));
    found?.pick.ended();
    return found?.row.id;
  };

  test('count as load until their transaction ends', async () => {
    const picks = new PicksUnderWay();
    const pick = picks.mark('a');
    expect(await lightestOf(picks, { a: 0, b: 0 })).toBe('b');
    pick.ended();
    expect(await lightestOf(picks, { a: 0, b: 0 })).toBe('a');
  });

  test('share out what comes at the same moment, and fill nobody beyond the limit', async () => {
    const picks = new PicksUnderWay();
    const chosen: (string | undefined)[] = [];
    for (let index = 0; index < 7; index += 1)
      chosen.push((await picks.lightest(3, reading({ a: 1, b: 1, c: 1 })))?.row.id);
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
    expect(least?.row.id).toBe('b');
  });

  test('that are committed before this process hears of it are not counted twice', async () => {
    const picks = new PicksUnderWay();
    picks.mark('a').committing();
    expect(await lightestOf(picks, { a: 3, b: 4 })).toBe('a');
    const two = picks.mark('a');
    two.committing();
    let read = 0;
    const least = await picks.lightest(10, () => {
      // Two of which nobody knows make a difference, so it is read again until one is through.
      if ((read += 1) === 2) two.ended();
      return Promise.resolve(staff({ a: 4, b: 5 }));
    });
    expect([least?.row.id, read]).toEqual(['a', 3]);
  });

  test('that may be in the reading for one and not for the other are waited for', async () => {
    const picks = new PicksUnderWay();
    picks.mark('a').committing();
    const ofB = picks.mark('b');
    ofB.committing();
    let read = 0;
    // Both show 3, with one each on its way: a has its one already, b gets its fourth.
    const least = await picks.lightest(10, () => {
      if ((read += 1) === 1) {
        ofB.ended();
        return Promise.resolve(staff({ b: 3, a: 3 }));
      }
      return Promise.resolve(staff({ a: 3, b: 4 }));
    });
    expect([least?.row.id, read]).toEqual(['a', 2]);
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
