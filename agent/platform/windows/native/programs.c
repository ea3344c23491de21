/* The programs of whoever is signed in, and their windows. */
#include "desktop.h"
#include "programs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tlhelp32.h>

#define MOST_SHOWN 512
#define MOST_LIST (512u * 1024u)

struct shown {
  DWORD pid;
  HWND window;
  char class[128];
};

struct shown_windows {
  struct shown list[MOST_SHOWN];
  int count;
};

/* A window that a person would call one: seen, its own master, no part of the shell. */
static int is_program_window(HWND window) {
  WCHAR class[64] = L"";
  if (!IsWindowVisible(window) || GetWindow(window, GW_OWNER) != NULL) return 0;
  if ((GetWindowLong(window, GWL_EXSTYLE) & WS_EX_TOOLWINDOW) != 0 || is_asleep(window)) return 0;
  GetClassName(window, class, 64);
  return lstrcmp(class, L"Shell_TrayWnd") != 0 && lstrcmp(class, L"Progman") != 0 && lstrcmp(class, L"WorkerW") != 0;
}

static BOOL CALLBACK add_window(HWND window, LPARAM parameter) {
  struct shown_windows *shown = (struct shown_windows *)parameter;
  DWORD pid = owner_of(window);
  if (pid == GetCurrentProcessId() || !is_program_window(window) || window == GetDesktopWindow()) return TRUE;
  WCHAR class[64] = L"";
  struct shown *next = &shown->list[shown->count++];
  next->pid = pid;
  next->window = window;
  GetClassName(window, class, 64);
  to_utf8(class, next->class, sizeof next->class);
  return shown->count < MOST_SHOWN;
}

static struct shown_windows *read_windows(void) {
  struct shown_windows *shown = calloc(1, sizeof *shown);
  if (shown != NULL) EnumWindows(add_window, (LPARAM)shown);
  return shown;
}

/* When a process began, in ticks of 100 ns: tells a number that was used again. */
uint64_t process_started(HANDLE process) {
  FILETIME created, ended, kernel, user;
  if (!GetProcessTimes(process, &created, &ended, &kernel, &user)) return 0;
  return (uint64_t)created.dwHighDateTime << 32 | created.dwLowDateTime;
}

/* Where its file lies; never by the short names of MS-DOS, by which a program can be started too. */
static void read_path(HANDLE process, WCHAR *file) {
  WCHAR whole[MOST_PATH];
  DWORD length = MOST_PATH;
  if (!QueryFullProcessImageName(process, 0, file, &length)) file[0] = 0;
  length = GetLongPathName(file, whole, MOST_PATH);
  if (length > 0 && length < MOST_PATH) lstrcpy(file, whole);
}

static int has_ended(HANDLE process) {
  DWORD code = STILL_ACTIVE;
  return GetExitCodeProcess(process, &code) && code != STILL_ACTIVE;
}

static size_t describe(char *line, size_t room, const PROCESSENTRY32 *entry, HANDLE process, const struct shown_windows *shown) {
  WCHAR file[MOST_PATH] = L"";
  char path[2 * MOST_PATH], name[512];
  uint64_t since = process_started(process);
  read_path(process, file);
  const struct program_names *names = names_of(entry->th32ProcessID, since, file);
  to_utf8(file, path, sizeof path);
  to_utf8(entry->szExeFile, name, sizeof name);
  int at = snprintf(
      line,
      room,
      "%lu\t%lu\t%llu\t%s\t%s\t%s\t%s",
      entry->th32ProcessID,
      entry->th32ParentProcessID,
      (unsigned long long)since,
      path,
      name,
      names->original,
      names->description);
  for (int window = 0; window < shown->count && at > 0 && (size_t)at < room; window++)
    if (shown->list[window].pid == entry->th32ProcessID) at += snprintf(line + at, room - (size_t)at, "\t%s", shown->list[window].class);
  if (at <= 0 || (size_t)at + 1 >= room) return 0;
  line[at++] = '\n';
  return (size_t)at;
}

static void list(int id) {
  struct shown_windows *shown = read_windows();
  char *lines = malloc(MOST_LIST);
  HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  size_t length = 0;
  if (shown != NULL && lines != NULL && snapshot != INVALID_HANDLE_VALUE) {
    PROCESSENTRY32 entry = {.dwSize = sizeof entry};
    for (BOOL more = Process32First(snapshot, &entry); more; more = Process32Next(snapshot, &entry)) {
      if (!is_of_user(entry.th32ProcessID)) continue;
      HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
      if (process == NULL) continue;
      if (!has_ended(process)) length += describe(lines + length, MOST_LIST - length, &entry, process, shown);
      CloseHandle(process);
    }
  }
  if (snapshot != INVALID_HANDLE_VALUE) CloseHandle(snapshot);
  tell(lines, length, "answer\t%d", id);
  free(lines);
  free(shown);
}

struct asked {
  DWORD pid;
  int seen_alone;
};

static BOOL CALLBACK close_of(HWND window, LPARAM parameter) {
  const struct asked *asked = (const struct asked *)parameter;
  if (owner_of(window) != asked->pid || GetWindow(window, GW_OWNER) != NULL) return TRUE;
  if (!asked->seen_alone || is_program_window(window)) PostMessage(window, WM_CLOSE, 0, 0);
  return TRUE;
}

/* `close` asks its windows as a click does, `end` those too that nobody sees, `force` ends the process; never another that has its number by now. */
static void stop(const struct order *order) {
  struct asked asked = {.pid = strtoul(order->count > 1 ? order->words[1] : "", NULL, 10)};
  uint64_t since = strtoull(order->count > 2 ? order->words[2] : "", NULL, 10);
  const char *how = order->count > 3 ? order->words[3] : "close";
  int force = strcmp(how, "force") == 0;
  asked.seen_alone = strcmp(how, "close") == 0;
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | (force ? PROCESS_TERMINATE : 0), FALSE, asked.pid);
  if (process == NULL) return;
  if (process_started(process) == since) {
    if (force) TerminateProcess(process, 1);
    else EnumWindows(close_of, (LPARAM)&asked);
  }
  CloseHandle(process);
}

struct closing {
  int id;
  int within_ms;
};

/* Asks every window to close, and those that ask back come up meanwhile; answers how many are left. */
static void close_all(const struct closing *closing) {
  struct shown asked[MOST_SHOWN];
  int asked_count = 0;
  ULONGLONG end = GetTickCount64() + (ULONGLONG)(closing->within_ms < 0 ? 0 : closing->within_ms);
  for (;;) {
    struct shown_windows *shown = read_windows();
    int left = shown == NULL ? 0 : shown->count;
    for (int at = 0; at < left; at++) {
      int known = 0;
      for (int other = 0; other < asked_count; other++) known |= asked[other].window == shown->list[at].window;
      if (known || asked_count == MOST_SHOWN) continue;
      asked[asked_count++] = shown->list[at];
      PostMessage(shown->list[at].window, WM_CLOSE, 0, 0);
    }
    free(shown);
    if (left == 0 || GetTickCount64() >= end) {
      tell(NULL, 0, "answer\t%d\t%d", closing->id, left);
      return;
    }
    Sleep(50);
  }
}

static DWORD WINAPI run_close_all(void *parameter) {
  close_all(parameter);
  free(parameter);
  return 0;
}

/* On a thread of its own: a program with work to save takes its time, and whoever else asks something meanwhile is answered. */
static void begin_close_all(const struct order *order) {
  struct closing *closing = malloc(sizeof *closing);
  if (closing == NULL) return;
  *closing = (struct closing){.id = number_word(order, 1), .within_ms = number_word(order, 2)};
  HANDLE thread = CreateThread(NULL, 0, run_close_all, closing, 0, NULL);
  if (thread == NULL) run_close_all(closing);
  else CloseHandle(thread);
}

void programs_order(const struct order *order) {
  const char *word = order->words[0];
  if (strcmp(word, "programs") == 0) list(number_word(order, 1));
  else if (strcmp(word, "stop") == 0) stop(order);
  else begin_close_all(order);
}
