import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { compileFiles } from '#shared/policy/compile'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { explainMatch } from '#shared/policy/explain'
import { matchPolicy } from '#shared/policy/match'
import { memberListStates } from '#shared/policy/member-lists'
import { type PackFile, readPack } from '#shared/policy/pack-file'
import { type Policy, policyOf } from '#shared/policy/policy'
import type { Outcome } from '#shared/outcome'
import { keptPolicies, packsIn, policiesFolder } from './kept-policies'
import { crossChecked, learn, learningLines } from './learn'
import { flagLine, readSightingLine } from './sighting-line'

/** `npm run -s policy -- COMMAND`: tries policy packs. Standard output holds answers and nothing else. */

const print = (line: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(`${line}\n`)) resolve()
    else process.stdout.once('drain', resolve)
  })

function taken<T>(outcome: Outcome<T>): T | null {
  if (outcome.ok) return outcome.value
  process.stderr.write(`${outcome.detail}\n`)
  process.exitCode = 1
  return null
}

async function shippedPolicy(): Promise<Policy | null> {
  const packs: CompiledPacks | null = taken(await keptPolicies())
  return packs === null ? null : taken(policyOf(packs))
}

async function match(): Promise<void> {
  const policy = await shippedPolicy()
  if (policy === null) return
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    const read = readSightingLine(line)
    if (read.ok) {
      await print(flagLine(read.value.id, matchPolicy(policy, read.value.sighting)))
    } else {
      await print(JSON.stringify({ id: read.id, error: read.detail }))
      process.exitCode = 1
    }
  }
}

/** With the shipped packs: a pack may use their sets. A file of a shipped pack's name stands in for it. */
async function check(paths: readonly string[]): Promise<void> {
  const own: PackFile[] = []
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) {
      process.stderr.write(`${path}: cannot be read\n`)
      process.exitCode = 1
      return
    }
    own.push({ name: path, text })
  }
  const ownNames = new Set(own.map(({ name }) => name.split('/').at(-1)))
  const shipped = (await packsIn(policiesFolder)).filter(({ name }) => !ownNames.has(name))
  const packs = taken(compileFiles([...shipped, ...own]))
  if (packs !== null)
    await print(`${own.length === 0 ? 'the shipped packs' : paths.join(', ')}: fit; ${packs.head.rules.length} rules in all`)
}

async function explain(words: readonly string[], { source }: { readonly source: string }): Promise<void> {
  const policy = await shippedPolicy()
  if (policy === null) return
  const text = words.join(' ')
  const read = readSightingLine(JSON.stringify({ id: 0, source, text }))
  const matches = read.ok ? matchPolicy(policy, read.value.sighting) : []
  if (matches.length === 0) await print('no concern')
  for (const found of matches) {
    const { before, matched, after } = explainMatch(text, found)
    await print(`${found.category}, grade ${found.grade}: ${before}[${matched}]${after}`)
    await print(`  ${found.rule}, version ${found.version}: ${found.why}`)
  }
}

const likenessFile = path.join(policiesFolder, 'likeness.yaml')

/** Learns the weights anew and writes them into their pack; tells what they find in lines that they were not learned from. */
async function learnWeights(): Promise<void> {
  const lines = learningLines()
  const written = await readFile(likenessFile, 'utf8')
  const read = taken(readPack({ name: likenessFile, text: written }))
  if (read === null) return
  const { kinds } = read.pack
  const checked = crossChecked(lines, kinds)
  for (const atLeast of [-60, -40, -20, 0, 20, 40, 60, 80]) {
    const found = checked.filter(({ weight }) => weight >= atLeast)
    const right = found.filter(({ line }) => line.label.harmful).length
    await print(
      `from ${atLeast}: ${right} of ${lines.filter(({ label }) => label.harmful).length} found, ${found.length - right} false alarms`,
    )
  }
  const weights = learn(lines, kinds).map((line) => `  ${line}\n`)
  await writeFile(likenessFile, `${written.slice(0, written.indexOf('weights: |'))}weights: |\n${weights.join('')}`)
  await print(`${weights.length} weights learned from ${lines.length} lines`)
}

async function lists(): Promise<void> {
  for (const { id, title, entries } of memberListStates([]))
    await print(`${id}: ${title}: ${entries === null ? 'not installed' : `${entries} entries`}`)
}

// Whoever reads the answers may have seen enough.
process.stdout.on('error', () => process.exit())

const program = new Command('npm run -s policy --').description('Tries the policy packs of assets/policies.').showHelpAfterError()
program
  .command('match')
  .description('reads lines of JSON {id, source, text, app?, yearGroup?} and prints {id, flags} for each; {id, error} for a bad one')
  .action(match)
program.command('check').argument('[files...]').description('tells whether packs fit: file, line and reason if not').action(check)
program
  .command('explain')
  .argument('<text...>')
  .option('--source <source>', 'title, application, url, page-title, search, typed', 'typed')
  .description('tells what is flagged in a text, and why')
  .action(explain)
program.command('lists').description("tells which members' lists are installed").action(lists)
program.command('learn').description('learns the weights of assets/policies/likeness.yaml anew').action(learnWeights)
await program.parseAsync()
