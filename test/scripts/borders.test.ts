import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser'
import { afterEach, beforeEach, expect, test } from 'vitest'

const require = createRequire(import.meta.url)
// The file declares this type itself, in JSDoc that a test cannot import.
const { forbidden = [], options } = require('../../.dependency-cruiser.cjs') as IConfiguration

/** A tree that keeps every rule: file to content. */
const goodTree: Record<string, string> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#shared/*': './shared/*.ts' },
    dependencies: { zod: '1.0.0' },
    devDependencies: { electron: '1.0.0', vitest: '1.0.0' },
  }),
  'node_modules/zod/package.json': '{ "name": "zod", "version": "1.0.0", "main": "index.js" }',
  'node_modules/zod/index.js': '',
  'node_modules/electron/package.json': '{ "name": "electron", "version": "1.0.0", "main": "index.js" }',
  'node_modules/electron/index.js': '',
  'node_modules/vitest/package.json': '{ "name": "vitest", "version": "1.0.0", "main": "index.js" }',
  'node_modules/vitest/index.js': '',
  'shared/outcome.ts': "import 'zod'",
  'agent/index.ts': "import '#shared/outcome'\nimport 'node:fs'",
  'main/store/reduce.ts': "import '#shared/outcome'",
  'main/hub/index.ts': "import '../store/reduce'",
  'main/cli/index.ts': "import '#shared/outcome'",
  'main/electron/window.ts': "import 'electron'",
  'main/preload/index.ts': "import 'electron'\nimport '#shared/outcome'",
  'main/index.ts': "import './electron/window'",
  'renderer/main.tsx': "import '#shared/outcome'",
  'scripts/build.ts': "import 'vitest'",
  'test/support/desktop.ts': '',
  'test/bench/lock.ts': "import '../support/desktop'",
}

/** For each rule, a file that breaks it, and what that file says then. */
const violations: readonly (readonly [rule: string, file: string, content: string])[] = [
  ['no-circular', 'main/store/reduce.ts', "import './table'"],
  ['no-unresolvable', 'agent/index.ts', "import './nowhere'"],
  ['shared-is-pure', 'shared/outcome.ts', "import 'node:fs'"],
  ['shared-is-pure', 'shared/outcome.ts', "import '../agent/index'"],
  ['agent-knows-only-shared', 'agent/index.ts', "import '../main/store/reduce'"],
  ['renderer-knows-only-shared', 'renderer/main.tsx', "import '../main/store/reduce'"],
  ['renderer-runs-in-browsers', 'renderer/main.tsx', "import 'node:path'"],
  ['store-knows-only-shared', 'main/store/reduce.ts', "import '../cli/index'"],
  ['hub-knows-store-and-shared', 'main/hub/index.ts', "import '../electron/window'"],
  ['cli-knows-only-shared', 'main/cli/index.ts', "import '../store/reduce'"],
  ['main-knows-no-other-program', 'main/index.ts', "import '../agent/index'"],
  ['preload-is-sandboxed', 'main/preload/index.ts', "import 'node:fs'"],
  ['electron-only-in-its-rooms', 'main/hub/index.ts', "import 'electron'"],
  ['electron-only-in-its-rooms', 'agent/index.ts', "import type { App } from 'electron'"],
  ['products-know-no-tests', 'agent/index.ts', "import '../test/support/desktop'"],
  ['scripts-know-only-test-support', 'scripts/build.ts', "import '../test/bench/lock'"],
  ['products-need-no-development-packages', 'agent/index.ts', "import 'vitest'"],
]

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'borders-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function brokenRules(tree: Record<string, string>): Promise<string[]> {
  for (const [file, content] of Object.entries(tree)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
    await writeFile(path.join(folder, file), content)
  }
  // Without an output type the answer is an object; the API's type also allows for a text.
  const { output } = await cruise(['shared', 'agent', 'main', 'renderer', 'scripts', 'test'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  })
  const { violations: found } = (output as ICruiseResult).summary
  return [...new Set(found.map((violation) => violation.rule.name))]
}

test('a tree that keeps the borders breaks no rule', async () => {
  expect(await brokenRules(goodTree)).toEqual([])
})

test.each(violations)('%s sees %s saying %j', async (rule, file, content) => {
  const tree = { ...goodTree, 'main/store/table.ts': "import './reduce'", [file]: content }
  expect(await brokenRules(tree)).toContain(rule)
})

test('every rule has a violation that it sees', () => {
  expect([...new Set(violations.map(([rule]) => rule))].sort()).toEqual(forbidden.map((rule) => rule.name).sort())
})
