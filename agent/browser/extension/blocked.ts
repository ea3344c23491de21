import { z } from 'zod'
import { blockedWordsFor } from './blocked-words'
import { onOpenAgain } from './closed-frames'

const listSchema = z.object({ title: z.string(), owner: z.string(), reason: z.string(), until: z.number().nullable(), waits: z.boolean() })

const fill = (text: string, name: string, value: string): string => text.replace(`{${name}}`, () => value)
const { language, words: blocked } = blockedWordsFor(navigator.languages)
document.documentElement.lang = language

/** The address asked for stands behind the `#`, by our own rule or by whoever typed it: it is shown as text and never as markup. */
const asked = location.href.slice(location.href.indexOf('#') + 1)
const site = URL.canParse(asked) ? new URL(asked).hostname.replace(/^www\./u, '') : ''

function line(tag: 'h1' | 'p', text: string, className = ''): HTMLElement {
  const element = document.createElement(tag)
  element.textContent = text
  element.className = className
  return element
}

/** British times, whatever English the browser speaks. */
const locale = language === 'en' ? 'en-GB' : language

/** The time alone today, else with its day. */
function momentOf(at: number): string {
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const today = new Date(at).toDateString() === new Date().toDateString()
  return new Date(at).toLocaleString(locale, today ? time : { ...time, weekday: 'long', day: 'numeric', month: 'long' })
}

const goOn = (): void => {
  if (/^https?:\/\//u.test(asked)) location.replace(asked)
}

function tryAgain(): HTMLElement {
  const button = document.createElement('button')
  button.textContent = blocked.again
  button.addEventListener('click', goOn)
  return button
}

async function show(): Promise<void> {
  const heading = fill(blocked.title, 'site', site)
  document.title = heading
  const read = listSchema.safeParse(await chrome.runtime.sendMessage(asked))
  const facts: string[] = []
  if (read.success) {
    const { owner, title, reason, until, waits } = read.data
    if (owner !== '') facts.push(fill(blocked.by, 'owner', owner))
    if (title !== '') facts.push(fill(blocked.list, 'title', title))
    if (reason !== '') facts.push(fill(blocked.reason, 'reason', reason))
    facts.push(until === null ? blocked.noEnd : fill(blocked.until, 'time', momentOf(until)))
    if (waits) facts.push(blocked.waits)
  }
  document
    .querySelector('main')
    ?.replaceChildren(
      line('h1', heading),
      ...facts.map((fact) => line('p', fact)),
      line('p', blocked.ask, 'quiet'),
      line('p', blocked.helplines),
      tryAgain(),
    )
}

// The extension sees to tabs, which it can lead.
if (window.top !== window) {
  onOpenAgain(() => {
    void chrome.runtime.sendMessage(asked).then((list) => {
      if (list === null) goOn()
    })
  })
}

void show()
