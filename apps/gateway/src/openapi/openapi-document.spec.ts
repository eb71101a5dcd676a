import { catalogue, listStaff, services } from '@bumen/contracts';
import { openApiDocument, openApiDocuments } from './openapi-document.ts';

const whole = openApiDocument();
const text = JSON.stringify(whole);
const document = JSON.parse(text) as {
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        parameters: { name?: string; in?: string; schema?: object; required?: boolean }[];
        requestBody?: { content: Record<string, { schema: { properties: object; additionalProperties: boolean } }> };
        responses: Record<string, object>;
        security?: [];
      }
    >
  >;
  components: Record<string, Record<string, unknown>>;
};

test('describes every operation that is mounted, once', () => {
  const described = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((one) => one.operationId),
  );
  expect(new Set(described).size).toBe(described.length);
  expect(described).toEqual(
    expect.arrayContaining(catalogue.operations.filter((one) => one.http).map((one) => one.name)),
  );
});

test('refers only to what it holds', () => {
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
    expect(Object.keys(document.components[kind!] ?? {})).toContain(name);
  expect(text).not.toContain('$defs');
  expect(text).not.toContain('__shared');
});

test('tells what people call the fields and what the codes of a choice mean', () => {
  const { properties } =
    document.paths['/api/tickets/{ticketId}/replies']!['post']!.requestBody!.content['application/json']!.schema;
  expect(properties).toMatchObject({
    text: { description: '内容 · text' },
    channel: { description: '渠道 · channel', $ref: '#/components/schemas/ContactChannel' },
  });
  expect(document.components['schemas']!['TicketPriority']).toEqual({
    type: 'string',
    enum: ['urgent', 'high', 'normal', 'low'],
    'x-enum-descriptions': ['紧急 · urgent', '高 · high', '普通 · normal', '低 · low'],
  });
  expect(text).not.toContain('x-field-names');
});

test('has a parameter for each part of an address, and the rest in query or body', () => {
  const change = document.paths['/api/hr/teams/{teamId}']!['patch']!;
  expect(change.parameters).toContainEqual({
    name: 'teamId',
    in: 'path',
    required: true,
    schema: { description: '团队 · team', type: 'string', format: 'uuid' },
  });
  expect(Object.keys(change.requestBody!.content['application/json']!.schema.properties)).toEqual([
    'name',
    'headcount',
    'leadStaffId',
  ]);
  expect(change.requestBody!.content['application/json']!.schema.additionalProperties).toBe(false);
  expect(
    document.paths['/api/hr/staff']!['get']!.parameters.filter((one) => one.in === 'query').map((one) => [
      one.name,
      one.required,
    ]),
  ).toEqual(Object.keys(listStaff.request.shape).map((name) => [name, false]));
});

test('shares the shapes that the contracts name', () => {
  expect(document.paths['/api/hr/teams']!['post']!.responses['201']).toMatchObject({
    content: { 'application/json': { schema: { $ref: '#/components/schemas/TeamView' } } },
  });
  expect(document.components['schemas']!['TeamView']).toMatchObject({
    type: 'object',
    required: expect.arrayContaining(['id', 'version', 'name']),
  });
});

type Refusal = { $ref?: string; content: Record<string, { examples: Record<string, object> }> };
const refusalOf = (response: object | undefined): Refusal => {
  const { $ref } = response as Refusal;
  return $ref === undefined
    ? (response as Refusal)
    : (document.components['responses']![$ref.slice('#/components/responses/'.length)] as Refusal);
};
const codesOf = (response: object | undefined) =>
  Object.keys(refusalOf(response).content['application/problem+json']!.examples);

test('lists the problems of each operation by status, with examples', () => {
  const { responses } = document.paths['/api/hr/teams']!['post']!;
  expect(codesOf(responses['409'])).toEqual(expect.arrayContaining(['hr.name_taken', 'write_conflict']));
  expect(Object.keys(document.paths['/api/session']!['post']!.responses)).toEqual(
    expect.arrayContaining(['201', '400', '401', '423', '429', '503', '504']),
  );
  expect(document.paths['/api/session']!['post']!.security).toEqual([]);
});

test('every operation lists each problem of its contract under that problem’s status', () => {
  const described = new Map(
    Object.values(document.paths).flatMap((item) => Object.values(item).map((one) => [one.operationId, one] as const)),
  );
  for (const operation of catalogue.operations.filter((one) => one.http)) {
    const { responses } = described.get(operation.name)!;
    for (const problem of operation.problems)
      expect([operation.name, ...codesOf(responses[problem.status])]).toContain(problem.code);
  }
});

test('what several operations are refused with stands once', () => {
  const refusals = Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap((one) => Object.entries(one.responses).filter(([status]) => Number(status) >= 400)),
  );
  const own = refusals.filter(([, response]) => (response as Refusal).$ref === undefined);
  const bodies = [...own.map(([, response]) => response), ...Object.values(document.components['responses']!)];
  expect(new Set(bodies.map((one) => JSON.stringify(one))).size).toBe(bodies.length);
  expect(refusalOf({ $ref: '#/components/responses/too_many_requests' })).toMatchObject({
    headers: { 'Retry-After': expect.anything() },
  });
});

test('holds no component that nothing refers to', () => {
  for (const part of [whole, ...openApiDocuments(whole).values()])
    for (const [kind, ones] of Object.entries(part.components))
      for (const name of Object.keys(ones))
        if (kind !== 'securitySchemes') expect(JSON.stringify(part)).toContain(`"#/components/${kind}/${name}"`);
});

test('E-03 a service has a document of its own, and all of them together are the whole', () => {
  const parts = openApiDocuments(whole);
  expect([...parts.keys()].toSorted()).toEqual([...services, 'gateway'].toSorted());
  const operationsOf = (one: typeof whole) =>
    Object.entries(one.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => `${method} ${path} ${JSON.stringify(operation)}`),
    );
  expect([...parts.values()].flatMap(operationsOf).toSorted()).toEqual(operationsOf(whole).toSorted());
  for (const [service, part] of parts) {
    expect(part.tags.map(({ name }) => name.split('.')[0])).toEqual(part.tags.map(() => service));
    for (const [, kind, name] of JSON.stringify(part).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
      expect(part.components[kind!]![name!]).toEqual(whole.components[kind!]![name!]);
  }
});

test('is the same each time', () => {
  expect(JSON.stringify(openApiDocument())).toBe(text);
});
