const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '@swc/jest' },
  // The workspace's own package is tested from its source, so that no build goes before the tests.
  moduleNameMapper: { '^zalo-api-sdk-node$': '<rootDir>/packages/zalo-api-sdk-node/src/index.ts' },
}

export default {
  coverageProvider: 'v8',
  collectCoverageFrom: ['{src,jobs,config}/**/*.ts', 'packages/*/src/**/*.ts'],
  testTimeout: 90_000,
  testSequencer: '<rootDir>/bin/long-first-sequencer.mjs',
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
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,e2e,outcomes}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
}
