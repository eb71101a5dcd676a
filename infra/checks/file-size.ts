import type { Source } from './sources.ts';
import { nodesIn, treeOf } from './syntax-tree.ts';

const linesMax = 400;
const columnsMax = 120;
/** What may go over the end of a line, since breaking it would change or hide it. */
const unbreakable = new Set(['StringLiteral', 'TemplateLiteral', 'RegExpLiteral', 'TsTemplateLiteralType']);
const unbreakableMin = 40;

const script = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
/** Written by people, line by line; the documents in docs and the lock file are generated. */
const written = (path: string) => script.test(path) || /\.(sh|css|html|sql)$|(^|\/)run$/.test(path);

/** Files with more lines than one may have, and lines with more columns. */
export function sizeComplaints(source: Source): string[] {
  const { path, text } = source;
  if (!written(path)) return [];
  const lines = text.replace(/\n$/, '').split('\n');
  const wide = lines.flatMap((line, index) => ([...line].length > columnsMax ? [index] : []));
  const excused = wide.length > 0 && script.test(path) ? literalColumns(source) : new Map<number, number>();
  return [
    ...(lines.length > linesMax
      ? [`${path}: ${lines.length} lines, and a file has ${linesMax} at most; ask what second thing it holds`]
      : []),
    ...wide
      .filter((index) => [...lines[index]!].length - (excused.get(index) ?? 0) > columnsMax)
      .map(
        (index) =>
          `${path}:${index + 1}: ${[...lines[index]!].length} columns, and a line has ${columnsMax} at most; break it`,
      ),
  ];
}

/** By index of the line: how long its longest literal is there, where that is long enough to be excused. */
function literalColumns(source: Source): Map<number, number> {
  const columns = new Map<number, number>();
  const tree = treeOf(source);
  for (const node of nodesIn(tree.body)) {
    if (!unbreakable.has(node.type)) continue;
    const first = tree.lineOf(node) - 1;
    for (const [index, part] of tree.textOf(node).text.split('\n').entries()) {
      const width = [...part].length;
      if (width >= unbreakableMin) columns.set(first + index, Math.max(width, columns.get(first + index) ?? 0));
    }
  }
  return columns;
}
