import { nodeOf, nodesIn, wordOf, type Node } from './syntax-tree.ts';

const name = String.raw`(?:only\s+)?[\w"$.]+`;
/** How a statement begins, with enough of what follows that no sentence of English begins so. */
const statements = [
  String.raw`select\s+(?:distinct\b|exists\s*\(|all\b|case\s|null\b|true\b|false\b|\d|\$\d|\*|['"(]|[\w.]+\s*\()`,
  String.raw`select\s+[^;]*?\bfrom\s+(?:lateral\s|[\w"$.]+|\()`,
  String.raw`select\s+from\s`,
  String.raw`with\s+(?:recursive\s+)?[\w"]+\s*(?:\([^)]*\)\s*)?as\s+(?:(?:not\s+)?materialized\s*)?\(`,
  String.raw`insert\s+into\s`,
  String.raw`update\s+${name}(?:\s*\*)?(?:\s+(?:as\s+)?[\w"]+)?\s+set\s`,
  String.raw`delete\s+from\s`,
  String.raw`merge\s+into\s`,
  String.raw`truncate\s+(?:table\s+)?${name}(?:\s*,|\s*;|\s*$|\s+(?:restart|continue|cascade|restrict)\b)`,
  String.raw`lock\s+(?:table\s+${name}|${name}\s+in\s)`,
  String.raw`values\s*\(`,
  String.raw`table\s+${name}\s*;?\s*$`,
  String.raw`copy\s+(?:\(|${name}\s+(?:\(.*\)\s*)?(?:from|to)\s)`,
  String.raw`(?:create|alter|drop|comment\s+on)\s+(?:or\s+replace\s+)?(?:unique\s+|temp(?:orary)?\s+)?(?:table|index|view|function|trigger|sequence|type|schema|role|user|database|extension|materialized|column|policy)\b`,
  String.raw`(?:grant|revoke)\s+[\w\s,]+\s+on\s`,
  String.raw`(?:set|reset)\s+(?:local|session|role)\b`,
  String.raw`(?:do\s+\$|call\s+[\w".]+\s*\(|explain\s|refresh\s+materialized\b|declare\s+\w+\s+cursor\b|vacuum\b|reindex\s|prepare\s+\w+\s+as\s|execute\s+\w+\s*\()`,
].map((form) => new RegExp(`^${form}`, 'i'));

/** What may stand before a statement and is none of it: spaces, comments, brackets, semicolons. */
const before = /^(?:\s|[(;]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const comments = /--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\//g;

/** Whether a text reads as a statement of SQL, in whatever case. */
export function isStatement(text: string): boolean {
  const begun = text.replace(before, '').replaceAll(comments, ' ');
  return statements.some((form) => form.test(begun));
}

/** Every text in a tree, put together where it is a sum, with `q` for what is not known before it runs. */
export function* textsIn(at: unknown): Generator<{ readonly node: Node; readonly text: string }> {
  const parts = new Set<Node>();
  for (const node of nodesIn(at)) {
    if (parts.has(node)) continue;
    const text = textOf(node, parts);
    if (text !== undefined) yield { node, text };
  }
}

/** `parts`: gets the nodes whose text is part of this one's. */
function textOf(node: Node, parts: Set<Node>): string | undefined {
  if (node.type === 'StringLiteral') return wordOf(node);
  if (node.type === 'TemplateLiteral') {
    const quasis = (node['quasis'] ?? []) as readonly { readonly cooked: string | null; readonly raw: string }[];
    return quasis.map(({ cooked, raw }) => cooked ?? raw).join('q');
  }
  if (node.type === 'ParenthesisExpression') return partOf(nodeOf(node['expression']), parts);
  if (node.type !== 'BinaryExpression' || node['operator'] !== '+') return undefined;
  const [left, right] = [nodeOf(node['left']), nodeOf(node['right'])].map((side) => partOf(side, parts));
  return left === undefined && right === undefined ? undefined : `${left ?? 'q'}${right ?? 'q'}`;
}

function partOf(node: Node, parts: Set<Node>): string | undefined {
  const text = textOf(node, parts);
  if (text !== undefined) parts.add(node);
  return text;
}
