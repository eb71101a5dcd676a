/** Text inside a node or on an arrow; mermaid reads quotes, brackets and line ends itself. */
export const label = (text: string) => `"${text.replaceAll('"', '#quot;').replaceAll('\n', ' ')}"`;
/** A name for a node; mermaid takes letters, digits and underscores only, and `end` is a word of its own. */
export const node = (name: string) => `n_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
export const fenced = (lines: readonly string[]) => ['```mermaid', ...lines, '```'].join('\n');
