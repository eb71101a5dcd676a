import { join } from 'node:path/posix';
import type { Source } from './sources.ts';
import { nodeOf, nodesIn, treeOf, wordOf, type Node } from './syntax-tree.ts';

/** A function, a method, or what a class or a file does when it is made or loaded. */
export interface Unit {
  readonly path: string;
  /** `Team.change`, `Team` for what its constructor and fields do, `placeOf`. */
  readonly name: string;
  readonly line: number;
  readonly node: Node;
  /** What the file takes, by the name here. */
  readonly imports: ReadonlyMap<string, Import>;
  readonly owner: Class | undefined;
}
interface Import {
  /** The file, or the package as it is written. */
  readonly from: string;
  readonly name: string;
}
interface Class {
  readonly path: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** By property: the class that it is declared as. */
  readonly parts: ReadonlyMap<string, string>;
  /** Methods by name, private ones without `#`. */
  readonly methods: ReadonlyMap<string, Unit>;
  readonly made: Unit;
}
interface File {
  readonly path: string;
  readonly units: ReadonlyMap<string, Unit>;
  readonly classes: ReadonlyMap<string, Class>;
  readonly imports: ReadonlyMap<string, Import>;
}

/**
 * Who may call whom in the code of one service, as far as names tell: a method of something whose class is not known is
 * each of that name in the files that are imported, so there may be calls that never happen, but none is left out.
 */
export class ServiceCalls {
  readonly #files: ReadonlyMap<string, File>;
  readonly #closures = new Map<string, readonly File[]>();
  readonly #calls = new Map<Unit, readonly Unit[]>();

  constructor(sources: readonly Source[]) {
    this.#files = new Map(sources.map((source) => [source.path, fileOf(source)]));
  }

  get units(): Unit[] {
    return [...this.#files.values()].flatMap(({ units, classes }) => [
      ...units.values(),
      ...[...classes.values()].flatMap(({ made, methods }) => [made, ...methods.values()]),
    ]);
  }

  /** All that may be called by one, itself among them. */
  reachedFrom(start: Unit): Set<Unit> {
    const reached = new Set([start]);
    for (const unit of reached) for (const called of this.#callsOf(unit)) reached.add(called);
    return reached;
  }

  #callsOf(unit: Unit): readonly Unit[] {
    const known = this.#calls.get(unit);
    if (known) return known;
    const calls = new Set<Unit>();
    const types = new Set<unknown>();
    for (const node of nodesIn(unit.node)) {
      // What stands in a type calls nothing.
      if (node.type.startsWith('Ts') && node.type.includes('Type')) for (const inner of nodesIn(node)) types.add(inner);
      if (types.has(node)) continue;
      if (node.type === 'Identifier') for (const one of this.#named(unit, wordOf(node)!)) calls.add(one);
      if (node.type === 'MemberExpression') for (const one of this.#members(unit, node)) calls.add(one);
    }
    const found = [...calls];
    this.#calls.set(unit, found);
    return found;
  }

  #named({ path, imports }: Unit, name: string): Unit[] {
    const taken = imports.get(name);
    const file = this.#files.get(taken ? taken.from : path);
    const called = taken?.name ?? name;
    return [file?.units.get(called) ?? [], file?.classes.get(called)?.made ?? []].flat();
  }

  #members(unit: Unit, node: Node): Unit[] {
    const property = nodeOf(node['property']);
    const name = wordOf(property.type === 'Computed' ? property['expression'] : property);
    if (name === undefined) return [];
    const receiver = this.#classOf(unit, nodeOf(node['object']));
    if (receiver) return this.#methodsOf(receiver, name);
    return this.#closureOf(unit.path).flatMap(({ classes }) =>
      [...classes.values()].flatMap(({ methods }) => methods.get(name) ?? []),
    );
  }

  /** The class of what a member is asked of, where it is declared: `this`, `this.teams`, `Team`. */
  #classOf(unit: Unit, object: Node): Class | undefined {
    if (object.type === 'ThisExpression') return unit.owner;
    if (object.type === 'Identifier') return this.#classNamed(unit.path, wordOf(object)!);
    if (object.type !== 'MemberExpression' || nodeOf(object['object']).type !== 'ThisExpression') return undefined;
    const part = unit.owner?.parts.get(wordOf(object['property']) ?? '');
    return part === undefined ? undefined : this.#classNamed(unit.path, part);
  }

  #classNamed(path: string, name: string): Class | undefined {
    const file = this.#files.get(path);
    const taken = file?.imports.get(name);
    return taken ? this.#files.get(taken.from)?.classes.get(taken.name) : file?.classes.get(name);
  }

  /** What comes from the kit is called with what the constructor gave it: what isn't found, what a name is taken by. */
  #methodsOf(of: Class, name: string): Unit[] {
    for (let at: Class | undefined = of; at; at = at.parent ? this.#classNamed(at.path, at.parent) : undefined) {
      const method = at.methods.get(name);
      if (method) return [method];
    }
    const heirs = [...this.#files.values()].flatMap(({ classes }) =>
      [...classes.values()].filter((one) => one.parent && this.#classNamed(one.path, one.parent) === of),
    );
    return [of.made, ...heirs.flatMap((one) => one.methods.get(name) ?? [])];
  }

  #closureOf(path: string): readonly File[] {
    const known = this.#closures.get(path);
    if (known) return known;
    const found = new Set([path]);
    for (const one of found)
      for (const { from } of this.#files.get(one)?.imports.values() ?? []) if (this.#files.has(from)) found.add(from);
    const files = [...found].flatMap((one) => this.#files.get(one) ?? []);
    this.#closures.set(path, files);
    return files;
  }
}

function fileOf(source: Source): File {
  const { path } = source;
  const tree = treeOf(source);
  const imports = new Map<string, Import>();
  const units = new Map<string, Unit>();
  const classes = new Map<string, Class>();
  for (const item of tree.body) {
    if (item.type !== 'ImportDeclaration') continue;
    const written = wordOf(item['source'])!;
    for (const one of item['specifiers'] as Node[])
      imports.set(wordOf(one['local'])!, {
        from: written.startsWith('.') ? join(path, '..', written) : written,
        name: wordOf(one['imported']) ?? wordOf(one['local'])!,
      });
  }
  const unit = (name: string, node: Node, owner?: Class): Unit => ({
    ...{ path, name, node, imports, owner },
    line: tree.lineOf(node),
  });
  for (const item of tree.body) {
    const declaration = item.type === 'ExportDeclaration' ? nodeOf(item['declaration']) : item;
    const name = wordOf(declaration['identifier']);
    if (declaration.type === 'ClassDeclaration') classes.set(name!, classOf(path, declaration, unit));
    else if (declaration.type === 'FunctionDeclaration') units.set(name!, unit(name!, declaration));
    else if (declaration.type === 'VariableDeclaration')
      for (const one of declaration['declarations'] as Node[]) {
        const local = wordOf(one['id']) ?? '';
        units.set(local, unit(local, one));
      }
  }
  return { path, units, classes, imports };
}

function classOf(path: string, node: Node, unit: (name: string, node: Node, owner?: Class) => Unit): Class {
  const name = wordOf(node['identifier'])!;
  const parts = new Map<string, string>();
  const methods = new Map<string, Unit>();
  const members = node['body'] as Node[];
  const isMethod = ({ type }: Node) => type === 'ClassMethod' || type === 'PrivateMethod';
  const made = { ...node, body: members.filter((one) => !isMethod(one)) };
  const owner: { -readonly [K in keyof Class]: Class[K] } = {
    ...{ path, name, parent: wordOf(node['superClass']), parts, methods },
    made: undefined as unknown as Unit,
  };
  owner.made = unit(name, made, owner);
  for (const member of members) {
    const key = wordOf(member['key']) ?? '';
    if (isMethod(member)) methods.set(key, unit(`${name}.${key}`, member, owner));
    const declared = typeNameOf(member['typeAnnotation']) ?? wordOf(nodeOf(member['value'] ?? {})['callee']);
    if (declared !== undefined) parts.set(key, declared);
    for (const parameter of (member.type === 'Constructor' ? member['params'] : []) as Node[]) {
      const param = nodeOf(parameter['param'] ?? parameter['pat'] ?? {});
      const type = typeNameOf(param['typeAnnotation']);
      if (type !== undefined) parts.set(wordOf(param)!, type);
    }
  }
  return owner;
}

/** `: TeamRepository` */
function typeNameOf(annotation: unknown): string | undefined {
  const type = nodeOf(nodeOf(annotation ?? {})['typeAnnotation'] ?? {});
  return type.type === 'TsTypeReference' ? wordOf(type['typeName']) : undefined;
}
