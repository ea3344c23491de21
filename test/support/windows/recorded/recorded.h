/*
 * Windows as a test has it. The very sources of the product are compiled together with one of the files here, which stands in for some calls of Windows:
 * what is RECORDED is what the program finds as its import. What it was called with is said, a line each, on standard output; everything else goes to Wine.
 *
 * Handles of ours are numbers of no other kind; whatever is called with another one goes on to Wine, as the threads of the program need it.
 */
#ifndef CLASSWARDEN_RECORDED_H
#define CLASSWARDEN_RECORDED_H

#undef main
#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE
#include <windows.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define FIRST_HANDLE 0x7100000
#define MOST_HANDLES 512
#define is_recorded(handle) ((uintptr_t)(handle) >= FIRST_HANDLE && (uintptr_t)(handle) < FIRST_HANDLE + MOST_HANDLES)

/* A call of Windows, under both names that headers give it. `real_NAME` is Wine's own. */
#define RECORDED(module, result, name, ...)                                                             \
  static result(WINAPI *real_##name)(__VA_ARGS__);                                                      \
  static result WINAPI recorded_##name(__VA_ARGS__);                                                    \
  void *__imp_##name = (void *)recorded_##name;                                                         \
  __asm__(".globl " #name "\n.set " #name ", recorded_" #name "\n");                                    \
  __attribute__((constructor)) static void find_##name(void) {                                          \
    real_##name = (__typeof__(real_##name))(void *)GetProcAddress(LoadLibraryA(module), #name);          \
  }                                                                                                     \
  static result WINAPI recorded_##name(__VA_ARGS__)

static const char *handle_names[MOST_HANDLES];
static int handle_count;

/* A handle that is open until it is closed. */
static inline HANDLE open_handle(const char *name) {
  if (handle_count == MOST_HANDLES) exit(9);
  handle_names[handle_count] = name;
  return (HANDLE)(uintptr_t)(FIRST_HANDLE + handle_count++);
}

static inline const char **handle_place(HANDLE handle) {
  return &handle_names[(uintptr_t)handle - FIRST_HANDLE];
}

static inline const char *handle_name(HANDLE handle) {
  if (handle == NULL) return "none";
  if (handle == INVALID_HANDLE_VALUE) return "invalid";
  return is_recorded(handle) && *handle_place(handle) != NULL ? *handle_place(handle) : "another";
}

static inline void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  printf("\n");
  fflush(stdout);
}

/* What follows belongs to it; handles that the one before left open are said first. */
static inline void begin(const char *name) {
  for (int at = 0; at < handle_count; at++)
    if (handle_names[at] != NULL) say("left open: %s", handle_names[at]);
  handle_count = 0;
  if (name != NULL) say("# %s", name);
}

static inline BOOL close_recorded(HANDLE handle) {
  if (*handle_place(handle) == NULL) say("closed twice");
  *handle_place(handle) = NULL;
  return TRUE;
}

#endif
