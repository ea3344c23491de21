import { bios, cpu, diskLayout, mem, memLayout, networkInterfaces, osInfo, system } from 'systeminformation'
import { type Hardware, type Inventory, inventorySchema, type SystemCare } from '#shared/model/inventory'
import { setNiceness } from '../niceness'
import { isBuiltIn, tidy } from '../platform/firmware-words'
import { inventorySource } from './inventory-source'

/** Last in line for the processor: nobody waits for it. */
const idleNiceness = 19

const megabytes = (bytes: number, size: number): number => (Number.isFinite(bytes) ? Math.max(0, Math.round(bytes / size)) : 0)

async function readHardware(monitors: Hardware['monitors']): Promise<Hardware> {
  const [board, firmware, processor, memory, slots, disks, interfaces] = await Promise.all([
    system(),
    bios(),
    cpu(),
    mem(),
    memLayout(),
    diskLayout(),
    networkInterfaces(),
  ])
  const modules = slots
    .filter(({ size, bank, serialNum }) => size > 0 && (tidy(bank) !== '' || tidy(serialNum) !== ''))
    .map(({ bank, size, serialNum }) => ({ slot: tidy(bank), sizeMb: megabytes(size, 2 ** 20), serial: tidy(serialNum) }))
  const told = modules.reduce((sum, { sizeMb }) => sum + sizeMb, 0)
  return {
    maker: tidy(board.manufacturer),
    model: tidy(board.model),
    serial: tidy(board.serial),
    processor: tidy(`${processor.manufacturer} ${processor.brand}`),
    memoryMb: told > 0 ? told : megabytes(memory.total, 2 ** 20),
    modules: modules.slice(0, 64),
    disks: disks
      .filter(({ interfaceType, type }) => isBuiltIn(interfaceType, type))
      .map(({ name, serialNum, type, size }) => ({
        model: tidy(name),
        serial: tidy(serialNum),
        kind: tidy(type),
        sizeMb: megabytes(size, 1e6),
      }))
      .slice(0, 32),
    network: (Array.isArray(interfaces) ? interfaces : [interfaces])
      .filter(({ internal, virtual: made, mac, iface }) => !internal && !made && tidy(mac) !== '' && isBuiltIn(iface))
      .map(({ iface, mac, type }) => ({ name: tidy(iface), mac: tidy(mac), kind: tidy(type) }))
      .slice(0, 32),
    monitors: [...monitors],
    firmware: tidy(`${firmware.vendor} ${firmware.version} ${firmware.releaseDate}`),
  }
}

/** The hidden command: one reading of this PC as a line of JSON on `output`. Takes seconds, in a process that ends. */
export async function readInventoryCommand(output: NodeJS.WritableStream): Promise<void> {
  setNiceness(process.pid, idleNiceness)
  const source = inventorySource()
  const hardware = await readHardware(await source.monitors())
  const os = await osInfo()
  const software = await source.software()
  const care: SystemCare = {
    name: tidy(os.distro),
    version: tidy(`${os.release} ${os.codename}`),
    kernel: tidy(os.kernel),
    updates: await source.updates(),
    changedAt: await source.changedAt(),
    protection: await source.protection(software ?? []),
  }
  const inventory: Inventory = { takenAt: Date.now(), hardware, system: care, software }
  output.write(`${JSON.stringify(inventorySchema.parse(inventory))}\n`)
}
