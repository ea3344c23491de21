/** One part of `npm test`. A check counts as one; tests are counted one by one from vitest's report. */
export interface Stage {
  readonly name: string
  readonly says: string
  readonly kind: 'check' | 'tests'
  /** A program of node_modules/.bin; the type check takes TypeScript's native compiler, as the typed lint rules do. */
  readonly program: string
  readonly args: readonly string[]
  /** Its files go three at a time; those that fail are tried once more, one after another. */
  readonly hasSecondTry?: boolean
}

const vitest = ['run', '--config', 'test/vitest.config.ts']

export const stages: readonly Stage[] = [
  { name: 'typed-lint', says: 'oxlint: every rule that needs types', kind: 'check', program: 'oxlint', args: ['--deny-warnings', '.'] },
  {
    name: 'lint',
    says: 'ESLint: imports, hooks and the rules of the house',
    kind: 'check',
    program: 'eslint',
    args: ['--config', '.eslint.config.js', '--max-warnings', '0', '.'],
  },
  { name: 'types', says: 'TypeScript, room by room', kind: 'check', program: '../typescript-native/bin/tsc', args: ['-b'] },
  { name: 'format', says: 'Prettier', kind: 'check', program: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'borders',
    says: 'dependency-cruiser: which room may import which',
    kind: 'check',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'shared', 'agent', 'main', 'renderer', 'scripts', 'test'],
  },
  { name: 'unused', says: 'knip: files, exports and packages nobody uses', kind: 'check', program: 'knip', args: ['--no-config-hints'] },
  {
    name: 'unit',
    says: 'unit tests, fakes at the ends only',
    kind: 'tests',
    program: 'vitest',
    args: [...vitest, '--project', 'unit', '--project', 'pages'],
  },
  {
    name: 'integration',
    says: 'real hub, agents, TLS, database and X servers',
    kind: 'tests',
    program: 'vitest',
    args: [...vitest, '--project', 'integration'],
    hasSecondTry: true,
  },
  {
    name: 'journeys',
    says: 'the real console and a browser, driven as a teacher does',
    kind: 'tests',
    program: 'vitest',
    args: [...vitest, '--project', 'journeys'],
    hasSecondTry: true,
  },
]

/**
 * @param only names separated by commas, `static` for all checks; undefined for everything
 */
export function chooseStages(only: string | undefined): { ok: true; stages: readonly Stage[] } | { ok: false; unknown: string } {
  if (only === undefined) return { ok: true, stages }
  const names = only.split(',')
  const unknown = names.find((name) => name !== 'static' && !stages.some((stage) => stage.name === name))
  if (unknown !== undefined) return { ok: false, unknown }
  return { ok: true, stages: stages.filter((stage) => names.includes(stage.name) || (stage.kind === 'check' && names.includes('static'))) }
}
