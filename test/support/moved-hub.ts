/**
 * A hub's new place, run as a process there: it announces itself as a hub does, and leads who comes to the sockets named. Argument: JSON of `announcements` and of
 * `ways`, file by port. Prints `ready`.
 */
import { createServer, connect } from 'node:net'
import { createSocket } from 'node:dgram'
import { z } from 'zod'
import { announcementGroup, announcementSchema } from '#shared/model/announcement'
import { createAnnouncer } from '../../main/hub/announcer/announcer'
import { createLog } from '../../main/hub/log'

const { announcements, ways, bindAddress } = z
  .object({ announcements: z.array(announcementSchema), ways: z.record(z.string(), z.string()), bindAddress: z.ipv4() })
  .parse(JSON.parse(process.argv[2] ?? ''))

for (const [port, file] of Object.entries(ways)) {
  createServer((near) => {
    const far = connect(file)
    for (const end of [near, far]) {
      end.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  }).listen(Number(port), bindAddress)
}

const log = createLog((line) => void process.stderr.write(`${line}\n`))
for (const { site, ...announcement } of announcements)
  createAnnouncer({ bindAddress, announcement, readSite: () => Promise.resolve(site), log }).put(true)

// Whoever asks is answered with nonsense first, and a lot of it.
const noise = createSocket({ type: 'udp4', reuseAddr: true })
noise.on('message', (_bytes, from) => {
  for (const packet of [Buffer.alloc(0), Buffer.alloc(4_000, 0xc0), Buffer.from('no packet at all')])
    for (let sent = 0; sent < 10; sent += 1) noise.send(packet, from.port, from.address, () => undefined)
})
noise.bind(announcementGroup.port, () => {
  noise.addMembership(announcementGroup.address, bindAddress)
  process.stdout.write('ready\n')
})
