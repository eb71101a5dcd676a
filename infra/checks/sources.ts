import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the whole project. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

export interface Source {
  /** Below the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist', '.git', '.data', '.turbo', 'coverage']);
// What stands in fixtures breaks the rules on purpose.
const planted = 'infra/checks/fixtures';
const textFiles = /(\.(ts|mts|mjs|cjs|js|tsx|json|yaml|yml|md|sh|css|html|conf|sql)|^run)$/;

/** Every file that people write here. */
export function sources(root = projectRoot): Source[] {
  return walk(root, '').map((path) => ({
    path,
    text: textFiles.test(path.split('/').at(-1)!) ? readFileSync(join(root, path), 'utf8') : '',
  }));
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (notOurs.has(entry.name) || path === planted) return [];
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

export const isSpec = (path: string) => /\.spec\.m?ts$/.test(path);
