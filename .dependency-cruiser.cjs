// What tests use stands beside them or in a folder of its own, and is not built.
const spec = ['\\.spec\\.m?ts$', '\\.rig\\.ts$', '^apps/[^/]+/src/testing/'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'services-know-each-other-by-contracts',
      comment: 'A service can be built and deployed alone (E-03).',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-are-zod-and-nothing-else',
      comment: 'Frontends read them too.',
      severity: 'error',
      from: { path: '^packages/contracts/src/', pathNot: spec },
      to: { pathNot: ['^packages/contracts/src/', 'node_modules/zod/'] },
    },
    {
      name: 'contracts-of-services-meet-in-reactions',
      comment: 'So that two services may react to each other without a circle of imports.',
      severity: 'error',
      from: { path: '^packages/contracts/src/([^/]+)/', pathNot: ['/reactions\\.ts$', ...spec] },
      to: {
        path: '^packages/contracts/src/[^/]+/',
        pathNot: ['^packages/contracts/src/$1/', '^packages/contracts/src/define/'],
      },
    },
    {
      name: 'packages-do-not-know-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|examples)/' },
    },
    {
      name: 'kit-does-not-know-its-tests-or-operations',
      severity: 'error',
      from: { path: '^packages/service-kit/src/', pathNot: spec },
      to: { path: '^(infra|packages/testing)/' },
    },
    {
      name: 'infra-knows-contracts-only',
      comment: 'What runs the stack starts processes and does not import them.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/(checks|documents|fuzz|bench|faults)/' },
      to: { path: '^(apps|packages/(service-kit|testing))/' },
    },
    {
      name: 'nobody-imports-checks',
      severity: 'error',
      from: { pathNot: '^infra/(checks|documents|fuzz)/' },
      to: { path: '^infra/(checks|fuzz)/' },
    },
    {
      name: 'entities-are-pure',
      comment: 'An entity decides; it loads, sends and asks nothing.',
      severity: 'error',
      from: { path: '^apps/.+\\.entity\\.ts$' },
      to: {
        path: [
          'node_modules/(@nestjs|@nats-io|pg|rxjs|fastify)/',
          '\\.(repository|controller|view|reaction|deadline|module)\\.ts$',
        ],
      },
    },
    {
      name: 'only-repositories-query',
      comment: 'Everyone else asks a repository, so that nothing leaves the transaction by accident.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/', pathNot: ['\\.(entity|repository)\\.ts$', '/migrations/', ...spec] },
      to: { path: 'node_modules/(typeorm|pg)/' },
    },
    {
      name: 'released-migrations-know-no-live-code',
      comment: 'What has run in an installation must not change with the code of today.',
      severity: 'error',
      from: { path: '/migrations/\\d+-[^/]+\\.ts$' },
      to: { pathNot: 'node_modules/typeorm/' },
    },
    {
      name: 'repositories-keep-to-their-aggregate',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/([^/]+)/.*\\.repository\\.ts$' },
      to: { path: '^apps/[^/]+/src/[^/]+/.*\\.entity\\.ts$', pathNot: '^apps/[^/]+/src/$1/' },
    },
    {
      name: 'services-reach-the-broker-through-the-kit',
      severity: 'error',
      from: { path: '^apps/(?!(gateway|streams)/)[^/]+/src/', pathNot: spec },
      to: { path: 'node_modules/@nats-io/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [...spec, '^packages/testing/'] },
      to: { path: [...spec, '^packages/testing/'] },
    },
    {
      name: 'no-circle',
      comment: 'Circular imports between entities break under ES modules; types may point both ways.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^(apps|packages|infra)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-does-not-need-dev-dependencies',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'every-import-leads-somewhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['/dist/', '^infra/checks/fixtures/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
