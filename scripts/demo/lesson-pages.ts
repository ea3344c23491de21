import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface LessonPage {
  readonly title: string
  readonly text: string
  readonly ground: string
  readonly accent: string
}

/** What the pupils of the demo read: a page each, of colours each, so that the four tiles tell apart at a glance. */
const pages: readonly LessonPage[] = [
  {
    title: 'How a volcano works',
    text: 'Hot rock under the crust is lighter than the rock around it, so it rises. Where it finds a way out, there is a volcano.',
    ground: '#fff4ec',
    accent: '#c2410c',
  },
  {
    title: 'The water cycle',
    text: 'The sun lifts water from the sea as vapour. High up it cools, becomes cloud, falls as rain, and runs back to the sea.',
    ground: '#eaf6ff',
    accent: '#0369a1',
  },
  {
    title: 'Leaves and light',
    text: 'A leaf takes light, water and carbon dioxide, and makes sugar and oxygen of them. The green in it does the catching.',
    ground: '#effbea',
    accent: '#3f7d20',
  },
  {
    title: 'Night sky in November',
    text: 'Orion rises in the east after supper. Follow the three stars of his belt down to the left to find Sirius.',
    ground: '#151a3a',
    accent: '#c7b8ff',
  },
]

const render = ({ title, text, ground, accent }: LessonPage): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<style>
  body { margin: 0; background: ${ground}; color: ${accent}; font: 30px/1.5 system-ui, sans-serif; }
  main { max-width: 30em; margin: 4em auto; }
  h1 { font-size: 2.4em; line-height: 1.1; }
  svg { width: 100%; height: 300px; }
</style>
<main><h1>${title}</h1><p>${text}</p>
<svg viewBox="0 0 600 200" fill="${accent}"><circle cx="90" cy="70" r="46"/><path d="M140 190 L300 40 L460 190 Z" opacity=".7"/><path d="M300 190 L430 90 L560 190 Z" opacity=".4"/></svg>
</main></html>`

export interface LessonPages {
  /** Address of the page of the pupil with this number, from 0. */
  urlFor(pupil: number): string
  stop(): void
}

/** Serves the pages on a free loopback port: the demo needs no internet. */
export async function serveLessonPages(): Promise<LessonPages> {
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1)) % pages.length]
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page === undefined ? '' : render(page))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    urlFor: (pupil) => `http://127.0.0.1:${port}/${pupil}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
