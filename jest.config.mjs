/** Run it as `pnpm jest [path]`: the script turns on ES modules in jest. */
export default {
  testMatch: ['<rootDir>/{apps,packages,infra}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '/.data/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons'] },
  globalSetup: '<rootDir>/packages/testing/src/global-setup.mts',
  globalTeardown: '<rootDir>/packages/testing/src/global-teardown.mts',
  maxWorkers: 2,
  // A worker keeps the modules of every spec that it ran; a small one collects garbage in a tenth of the time.
  workerIdleMemoryLimit: '500MB',
  testTimeout: 30_000,
};
