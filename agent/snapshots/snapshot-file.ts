import { z } from 'zod'
import { type Snapshot, snapshotPartSchema, snapshotSchema } from '#shared/model/breach'
import { sealBytes, unsealBytes } from '../storage/seal'

/** What the name of a waiting picture's file tells: enough to order them, and nothing of whom or what they show. */
export interface SnapshotName {
  readonly grade: number
  readonly takenAt: number
  readonly breachId: string
  readonly part: Snapshot['part']
}

const purpose = 'snapshot'
const namePattern = /^(?<grade>[1-5])-(?<takenAt>\d{1,16})-(?<breachId>[0-9a-f-]{36})-(?<part>[a-z]+)\.sealed$/u
const nameSchema = z.object({ grade: z.coerce.number(), takenAt: z.coerce.number(), breachId: z.uuid(), part: snapshotPartSchema })
/** The picture's facts as JSON, their length in four bytes before it, and the JPEG behind. */
const headSchema = snapshotSchema.omit({ jpeg: true })
const lengthBytes = 4

export const fileNameOf = ({ grade, takenAt, breachId, part }: SnapshotName): string => `${grade}-${takenAt}-${breachId}-${part}.sealed`

/** Null for a file that is not one of ours. */
export function readFileName(name: string): SnapshotName | null {
  const parsed = nameSchema.safeParse(namePattern.exec(name)?.groups)
  return parsed.success ? parsed.data : null
}

export function sealSnapshot(key: Uint8Array, { jpeg, ...head }: Snapshot): Uint8Array {
  const text = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(text.byteLength)
  return sealBytes(key, purpose, Buffer.concat([length, text, jpeg]))
}

/** Null for what was not sealed whole with this key. */
export function unsealSnapshot(key: Uint8Array, sealed: Uint8Array): Snapshot | null {
  const plain = unsealBytes(key, purpose, sealed)
  if (plain === null || plain.byteLength < lengthBytes) return null
  const headEnd = lengthBytes + plain.readUInt32BE(0)
  const head = headSchema.safeParse(JSON.parse(plain.toString('utf8', lengthBytes, headEnd)))
  return head.success ? { ...head.data, jpeg: Uint8Array.from(plain.subarray(headEnd)) } : null
}
