/*
 * The native messaging host on Windows: passes frames between a browser, which starts it with pipes on standard input and output, and the agent's pipe
 * of this session. Who it is, and which browser started it, the agent asks Windows.
 */
#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE
#include <windows.h>
#include <sddl.h>
#include <string.h>
#include <wchar.h>
#include "../../../browser/host/frame-lengths.h"
#include "../native/host-pipe.h"

#define FREE_WITHIN_MS 2000

struct direction {
  HANDLE from;
  HANDLE to;
  struct frame_lengths frames;
  char buffer[16384];
};

/* The agent's pipe is read and written at once, which needs an event for each; a browser's take none, and pass over it. */
static int transfer(HANDLE file, char *bytes, DWORD most, int is_read, HANDLE event, DWORD *moved) {
  OVERLAPPED state = {.hEvent = event};
  BOOL done = is_read ? ReadFile(file, bytes, most, moved, event == NULL ? NULL : &state)
                      : WriteFile(file, bytes, most, moved, event == NULL ? NULL : &state);
  if (event != NULL && (done || GetLastError() == ERROR_IO_PENDING)) done = GetOverlappedResult(file, &state, moved, TRUE);
  return done && *moved > 0;
}

static void pass(struct direction *way, HANDLE read_event, HANDLE write_event) {
  for (;;) {
    DWORD got = 0;
    if (!transfer(way->from, way->buffer, sizeof way->buffer, 1, read_event, &got) || !are_bounded(&way->frames, way->buffer, got)) return;
    for (DWORD at = 0; at < got;) {
      DWORD written = 0;
      if (!transfer(way->to, way->buffer + at, got - at, 0, write_event, &written)) return;
      at += written;
    }
  }
}

static HANDLE connect_to_agent(void) {
  WCHAR name[HOST_PIPE_NAME];
  if (!host_pipe_name(name)) return INVALID_HANDLE_VALUE;
  for (;;) {
    /* Whoever serves it may ask who we are, and do nothing in our name. */
    DWORD how = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
    HANDLE agent = CreateFile(name, FILE_READ_DATA | FILE_WRITE_DATA | SYNCHRONIZE, 0, NULL, OPEN_EXISTING, how, NULL);
    if (agent != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY) return agent;
    if (!WaitNamedPipe(name, FREE_WITHIN_MS)) return INVALID_HANDLE_VALUE;
  }
}

/* No program of the same user may look into this one or speak through it, and none gives itself the right to. */
static void keep_to_itself(void) {
  PSECURITY_DESCRIPTOR rights = NULL;
  /* All for the system; for everybody, its owner (OW) too, to see what it is and to wait for its end. */
  static const WCHAR text[] = L"D:P(A;;GA;;;SY)(A;;0x101000;;;WD)(A;;0x101000;;;OW)";
  if (!ConvertStringSecurityDescriptorToSecurityDescriptor(text, SDDL_REVISION_1, &rights, NULL)) return;
  SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, rights);
  LocalFree(rights);
}

static struct direction up = {.frames.most = MOST_UP};
static struct direction down = {.frames.most = MOST_DOWN};

static DWORD WINAPI pass_down(void *unused) {
  (void)unused;
  pass(&down, CreateEvent(NULL, TRUE, FALSE, NULL), NULL);
  ExitProcess(0);
}

int main(int count, char **arguments) {
  /* The doctor asks whether this program runs here. */
  if (count == 2 && strcmp(arguments[1], "--check") == 0) return 0;
  keep_to_itself();
  HANDLE agent = connect_to_agent();
  if (agent == INVALID_HANDLE_VALUE) return 1;
  up.from = GetStdHandle(STD_INPUT_HANDLE);
  up.to = down.from = agent;
  down.to = GetStdHandle(STD_OUTPUT_HANDLE);
  CreateThread(NULL, 0, pass_down, NULL, 0, NULL);
  pass(&up, NULL, CreateEvent(NULL, TRUE, FALSE, NULL));
  /* Whatever the other direction waits for. */
  ExitProcess(0);
}
