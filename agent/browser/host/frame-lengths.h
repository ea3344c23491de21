/*
 * Frames of native messaging as a host passes them on: a frame is its length in 32 bits of the machine's byte order, then so many bytes. A host reads nothing of
 * them but that.
 */
#ifndef CLASSWARDEN_FRAME_LENGTHS_H
#define CLASSWARDEN_FRAME_LENGTHS_H

#include <stddef.h>
#include <stdint.h>

/* The same bounds as in shared/browser/messages.ts. */
#define MOST_UP (512u * 1024u)
#define MOST_DOWN (1024u * 1024u)

struct frame_lengths {
  uint32_t most;
  /* Bytes of the present frame still to pass; with none left a header is gathered. */
  uint32_t left;
  uint32_t header;
  size_t gathered;
};

/* Looks at the frames' lengths in what was just read. False where one is out of bounds. */
static int are_bounded(struct frame_lengths *frames, const char *bytes, size_t count) {
  while (count > 0) {
    if (frames->left > 0) {
      size_t part = count < frames->left ? count : frames->left;
      frames->left -= (uint32_t)part;
      bytes += part;
      count -= part;
      continue;
    }
    ((char *)&frames->header)[frames->gathered++] = *bytes++;
    count--;
    if (frames->gathered < sizeof frames->header) continue;
    frames->gathered = 0;
    if (frames->header == 0 || frames->header > frames->most) return 0;
    frames->left = frames->header;
  }
  return 1;
}

#endif
