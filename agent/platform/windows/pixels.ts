/** The BGRX bytes of a frame as words 0x00RRGGBB; copied, as a frame may begin at any byte. */
export const pixelsOf = (body: Buffer): Int32Array => new Int32Array(new Uint8Array(body).buffer)
