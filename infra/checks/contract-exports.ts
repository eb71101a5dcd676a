import { join } from 'node:path/posix';
import * as contracts from '@bumen/contracts';
import { isSpec, type Source } from './sources.ts';
import { nodeOf, nodesIn, treeOf, wordOf, type Node } from './syntax-tree.ts';

const home = 'packages/contracts/src/';
const entrance = `${home}index.ts`;
const code = /^(apps|packages|infra|examples)\/.*\.(ts|mts|mjs)$/;
const whole = '*';

/** Whether the catalogue finds it by looking: operations, events, problems and so on need no reader. */
function isDeclaration(name: string): boolean {
  const value: unknown = (contracts as Record<string, unknown>)[name];
  const hasKind = (one: unknown) =>
    one !== null && (typeof one === 'object' || typeof one === 'function') && 'kind' in one;
  return hasKind(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasKind));
}

/** A name in a file of the contracts, or `*` for all that the file exports. */
interface Place {
  readonly path: string;
  readonly name: string;
}
const keyOf = ({ path, name }: Place) => `${path} ${name}`;

interface Module {
  readonly path: string;
  /** By the name that others know: the name here, or the place that is given on. */
  readonly exports: ReadonlyMap<string, string | Place>;
  /** Files of which everything is given on. */
  readonly all: readonly string[];
  /** By the name here: what it is in the contracts. */
  readonly imports: ReadonlyMap<string, Place>;
  /** By the name of what stands at the top: the names that stand in it. */
  readonly mentions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names in what is done when the file is loaded, or anywhere in it where it is none of the contracts. */
  readonly done: ReadonlySet<string>;
}

const known = new WeakMap<Source, Module>();

function moduleOf(source: Source): Module {
  const module = known.get(source) ?? read(source);
  known.set(source, module);
  return module;
}

function read(source: Source): Module {
  const { path } = source;
  const exports = new Map<string, string | Place>();
  const all: string[] = [];
  const imports = new Map<string, Place>();
  const mentions = new Map<string, Set<string>>();
  const done = new Set<string>();
  const ofContracts = (from: unknown): string | undefined => {
    const specifier = wordOf(from);
    if (specifier === '@bumen/contracts') return entrance;
    return path.startsWith(home) && specifier?.startsWith('.') ? join(path, '..', specifier) : undefined;
  };
  for (const item of treeOf(source).body) {
    const from = ofContracts(item['source']);
    const specifiers = (item['specifiers'] ?? []) as Node[];
    if (item.type === 'ImportDeclaration' && from !== undefined)
      for (const one of specifiers)
        imports.set(wordOf(one['local'])!, {
          path: from,
          name: one.type === 'ImportSpecifier' ? (wordOf(one['imported']) ?? wordOf(one['local'])!) : whole,
        });
    else if (item.type === 'ExportAllDeclaration' && from !== undefined) all.push(from);
    else if (item.type === 'ExportNamedDeclaration')
      for (const one of specifiers) {
        if (one.type === 'ExportNamespaceSpecifier') {
          if (from !== undefined) exports.set(wordOf(one['name'])!, { path: from, name: whole });
          continue;
        }
        const name = wordOf(one['orig'])!;
        const given = wordOf(one['exported']) ?? name;
        if (from !== undefined) exports.set(given, { path: from, name });
        else if (!item['source']) exports.set(given, name);
      }
    else {
      const parts = partsOf(item);
      for (const { names, inside } of parts) {
        for (const name of names) {
          mentions.set(name, mentioned(inside, mentions.get(name)));
          if (item.type === 'ExportDeclaration') exports.set(name, name);
        }
        if (names.length === 0) mentioned(inside, done);
      }
    }
  }
  if (!path.startsWith(home)) for (const names of mentions.values()) for (const name of names) done.add(name);
  return { path, exports, all, imports, mentions, done };
}

/** What a statement at the top declares, each with what stands in it; no names where it only does something. */
function partsOf(item: Node): { readonly names: readonly string[]; readonly inside: unknown }[] {
  const declaration = item.type === 'ExportDeclaration' ? nodeOf(item['declaration']) : item;
  if (declaration.type === 'VariableDeclaration')
    return (declaration['declarations'] as Node[]).map((one) => ({ names: boundIn(nodeOf(one['id'])), inside: one }));
  const name =
    wordOf(declaration['identifier']) ?? (declaration.type.startsWith('Ts') ? wordOf(declaration['id']) : undefined);
  return [{ names: name === undefined ? [] : [name], inside: declaration }];
}

/** The names that a pattern binds: `a`, `{ a, b: c }`, `[a, ...b]`. */
function boundIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [wordOf(pattern)!];
  if (pattern.type === 'AssignmentPatternProperty') return [wordOf(pattern['key'])!];
  const inner = [pattern['left'] ?? pattern['value'] ?? pattern['argument'] ?? []].flat();
  const several = (pattern['properties'] ?? pattern['elements'] ?? inner) as readonly (Node | null)[];
  return several.flatMap((one) => (one ? boundIn(one) : []));
}

/** Identifiers; those of members and keys too, by which what was taken whole is read. */
function mentioned(at: unknown, names = new Set<string>()): Set<string> {
  for (const node of nodesIn(at)) if (node.type === 'Identifier') names.add(wordOf(node)!);
  return names;
}

/** Sentences about what the contracts export and nobody reads who is read himself. */
export function deadContractExports(sources: readonly Source[]): string[] {
  const modules = sources
    .filter(({ path, text }) => code.test(path) && (path.startsWith(home) || text.includes('@bumen/contracts')))
    .filter(({ path }) => !isSpec(path))
    .map(moduleOf);
  const byPath = new Map(modules.filter(({ path }) => path.startsWith(home)).map((one) => [one.path, one]));
  const alive = new Set<string>();
  const waiting: Place[] = [];
  const live = (place: Place) => {
    if (alive.has(keyOf(place))) return;
    alive.add(keyOf(place));
    waiting.push(place);
  };
  /** Whoever reads the names that stand there, of a file's own and of what it takes. */
  const readBy = ({ path, imports, mentions }: Module, names: ReadonlySet<string>) => {
    for (const name of names) {
      if (path.startsWith(home) && mentions.has(name)) live({ path, name: `#${name}` });
      const taken = imports.get(name);
      if (!taken) continue;
      live(taken);
      // The catalogue looks at all that there is and asks for the kind.
      if (path === `${home}catalogue.ts`) continue;
      const group = placeOf(byPath, taken);
      if (group?.name === whole) readWhole(group.path, names);
    }
  };
  /** By the names that stand beside it; what is inside of it may be whole as well, as the catalogue is. */
  const readWhole = (path: string, names: ReadonlySet<string>) => {
    for (const name of names) {
      live({ path, name });
      const inner = placeOf(byPath, { path, name });
      if (inner?.name === whole && inner.path !== path) readWhole(inner.path, names);
    }
  };
  for (const module of modules)
    readBy(module, module.path.startsWith(home) ? module.done : new Set([...module.done, ...module.imports.keys()]));
  for (const { path, exports } of byPath.values())
    for (const name of exports.keys()) if (isDeclaration(name)) live({ path, name });
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const module = byPath.get(place.path);
    if (!module) continue;
    const own = place.name.startsWith('#') ? place.name.slice(1) : module.exports.get(place.name);
    if (typeof own === 'object') live(own);
    else if (own !== undefined) {
      if (!place.name.startsWith('#')) live({ path: place.path, name: `#${own}` });
      readBy(module, module.mentions.get(own) ?? new Set([own]));
    } else for (const from of module.all) live({ path: from, name: place.name });
  }
  return [...byPath.values()].flatMap(({ path, exports }) =>
    [...exports]
      .filter(([name, own]) => !alive.has(keyOf({ path, name })) && !(own === name && alive.has(`${path} #${own}`)))
      .map(([name]) => `${path}: nobody reads ${name}; delete it`),
  );
}

/** Where a name leads that is given on, perhaps several times. */
function placeOf(byPath: ReadonlyMap<string, Module>, { path, name }: Place): Place | undefined {
  if (name === whole) return { path, name };
  const module = byPath.get(path);
  const own = module?.exports.get(name);
  if (typeof own === 'object') return own.name === whole ? own : placeOf(byPath, own);
  if (own !== undefined) return { path, name };
  for (const from of module?.all ?? []) {
    const place = placeOf(byPath, { path: from, name });
    if (place) return place;
  }
  return undefined;
}
