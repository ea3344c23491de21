import { z } from 'zod'
import { heardBounds, heardHubSchema } from './model/announcement'
import { type ConsoleUpdate, consoleUpdateSchema } from './model/console-update'
import { textSchema, timestampSchema } from './model/scalars'
import type { Outcome } from './outcome'
import { fingerprintSchema } from './protocol/enrolment'
import { doneSchema, type EventOf, message, type PayloadIn, type Reply } from './protocol/table'

/**
 * What the console's pages ask of the Electron program around them: only what a browser cannot do. In a browser
 * `window.classwarden` is undefined and the pages do without.
 */

const portSchema = z.number().int().min(0).max(65_535)

/** `host:port`; an IPv6 host stands in brackets (RFC 3986, 3.2.2). */
const hubAddressSchema = z
  .string()
  .max(255)
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?):\d{1,5}$/iu, 'an address is written host:port')

const embeddedHubSchema = z.object({
  mode: z.literal('embedded'),
  /** `127.0.0.1` keeps the hub to this computer; `0.0.0.0` serves the school's network. */
  bindAddress: z.union([z.ipv4(), z.ipv6()]),
  /** 0 takes any free port, and another one after the next start. */
  consolePort: portSchema,
  agentPort: portSchema,
})

const remoteHubSchema = z.object({
  mode: z.literal('remote'),
  address: hubAddressSchema,
  /** The hub's authority, as its technician reads it out: no other hub is talked to. */
  authorityFingerprint: fingerprintSchema,
})

/** The console's own settings, kept on this computer; everything about the school lives in the hub. */
export const consoleSettingsSchema = z.object({
  hub: z.discriminatedUnion('mode', [embeddedHubSchema, remoteHubSchema]),
  theme: z.enum(['system', 'light', 'dark']),
  /** BCP 47, language and optional region. */
  language: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/u),
})
export type ConsoleSettings = z.infer<typeof consoleSettingsSchema>
export type HubSettings = ConsoleSettings['hub']

export const defaultConsoleSettings: ConsoleSettings = {
  hub: { mode: 'embedded', bindAddress: '0.0.0.0', consolePort: 7443, agentPort: 7444 },
  theme: 'system',
  language: 'en',
}

/** Why there is no hub to talk to. */
export const hubTroubleSchema = z.enum([
  /** Another program, often a second Classwarden, holds the port. */
  'port-taken',
  /** The data folder cannot be read or written, or the database does not open with this computer's key. */
  'store-unavailable',
  'store-full',
  /** The hub on the other side is not the one whose authority is pinned. */
  'certificate-refused',
  /** The hub ended without saying why; it is started again. */
  'crashed',
])

/** Where the hub is, by the word of the program that hosts or dials it. */
export const hubPlaceSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting'), mode: z.enum(['embedded', 'remote']) }),
  z.object({
    state: z.literal('ready'),
    mode: z.enum(['embedded', 'remote']),
    /** Where the pages connect: `https://<address>`. */
    address: hubAddressSchema,
    authorityFingerprint: fingerprintSchema,
    /**
     * The one-time code for the first account, while there is none and the hub is embedded. It keeps strangers on the network from
     * claiming a new hub; whoever can open this window owns the hub's files anyway, so showing it here gives nothing away.
     */
    firstRunCode: z.string().max(40).nullable(),
    /** How the embedded hub's database key is kept: `file` where the system offers no keyring, null for a remote hub. */
    keyKept: z.enum(['keyring', 'file']).nullable(),
  }),
  z.object({
    state: z.literal('failed'),
    mode: z.enum(['embedded', 'remote']),
    why: hubTroubleSchema,
    /** What happened and what to do, in plain English. */
    detail: z.string().max(500),
    /** When it is tried again, null when somebody has to act first. */
    retryAt: timestampSchema.nullable(),
  }),
  /** [BK9] The embedded hub stands aside while a backup is put in its place. */
  z.object({
    state: z.literal('restoring'),
    mode: z.literal('embedded'),
    step: z.enum(['asking', 'working', 'done']),
    /** Name of the backup that was chosen, without its folder. */
    fileName: z.string().max(255).nullable(),
    /** Why the last try changed nothing, in plain English. */
    failure: z.string().max(500).nullable(),
    /** When it is done: what a person should know, line by line. */
    outcome: z.array(z.string().max(500)).max(8),
  }),
])
export type HubPlace = z.infer<typeof hubPlaceSchema>
export type HubTrouble = z.infer<typeof hubTroubleSchema>

/** What a page may ask, with the shape of the question and of the answer. */
export const bridgeCalls = {
  'settings:read': message(z.object({}), consoleSettingsSchema),
  /** Replaces what is named; another `hub` then starts the console anew. */
  'settings:write': message(consoleSettingsSchema.partial(), consoleSettingsSchema),
  'hub:place': message(z.object({}), hubPlaceSchema),
  /** Ends the wait of a `failed` place and starts the hub now. */
  'hub:retry': message(z.object({}), doneSchema),
  /** [AN5] Which hubs announce themselves on this computer's networks; nothing is trusted for it. Takes some seconds. */
  'hub:find': message(z.object({}), z.array(heardHubSchema).max(heardBounds.hubs)),
  /** [BK9] Puts the hub of this console aside; only one that has no account, or does not open its data. */
  'restore:begin': message(z.object({}), doneSchema),
  /** Lets the person choose the backup in a window of the system's own: the page never names a file. */
  'restore:choose': message(z.object({}), doneSchema),
  /** Goes on while the page watches the place. */
  'restore:run': message(z.object({ recoveryKey: z.string().max(200) }), doneSchema),
  /** Starts the hub again as it was, or after a restore the console anew. */
  'restore:end': message(z.object({}), doneSchema),
  /** How this console stands to a newer one. */
  'update:read': message(z.object({}), consoleUpdateSchema),
  /** Asks the hub for a newer console now; what comes of it is told as it happens. */
  'update:check': message(z.object({}), doneSchema),
  /** Closes the console, installs the newer one that is ready, and opens that. */
  'update:restart': message(z.object({}), doneSchema),
  /** A notice of the system's own, seen above other programs; clicking it brings the console to the front. */
  'notice:show': message(z.object({ title: textSchema(80).min(1), body: textSchema(300), urgent: z.boolean() }), doneSchema),
} as const
export type BridgeCalls = typeof bridgeCalls
export type BridgeCall = EventOf<BridgeCalls>

export type BridgeFailure =
  | 'malformed'
  | 'unknown-message'
  /** The call did not come from the console's own pages in the window's main frame. */
  | 'foreign-sender'
  | 'settings-not-saved'
  | 'notices-unsupported'
  /** There is a hub with accounts here, or nothing to restore yet. */
  | 'restore-refused'
  /** There is no newer console here to install. */
  | 'update-not-ready'
  | 'internal'

/** `window.classwarden` in the console's pages. */
export interface ConsoleBridge {
  /** Never rejects: a refusal is a failed outcome. */
  ask<E extends BridgeCall>(event: E, payload: PayloadIn<BridgeCalls, E>): Promise<Outcome<Reply<BridgeCalls, E>, BridgeFailure>>
  /** Called at every change of the hub's place; returns the way to stop listening. */
  onHubPlace(listener: (place: HubPlace) => void): () => void
  /** Called at every change of what a newer console is about; returns the way to stop listening. */
  onUpdate(listener: (update: ConsoleUpdate) => void): () => void
}
