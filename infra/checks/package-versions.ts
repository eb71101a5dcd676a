import type { Source } from './sources.ts';

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}
const exact = /^\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.]+)?$/;

export function versionComplaints(manifests: readonly Source[]): string[] {
  const used = manifests.flatMap(({ path, text }) => {
    const manifest = JSON.parse(text) as Manifest;
    const all = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    };
    return Object.entries(all).map(([name, version]) => ({ path, name, version }));
  });
  const wrong = used.flatMap(({ path, name, version }) => {
    if (name.startsWith('@bumen/'))
      return version === 'workspace:*' ? [] : [`${path}: ${name} is ${version}, which is not workspace:*`];
    return exact.test(version) ? [] : [`${path}: ${name} is ${version}, which is no exact version`];
  });
  const several = [
    ...Map.groupBy(
      used.filter(({ version }) => exact.test(version) && !version.startsWith('workspace')),
      ({ name }) => name,
    ),
  ]
    .filter(([, uses]) => new Set(uses.map(({ version }) => version)).size > 1)
    .map(
      ([name, uses]) =>
        `${name} has several versions: ${uses.map(({ version, path }) => `${version} in ${path}`).join(', ')}`,
    );
  return [...wrong, ...several];
}
