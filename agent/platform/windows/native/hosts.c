/*
 * [BR5] Where the native messaging hosts of a session's browsers connect: a pipe that its user may open, and nobody but the system serve. Of each that
 * connects the agent is told who it is by Windows' own word, and what started it; nothing is read of it before the agent takes it.
 *
 * Each connection has two threads, one for either direction. The agent sends the next bytes once it was told that the last ones were written.
 */
#include "desktop.h"
#include "host-pipe.h"
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winternl.h>

/* A host for each profile of each browser. */
#define MOST_HOSTS 32
#define MOST_CHUNK 65536
/* The host, cmd.exe, through which browsers may start it, the browser. */
#define MOST_ANCESTRY 3
#define LOOK_EVERY_MS 500
#define TAKEN_WITHIN_MS 15000
/* An agent that ended a moment ago may still have the name. */
#define NAME_FREE_WITHIN_MS 5000

struct host {
  int number;
  HANDLE pipe;
  ULONGLONG connected_at;
  HANDLE taken;
  /* Stays set. */
  HANDLE ended;
  HANDLE written;
  /* What the writer writes next. */
  struct order *volatile next;
  HANDLE has_next;
  LONG threads;
};

static CRITICAL_SECTION door;
static struct host *hosts[MOST_HOSTS];
/* Set while the agent wants connections. */
static HANDLE wanted;
static HANDLE unwanted;
static int last_number;

static uint64_t now_ticks(void) {
  FILETIME now;
  GetSystemTimePreciseAsFileTime(&now);
  return (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
}

static DWORD parent_of(HANDLE process) {
  PROCESS_BASIC_INFORMATION told;
  ULONG bytes = 0;
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &told, sizeof told, &bytes) != 0) return 0;
  return (DWORD)(ULONG_PTR)told.InheritedFromUniqueProcessId;
}

/* One line each of the process and of what started it: number, start, program. None began after what it started: a number was used again there. */
static size_t describe(char *lines, size_t room, DWORD pid, uint64_t latest) {
  size_t length = 0;
  for (int at = 0; at < MOST_ANCESTRY && pid != 0; at++) {
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
    if (process == NULL) break;
    uint64_t since = process_started(process);
    WCHAR file[MOST_PATH] = L"";
    DWORD letters = MOST_PATH;
    char path[2 * MOST_PATH];
    DWORD parent = parent_of(process);
    int known = since != 0 && since <= latest && QueryFullProcessImageName(process, 0, file, &letters);
    CloseHandle(process);
    if (!known) break;
    to_utf8(file, path, sizeof path);
    length += (size_t)snprintf(lines + length, room - length, "%lu\t%llu\t%s\n", pid, (unsigned long long)since, path);
    pid = parent;
    latest = since;
  }
  return length;
}

/* The last of its threads lets go of it. */
static void leave(struct host *host) {
  SetEvent(host->ended);
  EnterCriticalSection(&door);
  int is_last = --host->threads == 0;
  for (int at = 0; is_last && at < MOST_HOSTS; at++)
    if (hosts[at] == host) hosts[at] = NULL;
  LeaveCriticalSection(&door);
  if (!is_last) return;
  tell(NULL, 0, "host-closed\t%d", host->number);
  CloseHandle(host->pipe);
  CloseHandle(host->taken);
  CloseHandle(host->ended);
  CloseHandle(host->written);
  CloseHandle(host->has_next);
  if (host->next != NULL) free_order(host->next);
  free(host);
}

/* Whether the event came before the host's end. */
static int await(struct host *host, HANDLE event, DWORD within_ms) {
  HANDLE either[2] = {host->ended, event};
  return WaitForMultipleObjects(2, either, FALSE, within_ms) == WAIT_OBJECT_0 + 1;
}

static int settle(struct host *host, BOOL begun, OVERLAPPED *state, DWORD *moved) {
  if (!begun && GetLastError() != ERROR_IO_PENDING) return 0;
  if (!await(host, state->hEvent, INFINITE)) CancelIoEx(host->pipe, state);
  return GetOverlappedResult(host->pipe, state, moved, TRUE) && *moved > 0;
}

static DWORD WINAPI run_writer(void *parameter) {
  struct host *host = parameter;
  OVERLAPPED state = {.hEvent = host->written};
  while (await(host, host->has_next, INFINITE)) {
    struct order *order = InterlockedExchangePointer((void *volatile *)&host->next, NULL);
    size_t at = 0;
    while (order != NULL && at < order->body_bytes) {
      DWORD moved = 0;
      if (!settle(host, WriteFile(host->pipe, order->body + at, (DWORD)(order->body_bytes - at), NULL, &state), &state, &moved)) break;
      at += moved;
    }
    int whole = order != NULL && at == order->body_bytes;
    if (order != NULL) free_order(order);
    if (!whole) break;
    tell(NULL, 0, "host-written\t%d", host->number);
  }
  leave(host);
  return 0;
}

static DWORD WINAPI run_reader(void *parameter) {
  struct host *host = parameter;
  OVERLAPPED state = {.hEvent = CreateEvent(NULL, TRUE, FALSE, NULL)};
  static const size_t room = MOST_ANCESTRY * (2 * MOST_PATH + 64);
  char *bytes = malloc(MOST_CHUNK > room ? MOST_CHUNK : room);
  ULONG pid = 0;
  if (bytes != NULL) {
    GetNamedPipeClientProcessId(host->pipe, &pid);
    /* One that began after the connection has the number of the process that connected, and is another. */
    size_t length = describe(bytes, room, pid, host->connected_at);
    tell(bytes, length, "host-open\t%d\t%d", host->number, is_of_user(pid));
    if (await(host, host->taken, TAKEN_WITHIN_MS)) {
      DWORD moved = 0;
      while (settle(host, ReadFile(host->pipe, bytes, MOST_CHUNK, NULL, &state), &state, &moved))
        tell(bytes, moved, "host-data\t%d", host->number);
    }
  }
  free(bytes);
  CloseHandle(state.hEvent);
  leave(host);
  return 0;
}

static void admit(HANDLE pipe) {
  struct host *host = calloc(1, sizeof *host);
  int place = 0;
  EnterCriticalSection(&door);
  while (place < MOST_HOSTS && hosts[place] != NULL) place++;
  if (host != NULL && place < MOST_HOSTS) {
    *host = (struct host){
        .number = ++last_number,
        .pipe = pipe,
        .connected_at = now_ticks(),
        .taken = CreateEvent(NULL, TRUE, FALSE, NULL),
        .ended = CreateEvent(NULL, TRUE, FALSE, NULL),
        .written = CreateEvent(NULL, TRUE, FALSE, NULL),
        .has_next = CreateEvent(NULL, FALSE, FALSE, NULL),
        .threads = 2,
    };
    hosts[place] = host;
  }
  LeaveCriticalSection(&door);
  if (host == NULL || place == MOST_HOSTS) {
    free(host);
    CloseHandle(pipe);
    return;
  }
  HANDLE threads[2] = {CreateThread(NULL, 0, run_writer, host, 0, NULL), CreateThread(NULL, 0, run_reader, host, 0, NULL)};
  for (int at = 0; at < 2; at++) {
    if (threads[at] == NULL) leave(host);
    else CloseHandle(threads[at]);
  }
}

static void end_hosts(void) {
  EnterCriticalSection(&door);
  for (int at = 0; at < MOST_HOSTS; at++)
    if (hosts[at] != NULL) SetEvent(hosts[at]->ended);
  LeaveCriticalSection(&door);
}

/* `first`: nobody may have the name yet. */
static HANDLE make_pipe(const WCHAR *name, const WCHAR *sid, int first) {
  WCHAR rights[MOST_PATH];
  SECURITY_ATTRIBUTES security = {.nLength = sizeof security};
  /* The user may read and write, and not make another end of the same name (0x4), as FILE_GENERIC_WRITE would let them. */
  swprintf(rights, MOST_PATH, L"D:P(A;;GA;;;SY)(A;;0x12019b;;;%ls)", sid);
  if (!ConvertStringSecurityDescriptorToSecurityDescriptor(rights, SDDL_REVISION_1, &security.lpSecurityDescriptor, NULL)) return INVALID_HANDLE_VALUE;
  DWORD open = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
  DWORD mode = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  HANDLE pipe = CreateNamedPipe(name, open, mode, PIPE_UNLIMITED_INSTANCES, MOST_CHUNK, MOST_CHUNK, 0, &security);
  DWORD error = GetLastError();
  LocalFree(security.lpSecurityDescriptor);
  SetLastError(error);
  return pipe;
}

static int is_served(const WCHAR *name) {
  return WaitNamedPipe(name, 1) || GetLastError() == ERROR_SEM_TIMEOUT;
}

/* The first end of the pipe, for the user who is signed in; waits for both. NULL once it is no longer wanted. */
static HANDLE open_door(const WCHAR *name, WCHAR *sid) {
  const char *told = "";
  ULONGLONG since = GetTickCount64();
  for (;; WaitForSingleObject(unwanted, LOOK_EVERY_MS)) {
    if (WaitForSingleObject(wanted, 0) != WAIT_OBJECT_0) return NULL;
    if (!user_sid(sid, 256)) continue;
    int taken = is_served(name);
    HANDLE pipe = taken ? INVALID_HANDLE_VALUE : make_pipe(name, sid, 1);
    if (pipe != INVALID_HANDLE_VALUE) return pipe;
    const char *why = taken || GetLastError() == ERROR_ACCESS_DENIED ? "name-taken" : "no-door";
    if (GetTickCount64() - since < NAME_FREE_WITHIN_MS || strcmp(why, told) == 0) continue;
    told = why;
    tell(NULL, 0, "door\t%s", why);
  }
}

/* Takes connections until the agent wants none, or another user is signed in. */
static void keep_door(const WCHAR *name, const WCHAR *sid, HANDLE pipe) {
  OVERLAPPED state = {.hEvent = CreateEvent(NULL, TRUE, FALSE, NULL)};
  HANDLE either[2] = {unwanted, state.hEvent};
  WCHAR now[256];
  tell(NULL, 0, "door\topen");
  while (pipe != INVALID_HANDLE_VALUE) {
    ResetEvent(state.hEvent);
    BOOL connected = ConnectNamedPipe(pipe, &state) || GetLastError() == ERROR_PIPE_CONNECTED;
    int pending = !connected && GetLastError() == ERROR_IO_PENDING;
    DWORD woken = WAIT_TIMEOUT;
    while (pending && woken == WAIT_TIMEOUT) {
      woken = WaitForMultipleObjects(2, either, FALSE, LOOK_EVERY_MS);
      if (woken == WAIT_TIMEOUT && (!user_sid(now, 256) || lstrcmp(now, sid) != 0)) woken = WAIT_OBJECT_0;
    }
    if (pending && woken == WAIT_OBJECT_0) {
      DWORD moved = 0;
      CancelIoEx(pipe, &state);
      GetOverlappedResult(pipe, &state, &moved, TRUE);
      break;
    }
    /* The next end is there before the name could be free. */
    HANDLE next = make_pipe(name, sid, 0);
    if (connected || pending) admit(pipe);
    else CloseHandle(pipe);
    pipe = next;
  }
  if (pipe != INVALID_HANDLE_VALUE) CloseHandle(pipe);
  CloseHandle(state.hEvent);
  end_hosts();
}

static DWORD WINAPI run_door(void *unused) {
  (void)unused;
  WCHAR name[HOST_PIPE_NAME];
  WCHAR sid[256];
  if (!host_pipe_name(name)) return 1;
  while (WaitForSingleObject(wanted, INFINITE) == WAIT_OBJECT_0) {
    HANDLE pipe = open_door(name, sid);
    if (pipe != NULL) keep_door(name, sid, pipe);
  }
  return 0;
}

static struct host *find(int number) {
  for (int at = 0; at < MOST_HOSTS; at++)
    if (hosts[at] != NULL && hosts[at]->number == number) return hosts[at];
  return NULL;
}

static void want(int connections) {
  if (wanted == NULL) {
    InitializeCriticalSection(&door);
    wanted = CreateEvent(NULL, TRUE, FALSE, NULL);
    unwanted = CreateEvent(NULL, TRUE, TRUE, NULL);
    CreateThread(NULL, 0, run_door, NULL, 0, NULL);
  }
  SetEvent(connections ? wanted : unwanted);
  ResetEvent(connections ? unwanted : wanted);
}

int hosts_order(struct order *order) {
  const char *word = order->words[0];
  int is_kept = 0;
  if (strcmp(word, "hosts") == 0) want(1);
  else if (strcmp(word, "hosts-off") == 0) hosts_end();
  else if (wanted != NULL) {
    EnterCriticalSection(&door);
    struct host *host = find(number_word(order, 1));
    if (host != NULL && strcmp(word, "host-take") == 0) SetEvent(host->taken);
    else if (host != NULL && strcmp(word, "host-close") == 0) SetEvent(host->ended);
    else if (host != NULL && strcmp(word, "host-data") == 0) {
      is_kept = InterlockedCompareExchangePointer((void *volatile *)&host->next, order, NULL) == NULL;
      /* Before the last bytes were written: not of the contract. */
      SetEvent(is_kept ? host->has_next : host->ended);
    }
    LeaveCriticalSection(&door);
  }
  return is_kept;
}

void hosts_end(void) {
  if (wanted == NULL) return;
  want(0);
  end_hosts();
}
