import { internalError, invalidCursor } from '@bumen/contracts';
import { Collector } from './collector.rig.ts';
import { beginSpan, inSpan, isTracing, SpanKind, startTracing } from './index.ts';

const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const what = (name: string) => () => ({ name, kind: SpanKind.INTERNAL, attributes: { 'bumen.aggregate_id': 'a1' } });
const never = () => {
  throw new Error('nobody asked for a span');
};

describe('where nobody traces', () => {
  test.each([given, undefined])(
    'a caller’s own context goes through unchanged, none is made up, and no span is described: %s',
    async (parent) => {
      expect(isTracing()).toBe(false);
      expect(await inSpan(parent, never, async (traceparent, span) => [traceparent, span])).toEqual([
        parent,
        undefined,
      ]);
      expect(beginSpan(parent, never)).toBeUndefined();
    },
  );
});

describe('traces', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await Collector.start();
  });
  afterEach(() => collector.close());

  test('E-02 spans that name each other as parents are one trace, told with the process’s name, and none is lost at the end', async () => {
    const tracing = await startTracing('tickets', { endpoint: `${collector.endpoint}/`, ratio: 1 }, never);
    const inner = await inSpan(undefined, what('outer'), (outer) =>
      inSpan(outer, what('inner'), async (traceparent) => traceparent),
    );
    await tracing.close();
    const [outer, nested] = [
      collector.spans.find(({ name }) => name === 'outer')!,
      collector.spans.find(({ name }) => name === 'inner')!,
    ];
    expect(nested).toMatchObject({
      traceId: outer.traceId,
      parentSpanId: outer.spanId,
      failed: false,
      attributes: { 'bumen.aggregate_id': 'a1' },
      resource: { 'service.name': 'tickets', 'service.namespace': 'bumen' },
    });
    expect(outer.parentSpanId).toBeUndefined();
    expect(inner).toBe(`00-${outer.traceId}-${nested.spanId}-01`);
    expect(isTracing()).toBe(false);
  });

  test('a trace that comes in goes on, also one that its beginner doesn’t record', async () => {
    const tracing = await startTracing('tickets', { endpoint: collector.endpoint, ratio: 1 }, never);
    await inSpan(given, what('recorded'), async () => undefined);
    const passedOn = await inSpan(given.replace(/01$/, '00'), what('unrecorded'), async (traceparent) => traceparent);
    await inSpan('00-00000000000000000000000000000000-0000000000000000-01', what('of nothing'), async () => undefined);
    await inSpan('nonsense', what('of nonsense'), async () => undefined);
    await tracing.close();
    expect(passedOn).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(collector.spans.find(({ name }) => name === 'recorded')).toMatchObject({
      traceId: given.slice(3, 35),
      parentSpanId: given.slice(36, 52),
    });
    expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ name }) => name)).toEqual([
      'of nothing',
      'of nonsense',
    ]);
    expect(collector.spans).toHaveLength(3);
  });

  test('P-05 a failure is told by its kind and never by its words, and a refusal is no failure', async () => {
    const tracing = await startTracing('tickets', { endpoint: collector.endpoint, ratio: 1 }, never);
    const failing = [
      new Error('a mistake that concerns 13812345678'),
      internalError({ correlationId: '13812345678' }),
      invalidCursor(),
    ];
    for (const error of failing)
      await expect(inSpan(undefined, what('fails'), () => Promise.reject(error))).rejects.toBe(error);
    await tracing.close();
    expect(
      collector.spans.map(({ failed, attributes }) => [
        failed,
        attributes['error.type'] ?? attributes['bumen.problem'],
      ]),
    ).toEqual([
      [true, 'Error'],
      [true, 'internal_error'],
      [false, 'invalid_cursor'],
    ]);
    expect(collector.bodies.join()).not.toContain('13812345678');
  });

  test('only a part of the traces is recorded where the operator says so', async () => {
    const tracing = await startTracing('tickets', { endpoint: collector.endpoint, ratio: 0 }, never);
    expect(await inSpan(undefined, what('unrecorded'), async (traceparent) => traceparent)).toMatch(/-00$/);
    await tracing.close();
    expect(collector.spans).toEqual([]);
  });

  test.each([
    ['refuses', '/elsewhere'],
    ['is away', ''],
  ])(
    'a collector that %s is complained about once and holds nothing up',
    async (_, path) => {
      const endpoint = `${collector.endpoint}${path}`;
      if (path === '') await collector.close();
      const complaints: string[] = [];
      const tracing = await startTracing('tickets', { endpoint, ratio: 1 }, (reason) => complaints.push(reason));
      for (let made = 0; made < 3; made += 1)
        expect(await inSpan(undefined, what('lost'), async () => made)).toBe(made);
      await tracing.close();
      expect(complaints).toHaveLength(1);
      if (path === '') collector = await Collector.start();
    },
    15_000,
  );
});
