import fc from 'fast-check';
import { catalogue, roles } from '@bumen/contracts';
import { GatewayDesk, problemOf } from './testing/gateway-desk.ts';

let desk: GatewayDesk;
beforeAll(async () => {
  desk = await GatewayDesk.start();
  for (const operation of catalogue.operationsOf('hr'))
    if (operation.handledBy !== 'gateway' && operation.name !== 'hr.session.authenticate')
      await desk.answer(operation, () => ({ body: {} }));
});
afterAll(() => desk?.close());

test('answers whatever is sent with what is declared, never with an error of its own', async () => {
  const { anyone } = desk;
  const tokens = await Promise.all(roles.map((role) => desk.tokenOf(role)));
  const mounted = catalogue.operationsOf('hr').filter((one) => one.http);
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', '0', '-1', '1e999', 'null', '__proto__', '\u0000', '../..', '%00', '{}', '[]', '😀'.repeat(50)),
  );
  const request = fc.record({
    operation: fc.constantFrom(...mounted),
    token: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...tokens) }, text),
    segment: fc.oneof(fc.uuid(), text),
    query: fc.dictionary(fc.oneof(fc.constantFrom('limit', 'cursor', 'teamId', 'onShift'), text), text, { maxKeys: 3 }),
    body: fc.oneof(
      fc.json({ stringUnit: 'binary' }),
      text,
      fc
        .record({ name: fc.anything(), kind: fc.anything(), headcount: fc.anything(), reason: fc.string() })
        .map((value) =>
          JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)),
        ),
    ),
    type: fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'text/csv',
      'text/plain',
      'application/json; charset=utf-16',
      'nonsense',
    ),
    key: fc.option(fc.string({ unit: fc.constantFrom(...' !"az09~'), maxLength: 210 })),
    match: fc.option(fc.constantFrom('"1"', 'W/"2"', '*', '"x"', '"1", "2"', '')),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, token, segment, query, body, type, key, match }) => {
      const [method, path] = operation.http!.split(' ') as [string, string];
      const encoded = encodeURIComponent(segment.toWellFormed()) || 'x';
      const search = Object.entries(query)
        .map(
          ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
        )
        .join('&');
      const address = `/api${path.replace(/:\w+/g, encoded)}${search && `?${search}`}`;
      const asked = anyone[method.toLowerCase() as 'get'](address).set({
        authorization: `Bearer ${encodeURIComponent(token.toWellFormed())}`,
        'content-type': type,
        ...(key !== null && { 'idempotency-key': key }),
        ...(match !== null && { 'if-match': match }),
      });
      const response = await (method === 'GET' ? asked : asked.send(body));
      expect(response.status).toBeLessThan(500);
      if (response.status >= 400) problemOf(response);
    }),
    { numRuns: 2000 },
  );
}, 120_000);
