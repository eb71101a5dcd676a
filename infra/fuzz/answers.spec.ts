import { Judge } from './answers.ts';
import { operationsIn, type DocumentedOperation, type OpenApi } from './openapi.ts';

describe('the judge', () => {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/api/staff/{staffId}': {
        get: {
          operationId: 'hr.staff.get',
          'x-roles': ['agent'],
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Staff' } } } },
            404: { content: { 'application/problem+json': { examples: { 'hr.staff.not_found': {} } } } },
            500: { content: { 'application/problem+json': { examples: { internal_error: {} } } } },
          },
        },
      },
    },
    components: {
      schemas: {
        Staff: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
        Problem: { type: 'object', required: ['code', 'status'], properties: { code: { type: 'string' } } },
      },
    },
  } as unknown as OpenApi;
  const operation = operationsIn(document)[0] as DocumentedOperation;
  const judge = new Judge(document, 1000);
  const judged = (
    answer: { status?: number; contentType?: string; body?: unknown; tookMs?: number },
    caller = 'agent',
  ) =>
    judge.complaints(
      { operation, caller, method: 'GET', mood: 'valid' },
      {
        status: 200,
        contentType: 'application/json',
        tookMs: 1,
        ...answer,
        text: answer.body === undefined ? '' : JSON.stringify(answer.body),
      },
    );
  const problem = (code: string, status: number, more = {}) => ({
    status,
    contentType: 'application/problem+json',
    body: { code, status, ...more },
  });

  test('lets good answers be', () => {
    expect([
      ...judged({ body: { id: 'x' } }),
      ...judged(problem('hr.staff.not_found', 404)),
      ...judged(problem('route_not_found', 404)),
    ]).toEqual([]);
  });

  test.each<[string, Parameters<typeof judged>[0], string]>([
    ['a failure of the server', problem('internal_error', 500), 'answered 500'],
    ['an answer that is late', { body: { id: 'x' }, tookMs: 2000 }, 'took longer'],
    ['no answer', { status: 599 }, 'answered 599'],
    ['a refusal in another form', { status: 404, contentType: 'text/html', body: 'no' }, 'no problem document'],
    ['a problem that nobody declared', problem('hr.staff.surprise', 404), 'does not declare'],
    ['a status that nobody declared', { status: 202, body: { id: 'x' } }, 'does not declare'],
    [
      'a problem of another status',
      { ...problem('hr.staff.not_found', 404), body: { code: 'hr.staff.not_found', status: 409 } },
      'status 409',
    ],
    [
      'a problem without a code',
      { status: 404, contentType: 'application/problem+json', body: { status: 404 } },
      'lacks something',
    ],
    ['a body in another shape', { body: { name: 'x' } }, 'does not describe'],
    [
      'a stack',
      problem('hr.staff.not_found', 404, { detail: 'at Object.get (/srv/app/staff.ts:12:3)' }),
      'tells of its inside',
    ],
    [
      'a statement of SQL',
      problem('hr.staff.not_found', 404, { detail: 'QueryFailedError: relation "staff"' }),
      'tells of its inside',
    ],
  ])('finds %s', (_what, answer, complaint) => {
    expect(judged(answer).join('\n')).toContain(complaint);
  });

  test('P-02 finds a success of somebody who may not', () => {
    expect(judged({ body: { id: 'x' } }, 'cashier')).toEqual(['lets cashier in (200)']);
  });
});
