import { anyOperation, catalogue, type Operation } from '@bumen/contracts';

export { noteAnswer } from './noted-answers.ts';

const ofEveryOperation = new Set<string>(anyOperation.map((one) => one.code));
const byName = new Map<string, Operation>(catalogue.operations.map((one) => [one.name, one]));

export const operationNamed = (name: string): Operation | undefined => byName.get(name);

/** Throws where the operation answered a problem that its declaration doesn't name. */
export function refuseUndeclared(operation: Pick<Operation, 'name' | 'problems'>, code: string): void {
  if (ofEveryOperation.has(code) || operation.problems.some((one) => one.code === code)) return;
  throw new Error(`${operation.name} answered ${code}, which it does not declare: add it to its problems`);
}

const routes = catalogue.operations.flatMap((operation) => {
  if (operation.http === undefined) return [];
  const [method, path] = operation.http.split(' ') as [string, string];
  return [{ operation, method, words: `/api${path}`.split('/') }];
});

/** The operation that the gateway takes a request for; a word of its path goes before a parameter in its place. */
export function operationAt(method: string, path: string): Operation | undefined {
  const words = path.split('?')[0]!.split('/');
  const fitting = routes.filter(
    (route) =>
      route.method === method &&
      route.words.length === words.length &&
      route.words.every((word, index) => word.startsWith(':') || word === words[index]),
  );
  const parameters = (route: (typeof routes)[number]) => route.words.filter((word) => word.startsWith(':')).length;
  return fitting.toSorted((one, other) => parameters(one) - parameters(other))[0]?.operation;
}
