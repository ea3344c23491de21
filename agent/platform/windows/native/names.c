/* What a program's file says of itself: the name its maker gave it, which a copy under another name still bears, and what a person calls it. */
#include "programs.h"
#include <stdlib.h>
#include <string.h>

/* More run for nobody; beyond it the oldest is read anew. */
#define MOST_KNOWN 256

struct known {
  DWORD pid;
  uint64_t started;
  struct program_names names;
};

static struct known known[MOST_KNOWN];
static unsigned next;

static void read_word(void *block, DWORD language, const WCHAR *name, char *word, size_t most) {
  WCHAR at[96];
  WCHAR *value = NULL;
  UINT length = 0;
  wsprintf(at, L"\\StringFileInfo\\%04x%04x\\%s", LOWORD(language), HIWORD(language), name);
  if (VerQueryValue(block, at, (void **)&value, &length) && length > 0) to_utf8(value, word, most);
}

static void read_file(const WCHAR *file, struct program_names *names) {
  DWORD unused;
  DWORD bytes = GetFileVersionInfoSize(file, &unused);
  /* Ended by zeroes of ours: nobody vouches for the words of a pupil's own file. */
  uint8_t *block = bytes == 0 ? NULL : calloc(1, bytes + sizeof(WCHAR));
  DWORD *languages = NULL;
  UINT length = 0;
  if (block != NULL && GetFileVersionInfo(file, 0, bytes, block) && VerQueryValue(block, L"\\VarFileInfo\\Translation", (void **)&languages, &length) &&
      length >= sizeof *languages) {
    read_word(block, languages[0], L"OriginalFilename", names->original, sizeof names->original);
    read_word(block, languages[0], L"FileDescription", names->description, sizeof names->description);
  }
  free(block);
}

/* Windows lets nobody write into the file of a program that runs: it is read once for each run. */
const struct program_names *names_of(DWORD pid, uint64_t started, const WCHAR *file) {
  for (unsigned at = 0; at < MOST_KNOWN; at++)
    if (known[at].pid == pid && known[at].started == started) return &known[at].names;
  struct known *one = &known[next++ % MOST_KNOWN];
  *one = (struct known){.pid = pid, .started = started};
  if (file[0] != 0) read_file(file, &one->names);
  return &one->names;
}
