import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import koffi from 'koffi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleSwitchingCommand } from '../../agent/platform/linux/console-switching'

/** ioctl numbers of linux/vt.h and linux/kd.h. */
const getState = 0x56_03
const activate = 0x56_06
const getMode = 0x4b_3b
const textMode = 0

const ioctl: (fd: number, request: number, argument: unknown) => number = koffi
  .load('libc.so.6')
  .func('int ioctl(int fd, unsigned long request, void *argument)')
const ioctlNumber: (fd: number, request: number, argument: number) => number = koffi
  .load('libc.so.6')
  .func('int ioctl(int fd, unsigned long request, unsigned long argument)')

const read = (fd: number, request: number): number => {
  const answer = Buffer.alloc(8)
  if (ioctl(fd, request, answer) !== 0) throw new Error(`ioctl ${request.toString(16)} failed`)
  return answer.readUInt16LE(0)
}

describe('the virtual consoles of this machine', () => {
  let terminal: FileHandle | null

  beforeAll(async () => {
    terminal = await open('/dev/tty0', 'r+').catch(() => null)
  })
  afterAll(() => terminal?.close())

  it('cannot be switched while held, and can again afterwards', async () => {
    if (terminal === null || read(terminal.fd, getMode) !== textMode) {
      // No right to the consoles, or a person's desktop is in front: what is left to see is that the command does not claim success.
      if (terminal === null) await expect(consoleSwitchingCommand('hold')).rejects.toThrow()
      else await consoleSwitchingCommand('release')
      return
    }
    const { fd } = terminal
    const front = read(fd, getState)
    const other = front === 1 ? 2 : 1
    const switchTo = async (number: number): Promise<number> => {
      ioctlNumber(fd, activate, number)
      await delay(200)
      return read(fd, getState)
    }
    await consoleSwitchingCommand('hold')
    try {
      expect(await switchTo(other)).toBe(front)
    } finally {
      await consoleSwitchingCommand('release')
    }
    expect(await switchTo(other)).toBe(other)
    expect(await switchTo(front)).toBe(front)
  })
})
