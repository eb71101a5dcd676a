import { parseSync } from '@swc/core';
import type { Source } from './sources.ts';

/** What of swc's syntax tree is read by the checks. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** A file as a tree, and where in it a node stands. */
export interface Tree {
  readonly body: readonly Node[];
  /** Counted from 1. */
  lineOf(node: Node): number;
  /** The text of the node, and how many characters of the file stand before it. */
  textOf(node: Node): { readonly text: string; readonly start: number };
}

/** Positions count on from one parse to the next, in bytes; the semicolon is the first of them. */
export function treeOf({ path, text }: Source): Tree {
  const module = parseSync(`;${text}`, {
    syntax: 'typescript',
    tsx: path.endsWith('.tsx'),
    decorators: true,
    target: 'es2024',
  });
  const bytes = Buffer.from(`;${text}`);
  const before = (position: number) => bytes.subarray(0, position - module.span.start).toString();
  return {
    body: module.body as unknown as Node[],
    lineOf: (node) => before(startOf(node)).split('\n').length,
    textOf: (node) => {
      const { start, end } = node.span!;
      return {
        text: bytes.subarray(start - module.span.start, end - module.span.start).toString(),
        start: before(start).length - 1,
      };
    },
  };
}

/** A pattern such as `{ sql }` has no place of its own. */
function startOf(node: Node): number {
  const span = node.span ?? (node['key'] as Node | undefined)?.span;
  if (!span) throw new Error(`${node.type} says nothing of where it stands`);
  return span.start;
}

/** Every node in a tree, the outer ones first. */
export function* nodesIn(at: unknown): Generator<Node> {
  if (Array.isArray(at)) for (const inner of at) yield* nodesIn(inner);
  else if (typeof at === 'object' && at !== null) {
    if (typeof (at as Node).type === 'string') yield at as Node;
    for (const inner of Object.values(at)) yield* nodesIn(inner);
  }
}

/** A node in a field of another. */
export const nodeOf = (value: unknown) => value as Node;

/** The text of an identifier or of a string; undefined where it is neither. */
export function wordOf(value: unknown): string | undefined {
  const { type, value: word, id } = (value ?? {}) as { type?: string; value?: unknown; id?: unknown };
  if (type === 'PrivateName') return wordOf(id) ?? (typeof word === 'string' ? word : undefined);
  return typeof word === 'string' ? word : undefined;
}
