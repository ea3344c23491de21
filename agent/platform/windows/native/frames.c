/* Frames on standard input and output: 32 bits of length, little endian, a line of words by tabs, and then bytes. */
#include "desktop.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A picture for each of the largest monitors stays below it. */
#define MOST_FRAME (160u * 1024u * 1024u)
#define MOST_HEAD 4096

static CRITICAL_SECTION writing;
static LONG is_open;

static int read_all(uint8_t *bytes, size_t count) {
  while (count > 0) {
    DWORD got = 0;
    DWORD wanted = count > 1u << 20 ? 1u << 20 : (DWORD)count;
    if (!ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes, wanted, &got, NULL) || got == 0) return 0;
    bytes += got;
    count -= got;
  }
  return 1;
}

static void write_all(const uint8_t *bytes, size_t count) {
  while (count > 0) {
    DWORD written = 0;
    DWORD wanted = count > 1u << 20 ? 1u << 20 : (DWORD)count;
    /* The reader of orders sees the same end, and decides what becomes of a cover. */
    if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, wanted, &written, NULL)) return;
    bytes += written;
    count -= written;
  }
}

int read_order(struct order **result) {
  uint32_t length = 0;
  if (!read_all((uint8_t *)&length, sizeof length) || length == 0 || length > MOST_FRAME) return 0;
  struct order *order = calloc(1, sizeof *order);
  uint8_t *bytes = malloc(length + 1);
  if (order == NULL || bytes == NULL || !read_all(bytes, length)) return 0;
  bytes[length] = 0;
  order->text = (char *)bytes;
  uint8_t *end = memchr(bytes, '\n', length);
  if (end == NULL) return 0;
  *end = 0;
  order->body = end + 1;
  order->body_bytes = length - (size_t)(end + 1 - bytes);
  for (char *word = (char *)bytes; word != NULL && order->count < MOST_WORDS;) {
    char *tab = strchr(word, '\t');
    if (tab != NULL) *tab = 0;
    order->words[order->count++] = word;
    word = tab == NULL ? NULL : tab + 1;
  }
  *result = order;
  return 1;
}

void free_order(struct order *order) {
  free(order->text);
  free(order);
}

int number_word(const struct order *order, int place) {
  return place < order->count ? atoi(order->words[place]) : 0;
}

void tell(const void *body, size_t body_bytes, const char *format, ...) {
  char head[MOST_HEAD];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(head, sizeof head - 1, format, arguments);
  va_end(arguments);
  if (length < 0) return;
  if (length > (int)sizeof head - 2) length = (int)sizeof head - 2;
  head[length++] = '\n';
  uint32_t bytes = (uint32_t)((size_t)length + body_bytes);
  if (InterlockedCompareExchange(&is_open, 1, 0) == 0) InitializeCriticalSection(&writing);
  EnterCriticalSection(&writing);
  write_all((const uint8_t *)&bytes, sizeof bytes);
  write_all((const uint8_t *)head, (size_t)length);
  write_all(body, body_bytes);
  LeaveCriticalSection(&writing);
}

void to_utf8(const WCHAR *text, char *utf8, size_t most) {
  char all[4 * MOST_PATH];
  int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, all, sizeof all, NULL, NULL);
  size_t count = length > 0 ? (size_t)length - 1 : 0;
  if (count > most - 1) {
    count = most - 1;
    while (count > 0 && ((uint8_t)all[count] & 0xc0) == 0x80) count--;
  }
  for (size_t at = 0; at < count; at++) utf8[at] = (uint8_t)all[at] < 0x20 || all[at] == 0x7f ? ' ' : all[at];
  utf8[count] = 0;
}

double filetime_ms(FILETIME time) {
  ULARGE_INTEGER ticks = {.LowPart = time.dwLowDateTime, .HighPart = time.dwHighDateTime};
  /* Ticks of 100 ns since 1601-01-01. */
  return (double)(ticks.QuadPart - 116444736000000000ull) / 10000.0;
}

double now_ms(void) {
  FILETIME time;
  GetSystemTimePreciseAsFileTime(&time);
  return filetime_ms(time);
}
