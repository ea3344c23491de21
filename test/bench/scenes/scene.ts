import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const sceneNames = ['still', 'clock', 'scroll', 'video'] as const
/** What a pupil's screen does while it is measured. */
export type SceneName = (typeof sceneNames)[number]

export interface Scene {
  stop(): Promise<void>
}

const player = path.join(path.dirname(fileURLToPath(import.meta.url)), 'video-player.ts')

/** A program that prints a line of text every 20 ms, as a long build does. */
const printer =
  '$| = 1; my @w = qw(compile link test object module warning unit report stage class lesson); my $n = 0; ' +
  'while (1) { printf "%06d %s\\n", $n++, join(" ", map { $w[int rand @w] } 1 .. 14); select undef, undef, undef, 0.02 }'

const programs: Record<SceneName, readonly (readonly [string, ...string[]])[]> = {
  still: [],
  clock: [['xclock', '-update', '1', '-geometry', '+1500+120']],
  scroll: [['xterm', '-geometry', '140x50+200+120', '-e', 'perl', '-e', printer]],
  video: [[process.execPath, '--import', 'tsx', player]],
}

/** Begins a scene on a desktop; resolves once it is to be seen. */
export async function playScene(name: SceneName, display: string): Promise<Scene> {
  const running: ChildProcess[] = []
  for (const [command, ...args] of programs[name]) {
    const child = spawn(command, args, { env: { ...process.env, DISPLAY: display }, stdio: ['ignore', 'pipe', 'inherit'] })
    running.push(child)
    // The player says when its pictures are ready; the other programs are on the screen soon.
    if (command === process.execPath) await once(child.stdout, 'data')
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  return {
    stop: async () => {
      for (const child of running) {
        if (child.exitCode !== null) continue
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
    },
  }
}
