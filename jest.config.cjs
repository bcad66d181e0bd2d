/** One project per workspace; one PostgreSQL for all of them, see scripts/test/jest-global-setup.ts. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const folders = ['shared', ...readdirSync(join(__dirname, 'subgraphs')).map((name) => `subgraphs/${name}`), 'gateway', 'scripts'];

/** Packages that are published as ES modules only: jest runs CommonJS, so they are compiled like our own code. */
const esModules = ['jose', 'file-type', 'strtok3', 'token-types', '@tokenizer', '@borewit', 'uint8array-extras'];

const project = (folder) => ({
  displayName: folder.replace('subgraphs/', ''),
  rootDir: join(__dirname, folder),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  // The workspaces' sources instead of their builds: tests need no build, and never test an old one.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  setupFiles: [require.resolve('reflect-metadata')],
  transform: { '\\.[cm]?[jt]sx?$': join(__dirname, 'scripts/test/jest-transform.cjs') },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  restoreMocks: true,
});

module.exports = {
  projects: folders.map(project),
  globalSetup: join(__dirname, 'scripts/test/jest-global-setup.ts'),
  globalTeardown: join(__dirname, 'scripts/test/jest-global-teardown.ts'),
  testTimeout: 30_000,
  maxWorkers: '100%', // jest would leave a core idle, and two are all there are
};
