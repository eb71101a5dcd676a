import { isSpec, type Source } from './sources.ts';
import { nodeOf, nodesIn, wordOf, type Node, type Tree } from './syntax-tree.ts';

/** What describes a table and asks nothing. */
const describing = new Set([
  'Check',
  'Column',
  'Entity',
  'ForeignKey',
  'Index',
  'PrimaryColumn',
  'PrimaryGeneratedColumn',
  'Unique',
]);
const shapes = new Set(['ColumnMetadata', 'EntityMetadata', 'ObjectLiteral', 'SelectQueryBuilder']);
const migrating = new Set(['MigrationInterface', 'QueryRunner']);
/** What opens connections or has one, where it may be taken from pg and TypeORM, and what of it others may give on. */
const withConnections = new Map<string, ReadonlySet<string>>(
  Object.entries({
    'packages/service-kit/src/insides.ts': [],
    'packages/service-kit/src/events/relay-lease.ts': ['RelayLease'],
    'packages/service-kit/src/migrations/migrate.ts': [],
    'packages/service-kit/src/migrations/privileges.repository.ts': [],
    'packages/service-kit/src/transaction/database.ts': [],
    'packages/service-kit/src/transaction/database-error.ts': ['Conflict', 'mayPass'],
    'packages/service-kit/src/transaction/statement.ts': ['Gathered'],
    'packages/service-kit/src/transaction/transactions.ts': ['Transactions'],
    'packages/service-kit/src/transaction/work.ts': ['currentWork', 'keepAnswer', 'Work', 'WorkOptions'],
    'infra/bench/bare/bare-service.ts': [],
    'infra/bench/ledger/bare.ts': [],
    'infra/bench/ticket-stock.ts': [],
    'infra/faults/fault-desk.ts': [],
    'infra/local/databases.ts': [],
    'infra/local/postgres.ts': [],
  }).map(([path, given]) => [path, new Set(given)]),
);
const kit = '@bumen/service-kit';
const repositories = new Set(['Repository', 'AggregateRepository']);

const isMigration = (path: string) => /\/migrations\/|\/notes\/create-notes\.ts$/.test(path);
const isRepository = (path: string) => path.endsWith('.repository.ts');
const ofServices = (path: string) => /^apps\/[^/]+\/src\//.test(path) && !/\.rig\.ts$|\/testing\//.test(path);

/** One module that a file names, and what it takes from it. */
interface Reference {
  readonly node: Node;
  readonly from: string;
  /** Names in the module; undefined where it is taken whole, given on whole, or taken while it runs. */
  readonly names: readonly { readonly name: string; readonly type: boolean }[] | undefined;
  readonly how: 'import' | 'export' | 'whole';
}

/** Modules with connections, and repositories, taken where they may not be, as sentences with the line. */
export function databaseModuleComplaints({ path }: Source, tree: Tree): string[] {
  if (isSpec(path)) return [];
  const references = referencesIn(tree.body);
  return [
    ...references.flatMap((reference) =>
      [...connectionComplaints(path, reference), ...repositoryComplaints(path, reference)].map((what) => ({
        node: reference.node,
        what,
      })),
    ),
    ...(ofServices(path) && !isRepository(path) ? heirComplaints(tree.body, references) : []),
  ].map(({ node, what }) => `${path}:${tree.lineOf(node)}: ${what}`);
}

function connectionComplaints(path: string, { from, names, how }: Reference): string[] {
  const [module] = from.split('/');
  const past = 'leaves the transaction; ask through a method of a repository';
  if (module === 'pg' || module === 'pg-pool') return withConnections.has(path) ? [] : [`${from} ${past}`];
  if (module === 'typeorm') {
    if (how === 'export' || names === undefined)
      return [`typeorm as a whole, or given on, ${past}; import what describes a table by its name`];
    if (withConnections.has(path)) return [];
    return names
      .filter(
        ({ name, type }) =>
          !describing.has(name) && !(type && (shapes.has(name) || (migrating.has(name) && isMigration(path)))),
      )
      .map(({ name }) => `${name} ${past}`);
  }
  if (from === `${kit}/insides` && ofServices(path)) return [`${from} ${past}`];
  const target = from.startsWith('.') ? new URL(from, `file:///${path}`).pathname.slice(1) : undefined;
  const given = how === 'import' || target === undefined ? undefined : withConnections.get(target);
  if (!given) return [];
  return (names ?? [{ name: 'everything' }])
    .filter(({ name }) => !given.has(name))
    .map(({ name }) => `${name} of ${target} is for the kit alone, since it ${past}`);
}

function repositoryComplaints(path: string, { from, names, how }: Reference): string[] {
  if (!ofServices(path)) return [];
  if (from === kit) {
    if (how === 'export' || names === undefined)
      return [`${kit} is imported by names and not given on; import what you need where you need it`];
    return isRepository(path)
      ? []
      : names
          .filter(({ name, type }) => repositories.has(name) && !type)
          .map(({ name }) => `${name} is what a repository extends; its class belongs into a *.repository.ts`);
  }
  if (!isRepository(from)) return [];
  if (how === 'export' || names === undefined)
    return [`${from} is imported by names and not given on; import its class where you need it`];
  return isRepository(path)
    ? []
    : names
        .filter(({ name, type }) => !type && !/^[A-Z]/.test(name))
        .map(({ name }) => `${name} is part of a statement, which stays in *.repository.ts; import the class`);
}

/** Classes that extend a repository, and repositories that are given on under their own name. */
function heirComplaints(body: readonly Node[], references: readonly Reference[]): { node: Node; what: string }[] {
  const locals = new Map<string, string>();
  for (const { node, from } of references)
    if (node.type === 'ImportDeclaration' && isRepository(from))
      for (const one of node['specifiers'] as Node[]) locals.set(wordOf(one['local'])!, from);
  const complaints: { node: Node; what: string }[] = [];
  for (const node of nodesIn(body)) {
    if (node.type.startsWith('Class') && locals.has(wordOf(node['superClass']) ?? ''))
      complaints.push({
        node,
        what: `${wordOf(node['identifier']) ?? 'a class'} is a repository; it belongs into a *.repository.ts`,
      });
    if (node.type === 'ExportNamedDeclaration' && !node['source'])
      for (const one of node['specifiers'] as Node[])
        if (locals.has(wordOf(one['orig']) ?? ''))
          complaints.push({
            node,
            what: `${locals.get(wordOf(one['orig'])!)} is imported by names and not given on; import its class where you need it`,
          });
  }
  return complaints;
}

function referencesIn(body: readonly Node[]): Reference[] {
  const references: Reference[] = [];
  for (const node of nodesIn(body)) {
    const from = moduleOf(node);
    if (from === undefined) continue;
    const how = node.type.startsWith('Export') ? 'export' : node.type === 'ImportDeclaration' ? 'import' : 'whole';
    const specifiers = how === 'whole' ? undefined : ((node['specifiers'] ?? undefined) as Node[] | undefined);
    const named = specifiers?.every(({ type }) => type === 'ImportSpecifier' || type === 'ExportSpecifier');
    references.push({
      node,
      from,
      how,
      names: named
        ? specifiers!.map((one) => ({
            name: wordOf(one['imported']) ?? wordOf(one['orig']) ?? wordOf(one['local'])!,
            type: node['typeOnly'] === true || one['isTypeOnly'] === true,
          }))
        : undefined,
    });
  }
  return references;
}

/** The module that a node names, if it names one. */
function moduleOf(node: Node): string | undefined {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return wordOf(node['source']);
  if (node.type === 'TsImportType') return wordOf(node['argument']);
  if (node.type === 'TsExternalModuleReference') return wordOf(node['expression']);
  if (node.type !== 'CallExpression') return undefined;
  const callee = nodeOf(node['callee']);
  if (callee.type !== 'Import' && wordOf(callee) !== 'require') return undefined;
  return wordOf((node['arguments'] as { readonly expression: unknown }[])[0]?.expression);
}
