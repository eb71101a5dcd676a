import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from './sources.ts';

interface Cruise {
  readonly summary: {
    readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
    readonly totalCruised: number;
  };
  readonly modules: readonly { readonly source: string }[];
}

export interface Findings {
  /** `rule: from → to` */
  readonly violations: readonly string[];
  /** Files of ours that were read. */
  readonly modules: readonly string[];
}

const config = join(projectRoot, '.dependency-cruiser.cjs');
const program = join(projectRoot, 'infra/checks/node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** Names of the rules that there are. */
export function ruleNames(): string[] {
  return (createRequire(import.meta.url)(config) as { forbidden: { name: string }[] }).forbidden.map(
    (rule) => rule.name,
  );
}

/** Runs the rules of `.dependency-cruiser.cjs` over folders below `root`. */
export function dependencyFindings(root: string, folders: readonly string[]): Findings {
  const run = spawnSync(process.execPath, [program, '--config', config, '--output-type', 'json', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${run.stderr}`);
  const cruise = JSON.parse(run.stdout) as Cruise;
  return {
    violations: cruise.summary.violations
      .map(
        ({ rule, from, to }) =>
          `${rule.name}: ${from} → ${to.replace(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1')}`,
      )
      .toSorted(),
    modules: cruise.modules.map(({ source }) => source).filter((source) => !source.includes('node_modules/')),
  };
}
