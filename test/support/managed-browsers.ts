import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runAgentCommand } from './agent'
import type { Desktop } from './desktop'

export type BrowserProgram = 'chromium' | 'firefox'

/** Browsers with the real managed policies of this product, which are machine-wide: here they hold in a mount namespace of each browser alone. */
export interface ManagedBrowsers {
  /** Holds `etc` and `usr/lib/mozilla` as the browsers see them. */
  readonly root: string
  readonly place: string
  readonly runFolder: string
  /** `http://NAME/PATH` of the test's own web server. */
  address(host: string, path?: string): string
  /** Installs with the product's own command into this data folder; `more`: further arguments of it. */
  install(dataFolder: string, more?: readonly string[]): Promise<void>
  /** Starts a browser on the desktop; the same `profile` name is the same profile. */
  open(desktop: Desktop, program: BrowserProgram, url: string, options?: OpenOptions): ChildProcess
  /** Where a profile lies. */
  profileFolder(program: BrowserProgram, profile: string): string
  stop(): Promise<void>
}

export interface OpenOptions {
  readonly args?: readonly string[]
  readonly profile?: string
  /** Instead of the browser's own program. */
  readonly executable?: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether the policies hold for it; a pupil may start it where it cannot see them. */
  readonly managed?: boolean
}

/** Firefox greets a new profile with pages of its own, each some seconds after the other. */
const firstRunOff = `user_pref("browser.aboutwelcome.enabled", false); user_pref("datareporting.policy.firstRunURL", "");`

const executables: Readonly<Record<BrowserProgram, string>> = {
  chromium: '/usr/lib/chromium/chromium',
  firefox: '/usr/lib/firefox-esr/firefox-esr',
}

/** A page with unsaved work once something is typed. */
const essay = `<!doctype html><title>An essay</title><textarea autofocus style="position:fixed;inset:0"></textarea>
<script>addEventListener('beforeunload', (event) => event.preventDefault())</script>`

/** A page that goes on to the next by itself, half a second after it came. */
const walk = (at: string): string => {
  const next = Number(at.slice('/walk'.length)) + 1
  return `<!doctype html><title>Step ${next}</title><script>setTimeout(() => (location.href = '/walk${next}'), 500)</script>`
}

/** A page that asks for `HOST/knockN` in a frame and `HOST/embedN` as a picture, twenty times a second: `/knock?HOST`. */
const knocker = `<!doctype html><title>Knocking</title><script>
let knocks = 0
setInterval(() => {
  const frame = document.createElement('iframe')
  frame.src = 'http://' + location.search.slice(1) + '/knock' + (knocks += 1)
  document.body.append(frame)
  setTimeout(() => frame.remove(), 1_000)
  new Image().src = 'http://' + location.search.slice(1) + '/embed' + knocks
}, 50)</script><body>`

/** A page with `HOST/inside` in a frame, whose title counts what that frame has shown: `/framing?HOST`. */
const framing = `<!doctype html><title>Framing 0</title><script>
let shown = 0
const frame = document.createElement('iframe')
frame.onload = () => (document.title = 'Framing ' + (shown += 1))
frame.src = 'http://' + location.search.slice(1) + '/inside'
addEventListener('DOMContentLoaded', () => document.body.append(frame))
</script><body>`

/** A page that tries to open a socket to `HOST/socket`, and says in its title that it was refused: `/socket?HOST`. */
const socket = `<!doctype html><title>A socket</title><script>
new WebSocket('ws://' + location.search.slice(1) + '/socket').onerror = () => (document.title = 'No socket')
</script>`

/** A page that fills the screen with one colour: `/colour?HEX`. */
const colour = (hex: string): string => `<!doctype html><title>A colour</title><body style="background: #${hex}">`

/** The icon of every page at `/icon`: one blue pixel. */
const bluePixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC', 'base64')

/** Fields one after the other: words, a password, a card number, a PIN as its label says, a password that shows itself once it is written into, words. */
const form = `<!doctype html><title>A form</title><style>textarea { display: block; width: 90vw; height: 30vh }</style>
<textarea autofocus></textarea><form><input type="password"></form><input autocomplete="cc-number"><span id="which">PIN</span><input aria-labelledby="which"><input type="password" oninput="this.type = 'text'">
<textarea></textarea>`

export async function prepareManagedBrowsers(
  hosts: readonly string[],
  onRequest: (path: string) => void = () => undefined,
): Promise<ManagedBrowsers> {
  // A loopback address of its own: addresses without a port, as on the real web, which rules for single pages go by.
  const loopback = `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`
  const folder = await mkdtemp(path.join(tmpdir(), 'cw-browsers-'))
  const root = path.join(folder, 'root')
  const place = path.join(folder, 'place')
  const runFolder = path.join(folder, 'run')
  await mkdir(path.join(root, 'usr/lib'), { recursive: true })
  await cp('/etc', path.join(root, 'etc'), { recursive: true, verbatimSymlinks: true })
  await cp('/usr/lib/mozilla', path.join(root, 'usr/lib/mozilla'), { recursive: true, verbatimSymlinks: true })
  await appendFile(path.join(root, 'etc/hosts'), `\n${loopback} ${hosts.join(' ')}\n`)
  const site = createServer((request, response) => {
    onRequest(request.url ?? '')
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    if (request.url === '/form') response.end(form)
    else if (request.url === '/script')
      response.end('<!doctype html><title>A script</title><script>history.pushState(null, "", "/pushed")</script>')
    else if (request.url?.endsWith('.zip') === true) {
      response.setHeader('Content-Type', 'application/octet-stream')
      response.end('PK')
    } else if (request.url === '/essay') response.end(essay)
    else if (request.url?.startsWith('/knock?') === true) response.end(knocker)
    else if (request.url?.startsWith('/framing?') === true) response.end(framing)
    else if (request.url?.startsWith('/socket?') === true) response.end(socket)
    else if (request.url?.startsWith('/colour?') === true) response.end(colour(request.url.slice('/colour?'.length)))
    else if (request.url === '/icon') response.end('<!doctype html><title>An icon</title><link rel="icon" href="/icon.png">')
    else if (request.url === '/icon.png') {
      response.setHeader('Content-Type', 'image/png')
      response.end(bluePixel)
    } else if (request.url?.startsWith('/walk') === true) response.end(walk(request.url))
    else response.end(`<!doctype html><title>${request.headers.host?.split(':')[0] ?? ''} ${request.url ?? ''}</title><h1>A page</h1>`)
  })
  site.on('upgrade', ({ url }, connection) => {
    onRequest(url ?? '')
    connection.destroy()
  })
  site.listen(80, loopback)
  await once(site, 'listening')
  const started = new Set<ChildProcess>()
  const profileFolder = (program: BrowserProgram, profile: string): string => path.join(folder, `home-${program}-${profile}`)

  return {
    root,
    place,
    runFolder,
    profileFolder,
    address: (host, at = '/') => `http://${host}${at}`,
    install: async (dataFolder, more = []) => {
      const options = ['--data', dataFolder, '--place', place, '--run', runFolder, '--root', root]
      const { code, stderr } = await runAgentCommand(['browser-policy', 'install', ...options, ...more])
      if (code !== 0) throw new Error(stderr)
    },
    open: (desktop, program, url, { args = [], profile = 'usual', executable = executables[program], env = {}, managed = true } = {}) => {
      const home = profileFolder(program, profile)
      const usual =
        program === 'chromium'
          ? ['--no-sandbox', '--test-type', '--no-first-run', '--disable-gpu', `--user-data-dir=${home}`]
          : ['--no-remote', '--profile', home]
      const policies = managed ? 'mount --bind "$1/etc" /etc && mount --bind "$1/usr/lib/mozilla" /usr/lib/mozilla' : 'true'
      const script = `mkdir -p "$2" && printf "%s\\n" "$0" > "$2/user.js" && ${policies} && shift 2 && exec "$@"`
      const command = ['-m', '--propagation', 'private', 'sh', '-c', script, firstRunOff, root, home, executable, ...usual, ...args, url]
      const child = desktop.spawn('unshare', command, { HOME: home, ...env })
      started.add(child)
      return child
    },
    stop: async () => {
      for (const child of started) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }
      site.close()
      site.closeAllConnections()
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
