import { parseSync } from '@swc/core';
import { isSpec, sources, type Source } from './sources.ts';

/** The titles of all tests and groups in a spec file, as written; a template's holes are left empty. */
export function titlesIn({ text }: Source): string[] {
  const titles: string[] = [];
  visit(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2024' }), titles);
  return titles;
}

function visit(at: unknown, titles: string[]): void {
  if (Array.isArray(at)) {
    for (const inner of at) visit(inner, titles);
    return;
  }
  if (typeof at !== 'object' || at === null) return;
  const one = at as { type?: string; callee?: unknown; arguments?: { expression: unknown }[] };
  if (one.type === 'CallExpression' && isTestCall(one.callee)) {
    const title = textOf(one.arguments?.[0]?.expression);
    if (title !== undefined) titles.push(title);
  }
  for (const inner of Object.values(at)) visit(inner, titles);
}

/** `it(…)`, `describe.each(…)(…)`, `` it.each`…`(…) ``. */
function isTestCall(callee: unknown): boolean {
  const at = callee as { type?: string; value?: string; object?: unknown; callee?: unknown; tag?: unknown };
  if (at.type === 'Identifier') return ['it', 'test', 'describe'].includes(at.value!);
  if (at.type === 'MemberExpression') return isTestCall(at.object);
  if (at.type === 'CallExpression') return isTestCall(at.callee);
  return at.type === 'TaggedTemplateExpression' && isTestCall(at.tag);
}

function textOf(expression: unknown): string | undefined {
  const at = expression as { type?: string; value?: string; quasis?: { cooked: string }[] } | undefined;
  if (at?.type === 'StringLiteral') return at.value;
  if (at?.type === 'TemplateLiteral') return at.quasis!.map((part) => part.cooked).join('');
  return undefined;
}

export function allTitles(): Map<string, string[]> {
  return new Map(
    sources()
      .filter(({ path }) => isSpec(path))
      .map((source) => [source.path, titlesIn(source)]),
  );
}
