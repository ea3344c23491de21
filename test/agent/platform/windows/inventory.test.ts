import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSmbios } from '../../../../agent/platform/windows/smbios'
import { parseWindowsInventory, readWindowsInventory, takeWindowsInventory } from '../../../../agent/platform/windows/windows-inventory'

/** One structure of SMBIOS: its numbers behind the head, and its strings. */
function structure(type: number, numbers: readonly number[], strings: readonly string[]): Buffer {
  const head = Buffer.from([type, 4 + numbers.length, 0, 0, ...numbers])
  return Buffer.concat([head, Buffer.from(strings.length === 0 ? '\0\0' : `${strings.join('\0')}\0\0`, 'latin1')])
}
/** A memory module: numbers up to its serial, with the size in the two bytes there are for it, and beyond. */
function memoryModule(size: number, extended: number, strings: readonly string[]): Buffer {
  const numbers = Buffer.alloc(0x20 - 4)
  numbers.writeUInt16LE(size, 0x0c - 4)
  numbers[0x10 - 4] = 1
  numbers[0x18 - 4] = 2
  numbers.writeUInt32LE(extended, 0x1c - 4)
  return structure(17, [...numbers], strings)
}
const ownHead = Buffer.from([0, 3, 2, 0, 0, 0, 0, 0])
const smbios = Buffer.concat([
  ownHead,
  structure(0, [1, 2, 0, 0, 3], ['Dell Inc.', '1.20.0', '11/02/2023']),
  structure(1, [1, 2, 0, 3], ['Dell Inc.', 'OptiPlex 7090', 'ABC1234']),
  structure(126, [], []),
  memoryModule(8_192, 0, ['DIMM 1', '12AB']),
  memoryModule(0, 0, ['DIMM 2', 'no module']),
  memoryModule(0x7fff, 65_536, ['DIMM 3', '00000000']),
  structure(127, [], []),
  structure(1, [1], ['behind the end']),
])

const edid = Buffer.alloc(128)
edid.set([0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac])
edid.set([0, 0, 0, 0xfc, 0, ...Buffer.from('P2422H\n')], 54)

/** The lines of native/inventory.c, with the words that Windows has in these places. */
const said = [
  'system\tWindows 10 Pro Education\t23H2\t22631\t4460',
  'processor\tIntel(R) Core(TM) i5-10505 CPU @ 3.20GHz',
  'memory\t8192',
  `smbios\t${smbios.toString('hex')}`,
  'disk\t\tSAMSUNG MZVLQ256HAJD-000\t0025_38B9_11B2_2A5C.\t17\t0\t256060514304\tstill',
  'disk\tATA     \tST1000DM010-2EP1\t            Z9AB12CD\t11\t0\t1000204886016\tturns',
  'disk\tSanDisk\tUltra\t4C53\t7\t1\t15376318464\t',
  'disk\tMsft\tVirtual Disk\t\t15\t0\t1000000\tstill',
  'network\tEthernet\tIntel(R) Ethernet Connection (14) I219-LM\t8c:04:ba:00:00:01\t6\thardware',
  'network\tWi-Fi\tIntel(R) Wi-Fi 6 AX201 160MHz\t8c:04:ba:00:00:02\t71\thardware',
  'network\tEthernet 2\tRealtek USB GbE Family Controller\t00:e0:4c:00:00:01\t6\thardware',
  'network\tBluetooth Network Connection\tBluetooth Device (Personal Area Network)\t8c:04:ba:00:00:03\t6\thardware',
  'network\tLocal Area Connection* 1\tMicrosoft Wi-Fi Direct Virtual Adapter\t8e:04:ba:00:00:02\t71\tsoftware',
  `monitor\t${edid.toString('hex')}`,
  'monitor\t00',
  'program\tScratch 3\t3.29.1',
  'program\tAudacity 3.4\t3.4.2',
  'program\tScratch 3\t3.29.1',
  `program\t${'x'.repeat(400)}\t${'1'.repeat(200)}`,
  'program\t \t1',
  'changed\t1700000000000',
  'defender-signatures\t1732300000000',
  'security-centre',
  'protection\tWindows Defender\t397568',
  'protection\tSophos\t262144',
  'protection\tOdd\tnone',
  'end',
]
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const parsed = (lines: readonly string[]) => {
  const inventory = parseWindowsInventory(text(lines), 1_800_000_000_000)
  if (!inventory.ok) throw new Error(inventory.detail)
  return inventory.value
}

describe('what Windows tells', () => {
  it('[IV1] of what the PC is made of: what is built in, without what comes and goes', () => {
    expect(parsed(said).hardware).toEqual({
      ...{ maker: 'Dell Inc.', model: 'OptiPlex 7090', serial: 'ABC1234' },
      processor: 'Intel(R) Core(TM) i5-10505 CPU @ 3.20GHz',
      memoryMb: 8_192 + 65_536,
      modules: [
        { slot: 'DIMM 1', sizeMb: 8_192, serial: '12AB' },
        { slot: 'DIMM 3', sizeMb: 65_536, serial: '' },
      ],
      disks: [
        { model: 'SAMSUNG MZVLQ256HAJD-000', serial: '0025_38B9_11B2_2A5C', kind: 'NVMe', sizeMb: 256_061 },
        { model: 'ATA ST1000DM010-2EP1', serial: 'Z9AB12CD', kind: 'HD', sizeMb: 1_000_205 },
      ],
      network: [
        { name: 'Ethernet', mac: '8c:04:ba:00:00:01', kind: 'wired' },
        { name: 'Wi-Fi', mac: '8c:04:ba:00:00:02', kind: 'wireless' },
      ],
      monitors: [{ model: 'DEL P2422H', serial: '' }],
      firmware: 'Dell Inc. 1.20.0 11/02/2023',
    })
  })

  it('[IV1] of itself and of its protection, by its build and by the digits of the security centre', () => {
    expect(parsed(said).system).toEqual({
      ...{ name: 'Windows 11 Pro Education', version: '23H2 (22631.4460)', kernel: 'Windows NT 10.0.22631.4460' },
      ...{ updates: null, changedAt: 1_700_000_000_000 },
      protection: [
        { name: 'Windows Defender', state: 'running', signaturesAt: 1_732_300_000_000 },
        { name: 'Sophos', state: 'stopped', signaturesAt: null },
        { name: 'Odd', state: 'unknown', signaturesAt: null },
      ],
    })
    expect(parsed(['system\tWindows Server 2019 Standard\t\t17763\t0', 'end']).system).toMatchObject({
      ...{ name: 'Windows Server 2019 Standard', version: '17763', protection: null },
    })
  })

  it('[IV1] of programs: each once, in order, no longer than the hub takes', () => {
    expect(parsed(said).software).toEqual([
      { name: 'Audacity 3.4', version: '3.4.2' },
      { name: 'Scratch 3', version: '3.29.1' },
      { name: 'x'.repeat(200), version: '1'.repeat(120) },
    ])
    const many = Array.from({ length: 20_500 }, (_, index) => `program\tProgram ${index}\t1`)
    expect(parsed([...many, 'end']).software).toHaveLength(20_000)
  })

  it('is not believed when it was cut short, and says nothing of what is damaged', () => {
    for (const lines of [said.slice(0, -1), [], ['end', 'program\tlate\t1']]) expect(parseWindowsInventory(text(lines), 1).ok).toBe(false)
    const damaged = parsed(['smbios\tzz', 'disk', 'network', 'monitor', 'memory\t-1', 'protection', 'end'])
    expect(damaged.hardware).toMatchObject({ maker: '', memoryMb: 0, modules: [], network: [], monitors: [] })
    for (let length = 0; length < smbios.length; length += 1) readSmbios(smbios.subarray(0, length))
    expect(readSmbios(smbios.subarray(0, 20))).toBeNull()
    expect(readSmbios(Buffer.alloc(64))).toBeNull()
  })
})

describe('the program that looks', () => {
  let folder: string
  const program = async (script: string): Promise<readonly [string]> => {
    const file = path.join(folder, crypto.randomUUID())
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
    return [file]
  }
  const never = new AbortController().signal
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-inventory-'))
    await writeFile(path.join(folder, 'said'), text(said))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is asked for all or in short, and its failure is told', async () => {
    const cat = await program(`[ "$1" = inventory ] && cat '${folder}/said'`)
    expect(await readWindowsInventory(cat, never)).toMatchObject({ ok: true, value: { hardware: { serial: 'ABC1234' } } })
    const brief = await program(`[ "$1 $2" = "inventory brief" ] && cat '${folder}/said'`)
    expect(await takeWindowsInventory(brief)).toEqual({
      ...{ operatingSystem: 'Windows 11 Pro Education 23H2 (22631.4460)', model: 'Dell Inc. OptiPlex 7090' },
      ...{ processor: 'Intel(R) Core(TM) i5-10505 CPU @ 3.20GHz', memoryMb: 73_728 },
    })
    const failing = await program('exit 1')
    expect(await readWindowsInventory(failing, never)).toMatchObject({ ok: false, code: 'unreadable' })
    expect(await takeWindowsInventory(failing)).toBeNull()
  })

  it('is ended when nobody waits for it any more', async () => {
    const stop = new AbortController()
    const reading = readWindowsInventory(await program('exec sleep 60'), stop.signal)
    stop.abort()
    expect(await reading).toMatchObject({ ok: false, code: 'unreadable' })
  })
})
