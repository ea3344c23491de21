/* What the service tells: Windows' event log for whoever looks after the PC, and a file beside the agent's own words for whoever reads those. */
#include "service.h"
#include <stdarg.h>
#include <stdio.h>

/* Begun anew at a start of the agent; the one before is kept. */
#define MOST_LOG_BYTES (4 * 1024 * 1024)

static WCHAR file[MOST_PATH];
static WCHAR old_file[MOST_PATH];
static HANDLE source;

void open_journal(const WCHAR *data_folder) {
  if (data_folder[0] != 0) {
    swprintf(file, MOST_PATH, L"%ls\\agent.log", data_folder);
    swprintf(old_file, MOST_PATH, L"%ls\\agent.old.log", data_folder);
  }
  source = RegisterEventSource(NULL, EVENT_SOURCE);
}

HANDLE open_agent_log(void) {
  WIN32_FILE_ATTRIBUTE_DATA found;
  if (file[0] == 0) return INVALID_HANDLE_VALUE;
  if (GetFileAttributesEx(file, GetFileExInfoStandard, &found) && (found.nFileSizeHigh != 0 || found.nFileSizeLow > MOST_LOG_BYTES))
    MoveFileEx(file, old_file, MOVEFILE_REPLACE_EXISTING);
  SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
  return CreateFile(file, FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited, OPEN_ALWAYS,
                    FILE_ATTRIBUTE_NORMAL, NULL);
}

void note(WORD kind, DWORD event, const WCHAR *format, ...) {
  WCHAR text[512];
  va_list arguments;
  va_start(arguments, format);
  vswprintf(text, sizeof text / sizeof *text, format, arguments);
  va_end(arguments);
  const WCHAR *texts[] = {text};
  if (source != NULL) ReportEvent(source, kind, 0, event, NULL, 1, 0, texts, NULL);
  HANDLE log = open_agent_log();
  if (log == INVALID_HANDLE_VALUE) return;
  char line[2048];
  int bytes = snprintf(line, sizeof line, "[service %lu] %ls\r\n", (unsigned long)(event & 0xffff), text);
  DWORD written;
  if (bytes > 0) WriteFile(log, line, bytes < (int)sizeof line ? (DWORD)bytes : (DWORD)sizeof line - 1, &written, NULL);
  CloseHandle(log);
}
