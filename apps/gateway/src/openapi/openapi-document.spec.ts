import { catalogue, listStaff } from '@bumen/contracts';
import { openApiDocument } from './openapi-document.ts';

const text = JSON.stringify(openApiDocument());
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

test('has a parameter for each part of an address, and the rest in query or body', () => {
  const change = document.paths['/api/hr/teams/{teamId}']!['patch']!;
  expect(change.parameters).toContainEqual({
    name: 'teamId',
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
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

test('lists the problems of each operation by status, with examples', () => {
  const { responses } = document.paths['/api/hr/teams']!['post']!;
  expect(responses['409']).toMatchObject({
    content: { 'application/problem+json': { examples: { 'hr.name_taken': {}, write_conflict: {} } } },
  });
  expect(Object.keys(document.paths['/api/session']!['post']!.responses)).toEqual(
    expect.arrayContaining(['201', '400', '401', '423', '429', '503', '504']),
  );
  expect(document.paths['/api/session']!['post']!.security).toEqual([]);
});

test('is the same each time', () => {
  expect(JSON.stringify(openApiDocument())).toBe(text);
});
