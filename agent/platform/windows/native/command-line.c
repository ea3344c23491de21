/* With what a process was started: read where Windows keeps it, in the process itself, as it tells of others nothing but by this. */
#include "desktop.h"
#include <stdlib.h>
#include <winternl.h>

static int read_from(HANDLE process, const void *place, void *into, size_t bytes) {
  SIZE_T got = 0;
  return place != NULL && ReadProcessMemory(process, place, into, bytes, &got) && got == bytes;
}

/* NULL when it cannot be read; `letters` without an end mark. */
static WCHAR *read_command_line(HANDLE process, size_t *letters) {
  PROCESS_BASIC_INFORMATION told;
  PEB block;
  RTL_USER_PROCESS_PARAMETERS parameters;
  ULONG bytes = 0;
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &told, sizeof told, &bytes) != 0) return NULL;
  if (!read_from(process, told.PebBaseAddress, &block, sizeof block)) return NULL;
  if (!read_from(process, block.ProcessParameters, &parameters, sizeof parameters)) return NULL;
  UNICODE_STRING line = parameters.CommandLine;
  WCHAR *text = malloc(line.Length + sizeof *text);
  if (text != NULL && read_from(process, line.Buffer, text, line.Length)) {
    *letters = line.Length / sizeof *text;
    return text;
  }
  free(text);
  return NULL;
}

/* Answers `read` with the line in UTF-8, or `gone`; never of another process that has its number by now. */
void command_line_order(const struct order *order) {
  int id = number_word(order, 1);
  DWORD pid = strtoul(order->count > 2 ? order->words[2] : "", NULL, 10);
  uint64_t since = strtoull(order->count > 3 ? order->words[3] : "", NULL, 10);
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ, FALSE, pid);
  size_t letters = 0;
  WCHAR *text = process != NULL && process_started(process) == since ? read_command_line(process, &letters) : NULL;
  if (process != NULL) CloseHandle(process);
  int bytes = text == NULL ? 0 : WideCharToMultiByte(CP_UTF8, 0, text, (int)letters, NULL, 0, NULL, NULL);
  char *line = bytes == 0 ? NULL : malloc((size_t)bytes);
  if (line == NULL) {
    tell(NULL, 0, "answer\t%d\tgone", id);
  } else {
    WideCharToMultiByte(CP_UTF8, 0, text, (int)letters, line, bytes, NULL, NULL);
    tell(line, (size_t)bytes, "answer\t%d\tread", id);
  }
  free(line);
  free(text);
}
