import { parseSync, type ImportSpecifier, type ModuleItem } from '@swc/core';
import * as contracts from '@bumen/contracts';
import { isSpec, type Source } from './sources.ts';

const home = 'packages/contracts/src/';
const code = /^(apps|packages|infra|examples)\/.*\.(ts|mts|mjs)$/;

/** Whether the catalogue finds it by looking: operations, events, problems and so on need no reader. */
function isDeclaration(name: string): boolean {
  const value: unknown = (contracts as Record<string, unknown>)[name];
  const hasKind = (one: unknown) =>
    one !== null && (typeof one === 'object' || typeof one === 'function') && 'kind' in one;
  return hasKind(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasKind));
}

interface Module {
  readonly path: string;
  readonly exports: readonly string[];
  /** Names that it takes from the contracts. */
  readonly imports: readonly string[];
  /** How often a name stands in it, comments left out. */
  readonly mentions: (name: string) => number;
}

const known = new WeakMap<Source, Module>();

function moduleOf(source: Source): Module {
  const module = known.get(source) ?? read(source);
  known.set(source, module);
  return module;
}

function read({ path, text }: Source): Module {
  const { body } = parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2024' });
  const words = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '').match(/[\p{L}\w$]+/gu) ?? [];
  const counts = Map.groupBy(words, (word) => word);
  const mentions = (name: string) => counts.get(name)?.length ?? 0;
  const ofContracts = (from: string) => from === '@bumen/contracts' || (path.startsWith(home) && /^\.\.?\//.test(from));
  return {
    path,
    mentions,
    exports: body.flatMap(exportedNames),
    imports: [
      ...body.flatMap((item) =>
        item.type === 'ImportDeclaration' && ofContracts(item.source.value)
          ? item.specifiers.flatMap((one) => importedNames(one, counts))
          : [],
      ),
      ...[...text.matchAll(/\bcatalogue\.(\w+)/g)].map((match) => match[1]!),
    ],
  };
}

function exportedNames(item: ModuleItem): string[] {
  if (item.type === 'ExportNamedDeclaration')
    return item.source
      ? []
      : item.specifiers.flatMap((one) => (one.type === 'ExportSpecifier' ? [(one.exported ?? one.orig).value] : []));
  if (item.type !== 'ExportDeclaration') return [];
  const { declaration } = item;
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.value] : []));
  return 'identifier' in declaration
    ? [declaration.identifier.value]
    : 'id' in declaration
      ? [declaration.id.value]
      : [];
}

/** Who takes everything under one name reads what stands in the file. */
function importedNames(one: ImportSpecifier, words: ReadonlyMap<string, unknown>): string[] {
  if (one.type === 'ImportNamespaceSpecifier') return [...words.keys()];
  return one.type === 'ImportSpecifier' ? [one.imported?.value ?? one.local.value] : [];
}

/** Sentences about what the contracts export and nobody reads. */
export function deadContractExports(sources: readonly Source[]): string[] {
  const modules = sources
    .filter(({ path, text }) => code.test(path) && (path.startsWith(home) || text.includes('@bumen/contracts')))
    .map(moduleOf);
  // It takes all that there is and asks for the kind.
  const readers = modules.filter(
    ({ path }) => path !== `${home}catalogue.ts` && !(isSpec(path) && path.startsWith(home)),
  );
  const taken = new Set(readers.flatMap(({ imports }) => imports));
  return modules
    .filter(({ path }) => path.startsWith(home))
    .flatMap(({ path, exports, mentions }) =>
      exports
        .filter((name) => !taken.has(name) && mentions(name) < 2 && !isDeclaration(name))
        .map((name) => `${path}: nobody reads ${name}; delete it`),
    );
}
