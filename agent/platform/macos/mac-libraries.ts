import { createRequire } from 'node:module'
import { z } from 'zod'
import { fail, ok, type Outcome } from '#shared/outcome'

/** As `@miniben90/x-win` 3.2 tells of the window in front, of process 0 where there is none: its fields are getters. */
const frontSchema = z.object({
  title: z.string(),
  position: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  info: z.object({ processId: z.number().int().positive(), path: z.string(), name: z.string(), execName: z.string() }),
})
export type MacFront = z.infer<typeof frontSchema>

/** RGBA bytes, row by row. */
export interface MacImage {
  readonly width: number
  readonly height: number
  toRaw(): Promise<Uint8Array>
}

/** A monitor as `node-screenshots` 0.2.8 has it. */
export interface MacMonitor {
  name(): string
  x(): number
  y(): number
  width(): number
  height(): number
  isPrimary(): boolean
  captureImage(): Promise<MacImage>
}

interface FrontLibrary {
  activeWindowAsync(): Promise<unknown>
}

interface ScreenLibrary {
  readonly Monitor: { all(): readonly MacMonitor[] }
}

const hasFunction = (value: unknown, name: string): boolean =>
  (typeof value === 'object' || typeof value === 'function') && value !== null && typeof Reflect.get(value, name) === 'function'
const frontLibrarySchema = z.custom<FrontLibrary>((value) => hasFunction(value, 'activeWindowAsync'))
const screenLibrarySchema = z.custom<ScreenLibrary>(
  (value) => hasFunction(value, 'Monitor') && hasFunction(Reflect.get(Object(value), 'Monitor'), 'all'),
)

/** What is there of a Mac's desktop. */
export interface MacLibraries {
  /** Null when nothing is in front, or macOS does not tell. */
  front(): Promise<MacFront | null>
  monitors(): readonly MacMonitor[]
}

/** Prebuilt libraries, where they lie beside the agent and load: this repository ships neither. `unsupported` names the one that does not. */
export function loadMacLibraries(load: (name: string) => unknown): Outcome<MacLibraries, 'unsupported'> {
  const loaded = <T>(name: string, schema: z.ZodType<T>): Outcome<T, 'unsupported'> => {
    try {
      const found = schema.safeParse(load(name))
      return found.success ? ok(found.data) : fail('unsupported', `${name} is not the library this agent knows`)
    } catch (error) {
      return fail('unsupported', `${name} does not load here (${error instanceof Error ? error.message : String(error)})`)
    }
  }
  const windows = loaded('@miniben90/x-win', frontLibrarySchema)
  if (!windows.ok) return windows
  const screens = loaded('node-screenshots', screenLibrarySchema)
  if (!screens.ok) return screens
  return ok({
    front: async () => frontSchema.safeParse(await windows.value.activeWindowAsync().catch(() => null)).data ?? null,
    monitors: () => screens.value.Monitor.all(),
  })
}

/** Loads what lies in `node_modules` beside a file of the agent. */
export const loadBeside = (file: string): ((name: string) => unknown) => createRequire(file)
