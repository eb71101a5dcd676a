import { services } from '@bumen/contracts';
import { versionComplaints } from './package-versions.ts';
import { sources } from './sources.ts';

const manifests = sources().filter(({ path }) => path.endsWith('package.json'));

test('every dependency is pinned to an exact version, the same everywhere', () => {
  expect(manifests.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['package.json', ...services.map((service) => `apps/${service}/package.json`)]),
  );
  expect(versionComplaints(manifests)).toEqual([]);
});

test('a range, a tag and two versions of one package are found', () => {
  const planted = [
    {
      path: 'a/package.json',
      text: JSON.stringify({
        dependencies: {
          zod: '^4.0.0',
          pg: 'latest',
          fastify: '5.1.0',
          '@bumen/contracts': 'workspace:*',
          '@bumen/hr': '0.1.0',
        },
      }),
    },
    { path: 'b/package.json', text: JSON.stringify({ devDependencies: { fastify: '5.2.0', jest: '30.5.2' } }) },
  ];
  expect(versionComplaints(planted)).toEqual([
    'a/package.json: zod is ^4.0.0, which is no exact version',
    'a/package.json: pg is latest, which is no exact version',
    'a/package.json: @bumen/hr is 0.1.0, which is not workspace:*',
    'fastify has several versions: 5.1.0 in a/package.json, 5.2.0 in b/package.json',
  ]);
});
