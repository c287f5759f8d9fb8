const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  // The workspace's own package is tested from its source, so that no build goes before the tests.
  moduleNameMapper: { '^zalo-api-sdk-node$': '<rootDir>/packages/zalo-api-sdk-node/src/index.ts' },
}

/** One PostgreSQL, and a Redis where one is asked for, for all test files that want a database of their own. */
const withDatabase = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
}

export default {
  coverageProvider: 'v8',
  collectCoverageFrom: ['{src,jobs,config}/**/*.ts', 'packages/*/src/**/*.ts'],
  testTimeout: 90_000,
  // A worker keeps what its files have loaded: seven of them came to 5 GB, and collecting that cost more than a new one does.
  workerIdleMemoryLimit: '300MB',
  testSequencer: '<rootDir>/bin/mixed-sequencer.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
    },
    {
      // Servers of their own, none of which is the run's pair of database and queue.
      ...shared,
      displayName: 'alone',
      testMatch: ['<rootDir>/test/{contract,emulators,embedded}/**/*.test.ts'],
    },
    {
      // What works on a queue, on connections or with processes: once on each pair of database and queue.
      ...withDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,e2e}/**/*.test.ts'],
    },
    {
      // Rules over SQL, and what platforms make of a message: the same on every pair.
      ...withDatabase,
      displayName: 'once',
      testMatch: ['<rootDir>/test/once/**/*.test.ts'],
    },
  ],
}
