import { parseSync } from '@swc/core';
import { isSpec, type Source } from './sources.ts';

/** What leads from the work in progress, or from TypeORM, to a statement of one's own. */
const ways = new Set(['sql', 'write', 'execute', 'manager', 'createQueryBuilder', 'getRepository', 'dataSource']);
/** Parts of TypeORM and pg that reach the database past the work in progress, and so past its transaction. */
const connections = new Set(['DataSource', 'EntityManager', 'QueryRunner', 'Repository', 'Pool', 'Client']);
const statement = /^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+(\w+\s+)?SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s)/;

/** A service's own code, and the kit's but where it opens its connections; only the gateway has no database. */
const concerned = (path: string) =>
  /^(apps\/(?!gateway\/)[^/]+|packages\/service-kit)\/src\/.*\.ts$/.test(path) &&
  !isSpec(path) &&
  !/\.rig\.ts$|\/migrations\//.test(path) &&
  !opensConnections.has(path);
const ofTheKit = (path: string) => path.startsWith('packages/');
const opensConnections = new Set([
  'packages/service-kit/src/insides.ts',
  'packages/service-kit/src/transaction/database.ts',
]);

interface Node {
  readonly type?: string;
  readonly span?: { readonly start: number };
  readonly key?: Node;
}

/**
 * SQL outside of a `*.repository.ts` and ways past the transaction anywhere, however they are called, as sentences with
 * the line.
 */
export function sqlComplaints({ path, text }: Source): string[] {
  if (!concerned(path)) return [];
  // Positions count on from one parse to the next, in bytes; the semicolon is the first of them.
  const module = parseSync(`;${text}`, { syntax: 'typescript', decorators: true, target: 'es2024' });
  const bytes = Buffer.from(`;${text}`);
  const complaints: string[] = [];
  const complain = (node: Node, what: string) => {
    const { start } = node.span ?? node.key!.span!;
    const line = bytes
      .subarray(0, start - module.span.start)
      .toString()
      .split('\n').length;
    complaints.push(`${path}:${line}: ${what}`);
  };
  visit(module, (node) => {
    const connection = connectionIn(node);
    if (connection !== undefined && (!ofTheKit(path) || connection === 'DataSource'))
      complain(node, `${connection} leaves the transaction; ask through a method of a repository`);
    if (ofTheKit(path) || path.endsWith('.repository.ts')) return;
    const repository = repositoryIn(node);
    if (repository !== undefined) complain(node, `${repository} is a repository; it belongs into a *.repository.ts`);
    const way = wayIn(node);
    if (way !== undefined) complain(node, `.${way} belongs into a *.repository.ts; give its repository a method`);
    if (statement.test(textOf(node) ?? ''))
      complain(node, 'SQL belongs into a *.repository.ts; give its repository a method');
  });
  return complaints;
}

function visit(at: unknown, look: (node: Node) => void): void {
  if (Array.isArray(at)) {
    for (const inner of at) visit(inner, look);
    return;
  }
  if (typeof at !== 'object' || at === null) return;
  if ('type' in at) look(at as Node);
  for (const inner of Object.values(at)) visit(inner, look);
}

const nameOf = (node: unknown) => (node as { readonly value?: string } | undefined)?.value;

/** `import { DataSource } from 'typeorm'`, also under another name, and `typeorm.DataSource`. */
function connectionIn(node: Node): string | undefined {
  if (node.type === 'ImportDeclaration') {
    const { source, specifiers } = node as {
      source: { value: string };
      specifiers: { type: string; imported?: unknown; local: unknown }[];
    };
    if (source.value === 'pg') return 'pg';
    if (source.value !== 'typeorm') return undefined;
    return specifiers.map((one) => nameOf(one.imported) ?? nameOf(one.local)!).find((one) => connections.has(one));
  }
  const name = node.type === 'MemberExpression' ? propertyOf(node) : undefined;
  return name !== undefined && connections.has(name) ? name : undefined;
}

/** A class of its own that extends one of the kit's, under whatever name. */
function repositoryIn(node: Node): string | undefined {
  const { superClass, identifier } = node as { superClass?: unknown; identifier?: unknown };
  return node.type?.startsWith('Class') && nameOf(superClass)?.endsWith('Repository') ? nameOf(identifier) : undefined;
}

/** `work.sql<Row>(…)`, `work.sql.bind(work)`, `work['sql']`, `const { sql } = work`, `const { sql: ask } = work`. */
function wayIn(node: Node): string | undefined {
  const name =
    node.type === 'MemberExpression'
      ? propertyOf(node)
      : node.type === 'AssignmentPatternProperty' || node.type === 'KeyValuePatternProperty'
        ? nameOf(node.key)
        : undefined;
  return name !== undefined && ways.has(name) ? name : undefined;
}

function propertyOf(node: Node): string | undefined {
  const { property } = node as { property: { type: string; expression?: unknown } };
  return nameOf(property.type === 'Computed' ? property.expression : property);
}

function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return nameOf(node);
  if (node.type === 'TemplateLiteral') return (node as { quasis?: { cooked: string }[] }).quasis?.[0]?.cooked;
  return undefined;
}
