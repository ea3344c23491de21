import path from 'node:path'
import { importX } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const vagueNames = ['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc']

/** A file says what it holds, in kebab-case: a search for a noun finds its whole way through the rooms. */
const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab: 'File names are in kebab-case: "{{ name }}".',
      vague: 'A file or folder called "{{ name }}" takes in anything: name it after what it holds.',
    },
  },
  create: (context) => ({
    Program(node) {
      const parts = path.relative(context.cwd, context.filename).split(path.sep)
      for (const part of parts) {
        const name = part.replace(/^\./, '').split('.')[0] ?? ''
        if (vagueNames.some((vague) => name.split('-').includes(vague))) context.report({ node, messageId: 'vague', data: { name: part } })
        if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) context.report({ node, messageId: 'kebab', data: { name: part } })
      }
    },
  }),
}

const noLeftovers = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|fails)$/]',
    message: 'A test runs, or it is not there.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
]

/** What oxlint (.oxlintrc.json) has no rule for; it has the rest, the typed rules among them, at a tenth of the time. */
export default defineConfig([
  { ignores: ['out/', 'dist/', 'demo-out/', '.cache/', 'node_modules/', '**/*.d.ts'] },
  // A rule that is in the way is changed here, with a reason, and not switched off in a file.
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.{ts,tsx,mjs,js,cjs}'],
    plugins: { 'import-x': importX, classwarden: { rules: { 'file-name': fileName } } },
    rules: {
      'classwarden/file-name': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', ...noLeftovers],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack', 'eslint-disable', 'oxlint-disable'] }],
      'import-x/first': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-self-import': 'error',
      'import-x/order': ['error', { groups: ['builtin', 'external', 'internal', ['parent', 'sibling', 'index']] }],
    },
    settings: { 'import-x/internal-regex': '^#shared/' },
  },
  { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
  {
    files: ['{shared,agent,main,renderer}/**/*.{ts,tsx}'],
    ignores: ['renderer/vite.config.ts'],
    rules: { 'import-x/no-default-export': 'error' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // No React Compiler here: a library it would skip costs nothing.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
])
