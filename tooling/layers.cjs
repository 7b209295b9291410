// Imports run downwards only: proto ← core ← {payments, shops, security} ← {journal-postgres, opentelemetry} ← apps. Any other arrow fails the
// lint step.
const concerns = ['payments', 'shops', 'security'];

/** Files under `from` must not import a path that matches `to`. */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } });

/**
 * Makes the rules for one source tree.
 *
 * @param base the tree
 * @param storeys its folders and files, from top to bottom. Each may import only later ones. Those in one array are side by
 * side and never import each other
 */
const inOrder = (base, storeys) => {
  const levels = storeys.map((storey) => [storey].flat());
  const paths = (names) => `^${base}/(${names.join('|')})(/|\\.tsx?$)`;
  return [
    ...levels
      .flatMap((names, level) =>
        names.map((name) => {
          const upper = [...levels.slice(0, level).flat(), ...names.filter((other) => other !== name)];
          return { ...forbid(`${base}: ${name} imports downwards only`, paths([name]), paths(upper)), upper };
        }),
      )
      .filter(({ upper }) => upper.length > 0)
      .map(({ upper: _, ...rule }) => rule),
    {
      name: `${base}: every folder has its storey`,
      severity: 'error',
      from: { path: `^${base}/`, pathNot: paths(levels.flat()) },
      to: {},
    },
  ];
};

const sandbox = [
  'program',
  'vitest',
  'index',
  'server',
  'page',
  'control',
  'feed',
  'record',
  'hosts',
  'endpoints',
  'wire',
  'service/reports',
  'service/sandbox',
  ['service/callbacks', 'service/logins', 'service/devices'],
  'service/refunds',
  'service/orders',
  'service/merchant',
  ['service/requests', 'service/faults', 'service/manners'],
  'service/refusals',
  ['diagnosis', 'environment', 'fixture', 'origin'],
  ['store', 'json'],
];

const console = ['main', 'console', ['calls', 'controls', 'customer', 'frame', 'shop'], 'parts', 'language', 'sandbox'];

const till = [
  'main',
  'cli',
  'program',
  'commands',
  ['demo', 'payment', 'refund', 'shops'],
  'connection',
  'scan',
  'report',
  ['options', 'state'],
  ['shell', 'terminal'],
];

const payments = [
  'index',
  'payments',
  'functions',
  'resume',
  ['pay', 'cancel', 'query', 'refunds', 'lists', 'callbacks'],
  'context',
  'wait',
  'journal',
  'service',
];

const journalPostgres = ['index', 'open-postgres-journal', 'store', 'layout', 'database'];

module.exports = {
  forbidden: [
    ...inOrder('apps/mock-server/src', sandbox),
    ...inOrder('apps/mock-server/console', console),
    ...inOrder('apps/demo-cli/src', till),
    ...inOrder('packages/payments/src', payments),
    ...inOrder('packages/journal-postgres/src', journalPostgres),
    forbid('proto-imports-nothing-of-ours', '^proto/(src|generator)/', '^(packages|apps)/'),
    forbid('core-imports-proto-alone', '^packages/core/', `^(packages/(${concerns.join('|')}|opentelemetry)|apps)/`),
    ...concerns.map((concern) =>
      forbid(
        `${concern}-imports-no-other-concern`,
        `^packages/${concern}/`,
        `^packages/(${[...concerns.filter((other) => other !== concern), 'opentelemetry'].join('|')})/`,
      ),
    ),
    forbid(
      'opentelemetry-imports-payments-alone',
      '^packages/opentelemetry/src/',
      '^(proto|apps|packages/(core|shops|security))/',
    ),
    {
      name: 'opentelemetry-knows-types-alone',
      comment: 'The channels have global names: it works with whatever copy of the SDK a program loads.',
      severity: 'error',
      from: { path: '^packages/opentelemetry/src/' },
      to: { path: '^packages/payments/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-postgres-journal-knows-types-alone-of-payments',
      comment: 'It implements the port. All that decides about money stands above it.',
      severity: 'error',
      from: { path: '^packages/journal-postgres/' },
      to: { path: '^(proto|apps|packages/(payments|shops|security))/', dependencyTypesNot: ['type-only'] },
    },
    forbid(
      'no-other-package-imports-the-postgres-journal',
      '^(proto|packages/(?!journal-postgres/)|apps)/',
      '^packages/journal-postgres/',
    ),
    // Tests of every layer use it, core's too, so it must not depend on any of them.
    forbid('test-kit-imports-nothing-of-ours', '^tooling/test-kit/', '^(proto|packages|apps)/'),
    forbid('sources-do-not-import-tooling', '^(proto|packages/[^/]+|apps/[^/]+)/src/', '^tooling/'),
    forbid('concerns-import-no-app', `^packages/(${concerns.join('|')})/src/`, '^apps/'),
    // Their tests play against the sandbox.
    forbid(
      'concern-tests-import-the-sandbox-alone',
      `^packages/(${concerns.join('|')}|opentelemetry)/test/`,
      '^apps/(?!mock-server/)',
    ),
    // The sandbox must not share the mistakes of the clients: of core it knows the signing, and what that stands on.
    forbid(
      'sandbox-imports-no-client',
      '^apps/mock-server/',
      `^packages/(${concerns.join('|')}|opentelemetry|core/src/(models|transport))/`,
    ),
    forbid('signing-stands-on-the-base-alone', '^packages/core/src/signing/', '^packages/core/src/(models|transport)/'),
    forbid('models-know-no-transport', '^packages/core/src/(base|models)/', '^packages/core/src/transport/'),
    forbid('the-base-stands-on-nothing', '^packages/core/src/base/', '^packages/core/src/(signing|models|transport)/'),
    {
      name: 'console-knows-types-alone-of-the-server',
      comment: 'It runs in a browser: what it is told, it is told by the control API.',
      severity: 'error',
      from: { path: '^apps/mock-server/console/' },
      to: { path: '^(apps/mock-server/src|proto|packages)/', dependencyTypesNot: ['type-only'] },
    },
    forbid('server-does-not-import-the-console', '^apps/mock-server/src/', '^apps/mock-server/console/'),
    forbid('sandbox-does-not-import-the-till', '^apps/mock-server/', '^apps/demo-cli/'),
    {
      name: 'imports-are-declared',
      comment: 'What a package does not list as a dependency cannot be resolved from it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-are-entered-by-their-exports',
      comment: 'A relative path into another package goes round its exports map.',
      severity: 'error',
      from: { path: '^(proto|packages/[^/]+|apps/[^/]+)/' },
      to: { path: '^(proto|packages|apps)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@cloudpay/source', 'import', 'node', 'default'] },
  },
};
