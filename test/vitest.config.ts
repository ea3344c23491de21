import path from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** A worker reads the program of the product once for all its files: anew for each it takes a third of all the time. One for each core. */
const workers = { pool: 'forks', isolate: false, maxWorkers: 2 } as const

/** Each file has its real parts to itself: hub, X servers, browsers, ports. Half of their time is waiting, so three share two cores. */
const realParts = { ...workers, maxWorkers: 3, environment: 'node', expect: { poll: { timeout: 15_000 } } } as const

/** `npm test -- --no-wine`, and a machine on which Wine makes no Windows, leave these out, and say so: a test that is skipped counts as failed. */
const onlyWindows = ['test/integration/{windows-*,packaged-windows-agent}.test.ts']
const leftOut = process.env['CLASSWARDEN_WITHOUT_WINE'] === undefined ? [] : onlyWindows

export default defineConfig({
  root,
  cacheDir: path.join(root, '.cache/vite'),
  test: {
    passWithNoTests: true,
    projects: [
      {
        root,
        test: {
          name: 'unit',
          environment: 'node',
          ...workers,
          include: ['test/{shared,agent,hub,store,electron,cli,scripts,bench}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        root,
        plugins: [react()],
        test: {
          name: 'pages',
          environment: 'happy-dom',
          ...workers,
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 10_000,
        },
      },
      {
        root,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: leftOut,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...realParts,
        },
      },
      {
        root,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          ...realParts,
        },
      },
    ],
  },
})
