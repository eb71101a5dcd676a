import { databaseModuleComplaints } from './database-modules.ts';
import { passedOnIn } from './repository-texts.ts';
import { isSpec, type Source } from './sources.ts';
import { isStatement, textsIn } from './sql-text.ts';
import { nodeOf, nodesIn, treeOf, wordOf, type Node } from './syntax-tree.ts';

/** What leads past the methods of a repository to a statement of one's own, in a repository too. */
const past = new Set([
  'connection',
  'createQueryBuilder',
  'createQueryRunner',
  'dataSource',
  'execute',
  'getRepository',
  'manager',
  'obtainQueryRunner',
  'queryRunner',
  'restore',
  'softDelete',
  'sql',
  'write',
]);
/** What only repositories ask the kit by. Others have such names as `read` too; of those the text tells. */
const asking = new Set(['changeRows', 'findWhere', 'lockRows', 'lockWhere', 'readOnce', 'upsert']);
/** By which a query of TypeORM becomes a statement that writes. */
const writing = new Set(['delete', 'insert', 'update']);

/** Where the kit, which is below all repositories, keeps statements. */
export const placesOfTheKit: ReadonlySet<string> = new Set(
  [
    'aggregate/aggregate-table',
    'aggregate/count-each',
    'events/inbox',
    'events/outbox-pruning',
    'events/outbox-relay',
    'events/passed-events',
    'events/published-runs',
    'events/reaction-runner',
    'events/relay-lease',
    'observability/readiness',
    'policy/policy-cache',
    'policy/policy-settings',
    'transaction/table-rows',
    'transaction/transactions',
    'transaction/unit-of-work',
  ].map((file) => `packages/service-kit/src/${file}.ts`),
);
const isRepository = (path: string) => path.endsWith('.repository.ts');
const isMigration = (path: string) => /\/migrations\//.test(path);
const forTests = (path: string) => isSpec(path) || /\.rig\.ts$|^packages\/testing\/|\/testing\//.test(path);
/** Infra asks the databases of a whole system that it has started. */
const mayHoldNoSql = (path: string) =>
  !isRepository(path) && !isMigration(path) && !placesOfTheKit.has(path) && !path.startsWith('infra/');
const service = (path: string) => /^apps\/(?!(?:gateway|streams)\/)[^/]+\/src\//.test(path) && !forTests(path);

/**
 * SQL outside of a `*.repository.ts` and ways past the transaction anywhere, however they are called, as sentences with
 * the line.
 */
export function sqlComplaints(source: Source): string[] {
  const { path } = source;
  if (!/^(apps|packages|infra|examples)\/.*\.(ts|tsx|mts|cts|mjs|cjs|js)$/.test(path) || forTests(path)) return [];
  const tree = treeOf(source);
  const complaints = databaseModuleComplaints(source, tree);
  const complain = (node: Node, what: string) => complaints.push(`${path}:${tree.lineOf(node)}: ${what}`);
  if (mayHoldNoSql(path))
    for (const { node, text } of textsIn(tree.body))
      if (isStatement(text)) complain(node, 'SQL belongs into a *.repository.ts; give its repository a method');
  if (!service(path) || isMigration(path)) return complaints;
  for (const node of nodesIn(tree.body)) {
    const way = wayIn(node, isRepository(path));
    if (way !== undefined) complain(node, way);
  }
  if (isRepository(path))
    for (const { node, name } of passedOnIn(tree.body))
      complain(node, `${name} asks whatever it is given; write the statement in it, or make it #${name}`);
  return complaints;
}

const inRepository = (name: string) => `.${name} belongs into a *.repository.ts; give its repository a method`;

function wayIn(node: Node, repository: boolean): string | undefined {
  if (node.type === 'TsAsExpression' && nodeOf(node['expression']).type === 'TsAsExpression')
    return 'a cast by way of another reaches what others keep to themselves; ask through a method of a repository';
  const name = nameIn(node);
  if (name === undefined) return undefined;
  if (past.has(name))
    return repository
      ? `.${name} leaves the repository’s declared forms; ask by read, lockRows, change, insert, upsert or select`
      : inRepository(name);
  if (!repository && asking.has(name)) return inRepository(name);
  if (isBracket(node, name))
    return `['${name}'] reaches what is private or protected; write .${name} and ask through a method of a repository`;
  if (repository && writing.has(name) && comesFromSelect(nodeOf(node['object'])))
    return `.${name} of a query writes what nobody declared; write it by change, insert or upsert`;
  return undefined;
}

/** `work.sql<Row>(…)`, `work.sql.bind(work)`, `work['sql']`, `const { sql } = work`, `const { sql: ask } = work`. */
function nameIn(node: Node): string | undefined {
  if (node.type === 'AssignmentPatternProperty' || node.type === 'KeyValuePatternProperty') return wordOf(node['key']);
  if (node.type !== 'MemberExpression') return undefined;
  const property = nodeOf(node['property']);
  if (property.type === 'PrivateName') return undefined;
  if (property.type !== 'Computed') return wordOf(property);
  const inner = nodeOf(property['expression']);
  return inner.type === 'StringLiteral' ? wordOf(inner) : undefined;
}
/** Positions in a list and the names of environment variables are no members. */
const isBracket = (node: Node, name: string) =>
  node.type === 'MemberExpression' &&
  nodeOf(node['property']).type === 'Computed' &&
  /^(?![A-Z_]+$)[\w$]*[a-z]/.test(name);

/** `this.select(…)` and whatever is called upon it. */
function comesFromSelect(node: Node): boolean {
  if (node.type === 'CallExpression') {
    const callee = nodeOf(node['callee']);
    return (
      callee.type === 'MemberExpression' &&
      (wordOf(callee['property']) === 'select' || comesFromSelect(nodeOf(callee['object'])))
    );
  }
  return node.type === 'MemberExpression' && comesFromSelect(nodeOf(node['object']));
}
