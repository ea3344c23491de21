import { setTimeout as sleep } from 'node:timers/promises'
import { createCanvas } from '@napi-rs/canvas'
import type { z } from 'zod'
import type { Thumbnail } from '#shared/model/screen'
import { type EnrolmentBundle, enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { fetchAuthority, parseHubAddress } from '../../../main/cli/authority'
import { parseJson } from '../../../main/cli/settings'
import { type AgentIdentity, enrolAgent, simulateAgent, type SimulatedAgent } from '../simulated-agent'
import { must } from './school'
import { simulatedClassOrderSchema, simulatedClassStepSchema } from './simulated-class'

type Order = z.infer<typeof simulatedClassOrderSchema>

/** A process of simulated agents, so that their work is not counted as the hub's or the bench's. Told what to be by its parent; ends with it. */

const width = 320
const height = 180
const framesInFilm = 24

/** A PC of its own on the loopback network: the hub counts what one address may do. */
const addressOf = (index: number): string => `127.1.${Math.floor(index / 200)}.${(index % 200) + 1}`

const name = (index: number): string => `SIM-${String(index + 1).padStart(3, '0')}`

/** A ball that flies over a plain, as the JPEG parts of keyframes: pictures that differ wholly from one to the next. */
function drawFilm(): readonly Thumbnail[] {
  return Array.from({ length: framesInFilm }, (_value, frame) => {
    const canvas = createCanvas(width, height)
    const brush = canvas.getContext('2d')
    brush.fillStyle = `hsl(${frame * 15} 45% 55%)`
    brush.fillRect(0, 0, width, height)
    brush.fillStyle = '#f5e9c8'
    for (let line = 0; line < 9; line += 1) brush.fillRect(16, 16 + line * 17, 60 + ((line * 53 + frame * 7) % 200), 6)
    brush.fillStyle = '#b3341f'
    brush.beginPath()
    brush.arc(20 + frame * 12, 90 + Math.sin(frame / 3) * 50, 18, 0, 2 * Math.PI)
    brush.fill()
    const jpeg = new Uint8Array(canvas.toBuffer('image/jpeg', 60))
    return { monitor: 0, keyframe: true, width, height, parts: [{ x: 0, y: 0, width, height, jpeg }] }
  })
}

/** What a PC tells when somebody sits at it. */
async function sitDown(agent: SimulatedAgent, index: number): Promise<void> {
  const now = Date.now()
  await agent.say('display:state', { state: 'ready' })
  await agent.say('screen:monitors', [{ index: 0, name: 'Virtual-1', x: 0, y: 0, width: 1_920, height: 1_080, primary: true }])
  await agent.say('session:user', { name: `pupil${index}`, displayName: `Pupil ${index + 1}`, guest: false, sessionStartedAt: now })
  await agent.say('window:foreground', { title: 'A film about the sea', application: 'Player', process: null, since: now })
}

const told = { windows: 0, pictures: 0, refused: 0 }

/** Offers pictures for as long as somebody looks; the next one only after the answer to the one before. */
async function showFilm(agent: SimulatedAgent, film: readonly Thumbnail[], picturesPerSecond: number, start: number): Promise<void> {
  const everyMs = 1_000 / picturesPerSecond
  await sleep(everyMs * Math.random())
  for (let frame = start; agent.socket.connected; frame += 1) {
    const startedMs = performance.now()
    const thumbnail = film[frame % film.length]
    if ((agent.paces.at(-1)?.width ?? 0) > 0 && thumbnail !== undefined) {
      if ((await agent.say('screen:thumbnail', thumbnail)).ok) told.pictures += 1
      else told.refused += 1
    }
    await sleep(Math.max(0, everyMs - (performance.now() - startedMs)))
  }
}

/** Goes from page to page, as a browser's window tells it. */
async function changeWindows(agent: SimulatedAgent, everyMs: number, index: number): Promise<void> {
  await sleep(everyMs * Math.random())
  for (let turn = 0; agent.socket.connected; turn += 1) {
    const startedMs = performance.now()
    const since = Date.now()
    const site = `site${(index * 7 + turn) % 900}.example`
    const title = `Page ${turn} about the sea, its tides and its birds`
    const answer = await agent.say('window:foreground', {
      title: `${title} - Chromium`,
      application: 'Chromium',
      process: { pid: 4_000 + index, name: 'chromium', path: '/usr/lib/chromium/chromium' },
      since,
      page: { url: `https://${site}/topics/${turn}?from=search`, title, site, withheld: false, since },
    })
    if (answer.ok) told.windows += 1
    else told.refused += 1
    await sleep(Math.max(0, everyMs - (performance.now() - startedMs)))
  }
}

interface EnrolledPc {
  readonly index: number
  readonly identity: AgentIdentity
  readonly picturesPerSecond: number
}

async function enrolAll({ rooms, firstIndex }: Order): Promise<readonly EnrolledPc[]> {
  const pcs: EnrolledPc[] = []
  let authorityPem: string | null = null
  for (const room of rooms) {
    const bundle: EnrolmentBundle = enrolmentBundleSchema.parse(parseJson(room.bundle))
    const hub = must('the hub address', parseHubAddress(bundle.hubAddresses[0] ?? ''))
    authorityPem ??= must('the authority', await fetchAuthority(hub, bundle.authorityFingerprint))
    for (let seat = 0; seat < room.agents; seat += 1) {
      const index = firstIndex + pcs.length
      const identity = await enrolAgent(bundle, authorityPem, name(index), addressOf(index))
      pcs.push({ index, identity, picturesPerSecond: room.picturesPerSecond })
    }
  }
  return pcs
}

async function connectAll(pcs: readonly EnrolledPc[], windowEveryMs: number): Promise<number> {
  const startedMs = performance.now()
  const agents = await Promise.all(
    pcs.map(({ identity, index }) => simulateAgent(identity, { hostname: name(index), localAddress: addressOf(index) })),
  )
  const connectAllMs = performance.now() - startedMs
  await Promise.all(agents.map((agent, seat) => sitDown(agent, pcs[seat]?.index ?? seat)))
  const film = pcs.some(({ picturesPerSecond }) => picturesPerSecond > 0) ? drawFilm() : []
  for (const [seat, agent] of agents.entries()) {
    const { picturesPerSecond = 0, index = seat } = pcs[seat] ?? {}
    if (picturesPerSecond > 0) void showFilm(agent, film, picturesPerSecond, index)
    if (windowEveryMs > 0) void changeWindows(agent, windowEveryMs, index)
  }
  return connectAllMs
}

/** A fault ends the process, and with it the bench: figures of half a class are none. */
const orEnd = (work: Promise<void>): void => {
  work.catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  })
}

process.once('message', (message: unknown) => {
  const order = simulatedClassOrderSchema.parse(message)
  const begin = async (): Promise<void> => {
    const pcs = await enrolAll(order)
    process.on('message', (next: unknown) => {
      if (simulatedClassStepSchema.parse(next) === 'count') process.send?.(told)
      else orEnd(connectAll(pcs, order.windowEveryMs).then((connectAllMs) => void process.send?.({ connectAllMs })))
    })
    process.send?.('enrolled')
  }
  orEnd(begin())
})
process.once('disconnect', () => process.exit(0))
