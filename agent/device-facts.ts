import { readFile } from 'node:fs/promises'
import { cpus, hostname, release, totalmem, type } from 'node:os'
import type { DeviceFacts } from '#shared/model/device'
import { agentClock } from './clock'
import { agentVersion } from './version'

/**
 * What this PC is, from the few files that say so; a full inventory takes seconds and is not needed to say hello.
 * What the PC does not tell is an empty text.
 */
export async function readDeviceFacts(): Promise<DeviceFacts> {
  const [osRelease, vendor, product] = await Promise.all([
    readText('/etc/os-release'),
    readText('/sys/class/dmi/id/sys_vendor'),
    readText('/sys/class/dmi/id/product_name'),
  ])
  const prettyName = /^PRETTY_NAME="?([^"\n]*)"?$/mu.exec(osRelease)?.[1]
  return {
    hostname: tidy(hostname()),
    operatingSystem: tidy(prettyName ?? `${type()} ${release()}`),
    model: tidy(`${vendor.trim()} ${product.trim()}`),
    processor: tidy(cpus()[0]?.model ?? ''),
    memoryMb: Math.round(totalmem() / 2 ** 20),
    agentVersion,
    bootId: agentClock.bootId(),
  }
}

/** A file that is not there tells nothing: PCs without DMI, for example. */
const readText = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

const tidy = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 120)
