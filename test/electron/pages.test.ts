import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerPage, findPage, isOwnPage } from '../../main/electron/pages'

describe('the pages’ own protocol', () => {
  let root: string
  let folder: string
  const get = (address: string, hubAddress: string | null = '127.0.0.1:7443') =>
    answerPage(folder, { url: address, method: 'GET' }, hubAddress)

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'classwarden-pages-'))
    folder = path.join(root, 'renderer')
    mkdirSync(path.join(folder, 'assets'), { recursive: true })
    mkdirSync(path.join(root, 'renderer-next'))
    writeFileSync(path.join(folder, 'index.html'), '<p>console</p>')
    writeFileSync(path.join(folder, 'assets/main.js'), 'run()')
    writeFileSync(path.join(folder, 'notes.secret'), 'no')
    writeFileSync(path.join(root, 'hub.json'), '{}')
    writeFileSync(path.join(root, 'renderer-next/index.html'), 'no')
  })
  afterAll(() => {
    rmSync(root, { recursive: true })
  })

  it('serves the built files with their type', async () => {
    const index = await get('classwarden://console/')
    expect([index.status, await index.text(), index.headers.get('content-type')]).toEqual([
      200,
      '<p>console</p>',
      'text/html; charset=utf-8',
    ])
    const script = await get('classwarden://console/assets/main.js?v=1')
    expect([script.status, await script.text()]).toEqual([200, 'run()'])
    expect(script.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    'classwarden://console/../hub.json',
    'classwarden://console/%2e%2e/hub.json',
    'classwarden://console/..%2fhub.json',
    'classwarden://console/assets/..%2f..%2fhub.json',
    'classwarden://console/..%5chub.json',
    'classwarden://console/..%2frenderer-next/index.html',
    'classwarden://console/%00.html',
    'classwarden://console/%zz.html',
    'classwarden://console/notes.secret',
    'classwarden://console/assets',
    'classwarden://elsewhere/index.html',
    'https://console/index.html',
  ])('does not find %s', async (address) => {
    expect((await get(address)).status).toBe(404)
  })

  it('answers GET alone', async () => {
    expect((await answerPage(folder, { url: 'classwarden://console/', method: 'POST' }, null)).status).toBe(404)
  })

  it('lets pages run only their own scripts and reach only the hub', async () => {
    const policy = (await get('classwarden://console/')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self' wss://127.0.0.1:7443 https://127.0.0.1:7443;")
    expect((await get('classwarden://console/', null)).headers.get('content-security-policy')).toContain("connect-src 'self';")
  })

  it('tells its own addresses from those that only look alike', () => {
    expect(isOwnPage('classwarden://console/index.html')).toBe(true)
    for (const other of [
      'classwarden://console.evil/',
      'classwarden://console@evil/',
      'https://classwarden://console/',
      'about:blank',
      '',
    ]) {
      expect(isOwnPage(other)).toBe(false)
    }
    expect(findPage('/pages', 'classwarden://console/')).toBe(path.resolve('/pages/index.html'))
  })
})
