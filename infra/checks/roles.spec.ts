import { catalogue, internalError, Problem, roles, services, type Operation, type Role } from '@bumen/contracts';
import { WholeHouse } from '@bumen/fuzz/whole-house';

// All services on a real broker: what is refused here is refused by the service itself, whoever stands before it.
let house: WholeHouse;
beforeAll(async () => {
  house = await WholeHouse.open();
}, 120_000);
afterAll(() => house?.close());

const answeredByServices = catalogue.operations.filter((one) => one.handledBy === undefined);
const mayCall = (operation: Operation, role: Role) => operation.roles === 'anyone' || operation.roles.includes(role);

/** What the service says to somebody who sends an empty request: `ok`, or the code of its refusal. */
async function codeFor(operation: Operation, caller: Role | 'anyone'): Promise<string> {
  try {
    await house.desk.as(caller).sendRaw(operation.name, '{}');
    return 'ok';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

test('P-02 every role that an operation does not list is refused by the service, for all operations and roles', async () => {
  const refusals = answeredByServices.flatMap((operation) =>
    roles.filter((role) => !mayCall(operation, role)).map((role) => [operation, role] as const),
  );
  expect(services.filter((service) => !refusals.some(([operation]) => operation.service === service))).toEqual([]);
  expect(roles.filter((role) => !refusals.some(([, stranger]) => stranger === role))).toEqual([]);
  const wrong: string[] = [];
  for (const [operation, role] of refusals) {
    const code = await codeFor(operation, role);
    if (code !== 'forbidden') wrong.push(`${operation.name} answers ${role} with ${code}`);
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('P-02 no role that an operation lists is refused for its role', async () => {
  const wrong: string[] = [];
  for (const operation of answeredByServices)
    for (const role of roles.filter((one) => mayCall(operation, one))) {
      const code = await codeFor(operation, role);
      if (['forbidden', 'unauthenticated', internalError.code].includes(code))
        wrong.push(`${operation.name} answers ${role} with ${code}`);
    }
  expect(wrong).toEqual([]);
}, 120_000);

test('P-02 who has not signed in gets to what anyone may and to nothing else', async () => {
  const wrong: string[] = [];
  for (const operation of answeredByServices) {
    const code = await codeFor(operation, 'anyone');
    if ((code === 'unauthenticated') === (operation.roles === 'anyone'))
      wrong.push(`${operation.name} answers nobody with ${code}`);
  }
  expect(answeredByServices.some((one) => one.roles === 'anyone')).toBe(true);
  expect(wrong).toEqual([]);
});

describe('at the gateway', () => {
  const overHttp = catalogue.operations.filter((one) => one.http !== undefined);

  /** The status and the problem's code of a request that says nothing but which operation it wants. */
  async function asked(operation: Operation, token?: string): Promise<string> {
    const [method, path] = operation.http!.split(' ') as [string, string];
    const url = `${house.gateway.url}/api${path.replaceAll(/:\w+/g, '0197b0a0-0000-7000-8000-000000000001')}`;
    const bodiless = method === 'GET' || method === 'DELETE';
    const answer = await fetch(url, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(!bodiless && { 'content-type': 'application/json' }),
      },
      ...(!bodiless && { body: '{}' }),
    });
    return `${answer.status} ${answer.ok ? '' : ((await answer.json()) as { code: string }).code}`;
  }

  test('E-04 every operation with a path is there, and asks for a sign-in unless anyone may', async () => {
    const wrong: string[] = [];
    for (const operation of overHttp) {
      const answer = await asked(operation);
      if (operation.roles === 'anyone' ? answer !== '400 invalid_request' : answer !== '401 unauthenticated')
        wrong.push(`${operation.name} answers ${answer}`);
    }
    expect(wrong).toEqual([]);
  });

  test('P-02 a role that is not listed is refused, for every operation that some role may not call', async () => {
    const tokens = new Map<Role, string>();
    const wrong: string[] = [];
    const tried = new Set<string>();
    for (const [index, operation] of overHttp.entries()) {
      const strangers = roles.filter((role) => !mayCall(operation, role));
      const role = strangers[index % strangers.length];
      if (role === undefined) continue;
      const token = tokens.get(role) ?? (await house.signIn(house.members.get(role)!));
      tokens.set(role, token);
      const answer = await asked(operation, token);
      tried.add(operation.service);
      if (answer !== '403 forbidden') wrong.push(`${operation.name} answers ${role} with ${answer}`);
    }
    expect([...tried].toSorted()).toEqual(services.toSorted());
    expect(wrong).toEqual([]);
  });
});
