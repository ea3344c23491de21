import { createHash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { type ListCheck, mostFaultsTold, mostListedPages, mostListedSites, type SiteFault } from '#shared/model/site-list'
import { parseSite } from '../internet/site'

/** The hub answers everybody else after so many lines: a hundred thousand take about a second. */
const linesAtOnce = 500

/** What a typed text comes to: the list itself and what is told of the reading. */
export interface ReadList {
  readonly check: ListCheck
  /** As `listHashSchema` says. */
  readonly text: string
  readonly hash: string
}

/**
 * Reads sites typed or pasted: one on each line or several with spaces between, comments from `#` on, and lines as hosts files and filter lists
 * write them (`0.0.0.0 name`, `||name^`). A faulty line is told and left out.
 */
export async function readList(typed: string): Promise<ReadList> {
  const sites = new Set<string>()
  const faults: ListCheck['faults'] = []
  let [pages, repeated, faulty] = [0, 0, 0]
  const blame = (line: number, words: string, fault: SiteFault): void => {
    faulty += 1
    if (faults.length < mostFaultsTold) faults.push({ line, words: told(words), fault })
  }
  for (const [index, line] of typed.split(/\r\n|\r|\n/u).entries()) {
    if (index % linesAtOnce === linesAtOnce - 1) await breathe()
    for (const words of wordsOf(line)) {
      const site = parseSite(words)
      if (!site.ok) {
        blame(index + 1, words, site.code)
        continue
      }
      const isPage = site.value.includes('/')
      if (sites.has(site.value)) repeated += 1
      else if (sites.size >= mostListedSites || (isPage && pages >= mostListedPages)) blame(index + 1, words, 'too-many')
      else {
        sites.add(site.value)
        if (isPage) pages += 1
      }
    }
  }
  const text = [...sites].sort().join('\n')
  const hash = createHash('sha256').update(text).digest('hex')
  return { check: { domains: sites.size - pages, pages, repeated, faults, faulty }, text, hash }
}

/** Addresses that hosts files send a name to so that it is not found. */
const nowhere = new Set(['0.0.0.0', '127.0.0.1', '::', '::1'])

function wordsOf(line: string): string[] {
  const words = line
    .replace(/(?:^|\s)[#!].*$/u, '')
    .split(/\s+/u)
    .map((word) => word.replace(/^\|\|/u, '').replace(/\^?[,;]?$/u, ''))
    .filter((word) => word !== '')
  const [first = '', ...names] = words
  return nowhere.has(first) && names.length > 0 ? names : words
}

const told = (words: string): string => words.replace(/[\u0000-\u001f\u007f]/gu, ' ').slice(0, 80)
