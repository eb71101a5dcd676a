import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './sources.ts';

/** Runs a tool of the root's `node_modules` and answers what it printed. */
function output(tool: string, args: readonly string[], cwd: string): string {
  const bin = join(projectRoot, 'node_modules/.bin');
  const run = spawnSync(join(bin, tool), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
  });
  if (run.error) throw run.error;
  if (!run.stdout.trim().startsWith('{')) throw new Error(`${tool} said: ${run.stdout}${run.stderr}`);
  return run.stdout;
}

/**
 * What the linter finds in a folder by the project's rules, as `file:line rule: sentence`. What they except elsewhere
 * is not excepted there.
 */
export function lint(folder: string): string[] {
  const config = JSON.parse(readFileSync(join(projectRoot, '.oxlintrc.json'), 'utf8')) as object;
  const scratch = mkdtempSync(join(tmpdir(), 'bumen-lint-'));
  try {
    const file = join(scratch, 'oxlintrc.json');
    writeFileSync(file, JSON.stringify({ ...config, ignorePatterns: [] }));
    const { diagnostics } = JSON.parse(
      output('oxlint', ['--type-aware', '--format', 'json', '--config', file, '.'], folder),
    ) as { diagnostics: { filename: string; code?: string; message: string; labels: { span: { line: number } }[] }[] };
    return diagnostics
      .map(
        ({ filename, code, message, labels }) =>
          `${filename}:${labels[0]?.span.line ?? 0} ${code ?? 'type error'}: ${message}`,
      )
      .toSorted();
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What the linter of OpenAPI documents finds in one, as `rule: sentence (where in it)`. */
export function openApiComplaints(file: string): string[] {
  const config = join(projectRoot, 'redocly.yaml');
  const { problems } = JSON.parse(
    output('redocly', ['lint', '--config', config, '--format', 'json', '--max-problems', '1000', file], projectRoot),
  ) as { problems: { ruleId: string; message: string; location: { pointer: string }[] }[] };
  return problems.map(({ ruleId, message, location: [at] }) => `${ruleId}: ${message} (${at?.pointer})`).toSorted();
}

type Issue = Record<string, unknown> & { file: string };

/** Files, exports and dependencies that nobody uses, and dependencies that nobody declared. */
export function deadCode(folder: string): string[] {
  const { issues } = JSON.parse(output('knip', ['--reporter', 'json', '--no-exit-code', '--no-progress'], folder)) as {
    issues: Issue[];
  };
  return issues
    .flatMap(({ file, ...kinds }) =>
      Object.entries(kinds).flatMap(([kind, found]) =>
        (Array.isArray(found) ? found : []).map(
          (one) => `${kind}: ${nameOf(one) === file ? file : `${nameOf(one)} in ${file}`}`,
        ),
      ),
    )
    .toSorted();
}

const nameOf = (found: unknown) =>
  typeof found === 'object' && found !== null && 'name' in found ? String(found.name) : JSON.stringify(found);
