import type { Source } from './sources.ts';
import { nodeOf, nodesIn, treeOf, type Node } from './syntax-tree.ts';

interface Member extends Node {
  readonly accessibility?: string;
  readonly isStatic?: boolean;
  readonly key?: { readonly type: string; readonly value?: string };
  readonly params?: readonly { readonly type: string; readonly accessibility?: string }[];
  readonly function?: { readonly decorators?: readonly Node[] };
}

/** The text of an identifier; empty where it is none. */
const textOf = (value: unknown): string => {
  const { value: text, id } = (value ?? {}) as { readonly value?: unknown; readonly id?: unknown };
  return typeof text === 'string' ? text : typeof id === 'string' ? id : '';
};

/** Where a member of a class belongs: fields, constructor, static methods, then public, protected and private ones. */
function rankOf({ type, accessibility, isStatic }: Member): number | undefined {
  if (type === 'PrivateMethod') return 6;
  if (type === 'ClassProperty' || type === 'PrivateProperty') return isStatic ? 0 : 1;
  if (type === 'Constructor') return 2;
  if (type !== 'ClassMethod') return undefined;
  if (isStatic) return 3;
  return accessibility === 'protected' ? 5 : 4;
}
const ranks = [
  'static fields',
  'fields',
  'the constructor',
  'static methods',
  'public methods',
  'protected methods',
  'private methods',
];

const nameOf = (member: Member) => (member.type === 'Constructor' ? 'constructor' : textOf(member.key));

function classComplaints(name: string, decorated: boolean, members: readonly Member[]): string[] {
  const complaints: string[] = [];
  let before = 0;
  for (const member of members) {
    const rank = rankOf(member);
    if (rank === undefined) continue;
    if (rank < before)
      complaints.push(`${name}: ${nameOf(member)} stands behind ${ranks[before]}; ${ranks[rank]} come first`);
    before = Math.max(before, rank);
    if (member.accessibility === 'private' && member.type !== 'Constructor')
      complaints.push(`${name}: ${nameOf(member)} is private; write #${nameOf(member)}`);
  }
  const parts = members.find((one) => one.type === 'Constructor')?.params ?? [];
  if (!decorated && parts.some((one) => one.type === 'TsParameterProperty'))
    complaints.push(`${name}: only Nest makes it with what it needs; keep that in #private fields`);
  const assigned = members
    .filter((one) => one.type === 'Constructor')
    .flatMap((one) => [...nodesIn(one['body'])])
    .filter(
      (one) =>
        one.type === 'AssignmentExpression' &&
        nodeOf(nodeOf(one['left'])['property'] ?? {}).type === 'PrivateName' &&
        nodeOf(one['right']).type === 'Identifier',
    );
  if (decorated && assigned.length > 0)
    complaints.push(
      `${name}: what Nest hands to it is a constructor property, as in constructor(private readonly x: X)`,
    );
  return complaints;
}

function reactionComplaints(name: string, members: readonly Member[]): string[] {
  return members
    .filter((one) => (one.function?.decorators ?? []).some((two) => JSON.stringify(two).includes('"ReactsTo"')))
    .filter((one) => nameOf(one) !== 'react')
    .map((one) => `${name}: a reaction’s method is react, not ${nameOf(one)}`);
}

function moduleComplaints(path: string, body: readonly Node[]): string[] {
  const complaints: string[] = [];
  if (/^apps\/[^/]+\/src\//.test(path) && !/\/src\/(rules|acts)\.ts$/.test(path) && !/\.(spec|rig)\.ts$/.test(path))
    for (const one of body.filter(({ type }) => type === 'ImportDeclaration'))
      if ((one['specifiers'] as Node[]).some((two) => nodeOf(two['local'])['value'] === 'Policies'))
        complaints.push('only src/rules.ts and src/acts.ts read policies; take the setting from the rules of an act');
  if (path.endsWith('.view.ts'))
    for (const one of body.filter(({ type }) => type === 'ExportDeclaration')) {
      const { type, identifier } = nodeOf(one['declaration']);
      const name = textOf(identifier);
      if (type === 'FunctionDeclaration' && !name.endsWith('Of'))
        complaints.push(`a mapper is called ${name}Of, not ${name}`);
    }
  return complaints;
}

/** What a file does against the dialect that CONTRIBUTING describes under "Style", as sentences. */
export function dialectComplaints({ path, text }: Source): string[] {
  if (!/^(apps|packages|infra)\/.*\.ts$/.test(path)) return [];
  const { body } = treeOf({ path, text });
  const complaints = moduleComplaints(path, body);
  for (const node of nodesIn(body)) {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') continue;
    const name = textOf(node['identifier']) || 'a class';
    const members = node['body'] as Member[];
    const decorated = ((node['decorators'] ?? []) as Node[]).length > 0;
    complaints.push(...classComplaints(name, decorated, members), ...reactionComplaints(name, members));
  }
  return complaints.map((complaint) => `${path}: ${complaint}`);
}
