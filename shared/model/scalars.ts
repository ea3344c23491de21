import { z } from 'zod'

/** Milliseconds since 1970-01-01T00:00Z by the sender's wall clock. */
export const timestampSchema = z.number().int().nonnegative().max(8.64e15)

/** Random 128-bit ids, written as UUIDs (RFC 9562). */
export const idSchema = z.uuid()

/** Pixels on a screen or in a scaled picture. */
export const pixelsSchema = z.number().int().nonnegative().max(32_767)

/** Text a person typed or a program reported: bounded, and free of control characters other than line breaks and tabs. */
export const textSchema = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/u, 'control characters are not allowed')

/**
 * Binary as it leaves msgpack: a view in Node, a bare buffer in browsers; always a view afterwards. A Uint8Array that Node sent, other than a
 * Buffer, reaches a browser as notepack's extension 0, undecoded: its type and its bytes.
 */
export const bytesSchema = (maxBytes: number) =>
  z
    .union([
      z.instanceof(Uint8Array),
      z.instanceof(ArrayBuffer).transform((buffer) => new Uint8Array(buffer)),
      z.tuple([z.literal(0), z.instanceof(ArrayBuffer)]).transform(([, buffer]) => new Uint8Array(buffer)),
    ])
    .refine((bytes) => bytes.byteLength <= maxBytes, `more than ${maxBytes} bytes`)
