/** The borders between the rooms (docs/architecture.md). Each has a test in test/scripts/borders.test.ts that sees it go red. */

const electronRooms = '^main/(electron|preload)/|^main/index\\.ts$|^scripts/setup/default-app/'
const products = '^(shared|agent|main|renderer)/'
const buildConfig = '^renderer/vite\\.config\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'What is imported exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-is-pure',
      comment:
        'shared/ runs in the agent, the hub, the pages and the browser extension: it imports nothing but zod and the pure packages that read policy packs.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', '(^|/)node_modules/(zod|yaml|re2js)/'] },
    },
    {
      name: 'agent-knows-only-shared',
      severity: 'error',
      from: { path: '^agent/' },
      to: { path: '^(main|renderer)/' },
    },
    {
      name: 'renderer-knows-only-shared',
      severity: 'error',
      from: { path: '^renderer/', pathNot: buildConfig },
      to: { path: '^(main|agent)/' },
    },
    {
      name: 'renderer-runs-in-browsers',
      comment: "The pages have none of Node's modules, in Electron neither.",
      severity: 'error',
      from: { path: '^renderer/', pathNot: buildConfig },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'store-knows-only-shared',
      severity: 'error',
      from: { path: '^main/store/' },
      to: { path: '^(main/(?!store/)|agent/|renderer/)' },
    },
    {
      name: 'hub-knows-store-and-shared',
      severity: 'error',
      from: { path: '^main/hub/' },
      to: { path: '^(main/(?!hub/|store/)|agent/|renderer/)' },
    },
    {
      name: 'cli-knows-only-shared',
      severity: 'error',
      from: { path: '^main/cli/' },
      to: { path: '^(main/(?!cli/)|agent/|renderer/)' },
    },
    {
      name: 'main-knows-no-other-program',
      severity: 'error',
      from: { path: '^main/(electron|preload|index\\.ts$)' },
      to: { path: '^(agent|renderer)/' },
    },
    {
      name: 'preload-is-sandboxed',
      comment: 'A sandboxed preload has Electron and its own bundle, and nothing of Node.',
      severity: 'error',
      from: { path: '^main/preload/' },
      to: { pathNot: ['^main/preload/', '^shared/', '^electron$', '(^|/)node_modules/electron/'] },
    },
    {
      name: 'electron-only-in-its-rooms',
      comment: 'The hub and the agent run where there is no Electron.',
      severity: 'error',
      from: { pathNot: electronRooms },
      to: { path: ['^electron(/|$)', '(^|/)node_modules/electron/'] },
    },
    {
      name: 'products-know-no-tests',
      severity: 'error',
      from: { path: products, pathNot: buildConfig },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'scripts-know-only-test-support',
      comment: 'The demo starts its pupil desktops as the tests do.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^test/(?!support/)' },
    },
    {
      name: 'products-need-no-development-packages',
      comment: 'What a product imports is among "dependencies", or it is missing from the package.',
      severity: 'error',
      from: { path: products, pathNot: [electronRooms, buildConfig] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|\\.cache)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
