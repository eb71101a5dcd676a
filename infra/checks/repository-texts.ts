import { nodeOf, nodesIn, wordOf, type Node } from './syntax-tree.ts';

/** What takes the text of a statement, or a condition of one, and which of its parameters those are. */
const asked: Readonly<Record<string, readonly number[]>> = {
  read: [0],
  readOnce: [0],
  lockRows: [0],
  change: [0],
  lockWhere: [0],
  findWhere: [0, 2],
};

interface Method {
  readonly node: Node;
  readonly name: string;
  readonly isPublic: boolean;
  /** Names of its parameters by their positions; several where one is taken apart. */
  readonly parameters: readonly (readonly string[])[];
}

/** Methods that anyone may call and that pass a text on whole to the database, by their names. */
export function passedOnIn(body: readonly Node[]): { readonly node: Node; readonly name: string }[] {
  return [...nodesIn(body)]
    .filter(({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression')
    .flatMap((node) => passingMethods((node['body'] as Node[]).flatMap(methodOf)));
}

/** A private method that passes a text on is as good as what it calls, so it is looked for until no more are found. */
function passingMethods(methods: readonly Method[]): Method[] {
  const takes = new Map(Object.entries(asked).map(([name, positions]) => [name, new Set(positions)]));
  for (let before = -1; before !== sizeOf(takes);) {
    before = sizeOf(takes);
    for (const method of methods)
      for (const position of passedPositions(method, takes)) {
        const known = takes.get(method.name) ?? new Set();
        takes.set(method.name, known.add(position));
      }
  }
  return methods.filter((method) => method.isPublic && passedPositions(method, takes).length > 0);
}
const sizeOf = (takes: ReadonlyMap<string, ReadonlySet<number>>) =>
  [...takes.values()].reduce((sum, positions) => sum + positions.size, 0);

/** The positions of the parameters that come to be a text as they are, perhaps under another name meanwhile. */
function passedPositions({ node, parameters }: Method, takes: ReadonlyMap<string, ReadonlySet<number>>): number[] {
  const same = new Map(parameters.flatMap((names, position) => names.map((one) => [one, position] as const)));
  const inside = [...nodesIn(node)];
  for (const one of inside) {
    if (one.type !== 'VariableDeclarator' || nodeOf(one['id']).type !== 'Identifier') continue;
    const position = same.get(wholeOf(one['init']) ?? '');
    if (position !== undefined) same.set(wordOf(one['id'])!, position);
  }
  return inside.flatMap((one) => {
    if (one.type !== 'CallExpression') return [];
    const callee = nodeOf(one['callee']);
    const of = callee.type === 'MemberExpression' ? nodeOf(callee['object']).type : '';
    if (of !== 'ThisExpression' && of !== 'SuperPropExpression' && callee.type !== 'SuperPropExpression') return [];
    const given = one['arguments'] as readonly { readonly expression: unknown }[];
    return [...(takes.get(wordOf(callee['property']) ?? '') ?? [])].flatMap(
      (position) => same.get(wholeOf(given[position]?.expression) ?? '') ?? [],
    );
  });
}

/** The name of what stands there whole: `text`, `text!`, `text as string`, `${text}`, `text + ''`, `request.text`. */
function wholeOf(value: unknown): string | undefined {
  if (!value) return undefined;
  const node = nodeOf(value);
  if (node.type === 'Identifier') return wordOf(node);
  if (node.type === 'MemberExpression') return wholeOf(node['object']);
  if (node.type === 'CallExpression') {
    const callee = nodeOf(node['callee']);
    return callee.type === 'MemberExpression' ? wholeOf(callee['object']) : undefined;
  }
  if (node.type === 'TemplateLiteral') {
    const quasis = node['quasis'] as readonly { readonly cooked: string | null }[];
    const inner = (node['expressions'] ?? []) as readonly unknown[];
    return inner.length === 1 && quasis.every(({ cooked }) => (cooked ?? '').trim() === '')
      ? wholeOf(inner[0])
      : undefined;
  }
  if (node.type === 'BinaryExpression') {
    const sides = [nodeOf(node['left']), nodeOf(node['right'])];
    const rest = sides.filter((one) => !(one.type === 'StringLiteral' && wordOf(one)!.trim() === ''));
    return rest.length === 1 ? wholeOf(rest[0]) : undefined;
  }
  return 'expression' in node ? wholeOf(node['expression']) : undefined;
}

function methodOf(node: Node): Method[] {
  // A field that holds a function is a method as well.
  const value = node.type.endsWith('Property') ? nodeOf(node['value'] ?? {}) : undefined;
  const isFunction = value && /^(ArrowFunction|Function)Expression$/.test(value.type);
  const made = value ? (isFunction ? value : undefined) : (node['function'] as Node | undefined);
  if (!made) return [];
  return [
    {
      node,
      name: wordOf(node['key']) ?? '',
      isPublic: !node.type.startsWith('Private') && (node['accessibility'] ?? 'public') === 'public',
      parameters: ((made['params'] ?? []) as Node[]).map(({ pat, ...rest }) => namesIn(nodeOf(pat ?? rest))),
    },
  ];
}

/** `text`, `text = ''`, `{ text }`, `{ text: other }`, `[text]`, `...texts`. */
function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [wordOf(pattern)!];
  if (pattern.type === 'AssignmentPattern') return namesIn(nodeOf(pattern['left']));
  if (pattern.type === 'AssignmentPatternProperty') return [wordOf(pattern['key'])!];
  if (pattern.type === 'KeyValuePatternProperty') return namesIn(nodeOf(pattern['value']));
  if (pattern.type === 'RestElement') return namesIn(nodeOf(pattern['argument']));
  const inner = (pattern['properties'] ?? pattern['elements'] ?? []) as readonly (Node | null)[];
  return inner.flatMap((one) => (one ? namesIn(one) : []));
}
