import * as contracts from '@bumen/contracts';
import {
  anyOperation,
  catalogue,
  services,
  type Operation,
  type ProblemType,
  type ServiceName,
} from '@bumen/contracts';
import { ServiceCalls, type Unit } from './service-calls.ts';
import { isSpec, type Source } from './sources.ts';
import { nodeOf, nodesIn, wordOf, type Node } from './syntax-tree.ts';

type Exports = Readonly<Record<string, unknown>>;
type Declaring = Pick<Operation, 'name' | 'problems'>;

const anywhere = new Set(anyOperation.map(({ code }) => code as string));

/** Problems that a service answers and that none of the operations declares which lead there. */
export function thrownProblemComplaints(
  sources: readonly Source[],
  {
    names = contracts,
    operations = catalogue.operations as readonly Declaring[],
  }: { readonly names?: Exports; readonly operations?: readonly Declaring[] } = {},
): string[] {
  return services.flatMap((service) => {
    const calls = new ServiceCalls(sources.filter(({ path }) => isOf(service, path)));
    return complaintsOf(service, calls, names, operations);
  });
}

const isOf = (service: ServiceName, path: string) =>
  path.startsWith(`apps/${service}/src/`) &&
  path.endsWith('.ts') &&
  !isSpec(path) &&
  !/\.rig\.ts$|\/migrations\//.test(path);

function complaintsOf(
  service: ServiceName,
  calls: ServiceCalls,
  names: Exports,
  operations: readonly Declaring[],
): string[] {
  const { units } = calls;
  const ofService = operations.filter(({ name }) => name.startsWith(`${service}.`));
  const leading = new Map<Unit, Declaring[]>();
  for (const unit of units) {
    const handled = handledBy(unit, names);
    if (!handled) continue;
    for (const reached of calls.reachedFrom(unit)) leading.set(reached, [...(leading.get(reached) ?? []), handled]);
  }
  return units.flatMap((unit) => {
    // What keeps somebody from a step is also shown where the step is only offered.
    const here = /\.keepsFrom\w*$/.test(unit.name) ? [] : (leading.get(unit) ?? []);
    const declared = new Set(
      (here.length > 0 ? here : ofService).flatMap(({ problems }) => problems).map(({ code }) => code),
    );
    return problemsIn(unit, names)
      .filter(({ code }) => !declared.has(code) && !anywhere.has(code))
      .map(({ code }) => {
        const who =
          here.length > 0 ? `none of ${here.map(({ name }) => name).join(', ')}` : `no operation of ${service}`;
        return `${unit.path}:${unit.line}: ${unit.name} answers ${code}, which ${who} declares; add it to the problems of whichever meets it`;
      });
  });
}

/** The problems of the contracts that stand in it; who compares a code answers nothing. */
function problemsIn(unit: Unit, names: Exports): ProblemType[] {
  const found = new Set<ProblemType>();
  const compared = new Set<unknown>();
  for (const node of nodesIn(unit.node)) {
    if (node.type === 'MemberExpression' && wordOf(node['property']) === 'code') compared.add(node['object']);
    if (node.type !== 'Identifier' || compared.has(node)) continue;
    const value = valueOf(unit, node, names);
    if ((value as { readonly kind?: string } | undefined)?.kind === 'problem') found.add(value as ProblemType);
  }
  return [...found];
}

/** The operation that a method handles. */
function handledBy(unit: Unit, names: Exports): Declaring | undefined {
  const decorators = (nodeOf(unit.node['function'] ?? {})['decorators'] ?? []) as readonly Node[];
  for (const decorator of decorators) {
    const call = nodeOf(decorator['expression']);
    if (wordOf(call['callee']) !== 'Handles') continue;
    const [given] = call['arguments'] as readonly { readonly expression: Node }[];
    return valueOf(unit, given!.expression, names) as Declaring | undefined;
  }
  return undefined;
}

/** What an expression is in the contracts: `registerStaff`, `standard.hr.setPolicy`. */
function valueOf(unit: Unit, node: Node, names: Exports): unknown {
  if (node.type === 'MemberExpression') {
    const group = valueOf(unit, nodeOf(node['object']), names) as Exports | undefined;
    return group?.[wordOf(node['property']) ?? ''];
  }
  const taken = unit.imports.get(wordOf(node) ?? '');
  return taken?.from === '@bumen/contracts' ? names[taken.name] : undefined;
}
