import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument, openApiDocuments } from '@bumen/gateway/openapi';
import { asyncApiDocument } from './asyncapi-document.ts';
import { breakingChanges } from './breaking-changes.ts';
import { currentWire, type Wire } from './released-wire.ts';
import { statesDocument } from './states.ts';
import { trafficDocument } from './traffic.ts';
import { asFile, asLines } from './wire-schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const releasedPath = 'docs/released/wire.json';

/** The generated documents by their path below the root of the project. */
export function documents(): ReadonlyMap<string, string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const openApi = openApiDocument();
  return new Map([
    ['docs/openapi.json', asFile(openApi)],
    ...[...openApiDocuments(openApi)].map(([name, part]) => [`docs/openapi/${name}.json`, asFile(part)] as const),
    ['docs/asyncapi.json', asFile(asyncApiDocument(version))],
    ['docs/traffic.md', trafficDocument()],
    ['docs/states.md', statesDocument()],
  ]);
}

/** Sentences about committed documents that don't say what the contracts say. */
export function staleDocuments(folder = root): string[] {
  const current = documents();
  const stale = [...current].flatMap(([path, text]) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`${path} is missing: run pnpm documents`];
    return readFileSync(file, 'utf8') === text
      ? []
      : [`${path} is not what the contracts say: run pnpm documents and commit it`];
  });
  const left = readdirSync(join(folder, 'docs/openapi'))
    .map((name) => `docs/openapi/${name}`)
    .filter((path) => !current.has(path));
  return [...stale, ...left.map((path) => `${path} describes no service: delete it`)];
}

const releasedWire = () => JSON.parse(readFileSync(join(root, releasedPath), 'utf8')) as Wire;

/** Sentences about what the last release promised and the contracts no longer keep. */
export const brokenPromises = (): string[] =>
  breakingChanges(releasedWire(), currentWire()).map(
    (change) =>
      `${change}. That breaks those who built on the last release: keep it, or promise anew by pnpm documents --release`,
  );

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}

const help = `pnpm documents [--release]

Writes the generated documents in docs/ anew.

  --release  also notes what is promised from now on: a later change that breaks it is refused
  --help     this text
`;

function run(options: readonly string[]): number {
  const unknown = options.find((option) => !['--release', '--help', '-h'].includes(option));
  if (unknown !== undefined) {
    console.error(`pnpm documents knows no ${unknown}; it takes --release and --help.`);
    return 2;
  }
  if (options.some((option) => option !== '--release')) {
    process.stdout.write(help);
    return 0;
  }
  for (const [path, text] of documents()) write(path, text);
  if (options.includes('--release')) write(releasedPath, asLines({ ...currentWire() }));
  return 0;
}

if (import.meta.main) process.exitCode = run(process.argv.slice(2));
