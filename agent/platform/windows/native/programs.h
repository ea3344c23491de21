#ifndef CLASSWARDEN_PROGRAMS_H
#define CLASSWARDEN_PROGRAMS_H

#include "desktop.h"

/* names.c, on the work thread: UTF-8, empty where the file has none. */
struct program_names {
  char original[256];
  char description[256];
};
const struct program_names *names_of(DWORD pid, uint64_t started, const WCHAR *file);

/* frame-host.c: whose a window truly is. Programs of the Store have theirs inside one of ApplicationFrameHost. */
DWORD owner_of(HWND window);
/* A program of the Store that sleeps keeps its window, unseen. */
int is_asleep(HWND window);

#endif
