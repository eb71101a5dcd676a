import { until } from '@bumen/testing';
import { MicroBatcher } from './micro-batcher.ts';

describe('batches', () => {
  const item = (aggregateId: string, n = 0) => ({ aggregateId, n });

  test('what comes while one is under way is dealt with together by the next', async () => {
    const dealt: number[] = [];
    const gate = Promise.withResolvers<undefined>();
    const batches = new MicroBatcher<ReturnType<typeof item>, string>(10, async (items) => {
      dealt.push(items.length);
      if (dealt.length === 1) await gate.promise;
      return items.map((one) => one.aggregateId);
    });
    const first = batches.add(item('a'));
    await until('the first is under way', () => dealt.length === 1);
    const rest = ['b', 'c', 'd'].map((id) => batches.add(item(id)));
    gate.resolve(undefined);
    expect(await Promise.all([first, ...rest])).toEqual(['a', 'b', 'c', 'd']);
    expect(dealt).toEqual([1, 3]);
  });

  test('one has a single item of an aggregate, and as many as are allowed, in the order in which they came', async () => {
    const dealt: string[][] = [];
    const batches = new MicroBatcher<ReturnType<typeof item>, number>(2, (items) => {
      dealt.push(items.map((one) => `${one.aggregateId}${one.n}`));
      return Promise.resolve(items.map((one) => one.n));
    });
    expect(
      await Promise.all([item('a', 1), item('a', 2), item('b', 1), item('c', 1)].map((one) => batches.add(one))),
    ).toEqual([1, 2, 1, 1]);
    expect(dealt).toEqual([
      ['a1', 'b1'],
      ['a2', 'c1'],
    ]);
  });

  test('one that fails fails for its own items only', async () => {
    const batches = new MicroBatcher<ReturnType<typeof item>, number>(1, ([one]) =>
      one!.aggregateId === 'bad' ? Promise.reject(new Error('bad')) : Promise.resolve([one!.n]),
    );
    const [bad, good] = await Promise.allSettled([batches.add(item('bad')), batches.add(item('good', 7))]);
    expect(bad).toMatchObject({ status: 'rejected' });
    expect(good).toEqual({ status: 'fulfilled', value: 7 });
  });
});
