import path from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import presetMantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'

const here = path.dirname(fileURLToPath(import.meta.url))

/** The pages: the same files are loaded by the Electron console over its own protocol and served to browsers by the hub. */
export const viteConfig = defineConfig({
  root: here,
  base: './',
  publicDir: false,
  plugins: [react()],
  css: { postcss: { plugins: [presetMantine()] } },
  build: {
    outDir: path.resolve(here, '../out/renderer'),
    emptyOutDir: true,
    sourcemap: true,
    // Chromium of Electron 33; the browsers schools have are newer.
    target: 'chrome130',
    // A strict Content-Security-Policy allows no data: address for scripts or fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
})

export default viteConfig
