/*
 * Threads, and which of them an order is for. Usage: classwarden-desktop IDLE-AFTER-MS [gdi]. With `managed` alone it says by its exit code whether somebody
 * manages this PC: 0 or 10. With `inventory` it tells what inventory.c says.
 */
#include "desktop.h"
#include <stdlib.h>
#include <string.h>
#include <wtsapi32.h>

#define TICK_MS 250
/* An agent that ended is started again and covers anew; until then the screen stays as it is. A pupil is not left before it for longer. */
#define HELD_WITHOUT_AGENT_MS 15000
#define TIMER_TICK 1
/* desktop-program.ts knows it. */
#define EXIT_EXCEPTION 6
#define MESSAGE_AGENT_GONE (WM_APP + 2)

static DWORD window_thread;
static DWORD work_thread;
static ULONGLONG gone_at;

static int is_for_windows(const char *word) {
  return strcmp(word, "cover") == 0 || strcmp(word, "uncover") == 0 || strcmp(word, "card") == 0 || strcmp(word, "ask") == 0 || strncmp(word, "panel", 5) == 0 ||
         strncmp(word, "test-card", 9) == 0;
}

static DWORD WINAPI read_orders(void *unused) {
  (void)unused;
  struct order *order;
  while (read_order(&order)) {
    if (strncmp(order->words[0], "host", 4) == 0) {
      if (!hosts_order(order)) free_order(order);
      continue;
    }
    DWORD thread = is_for_windows(order->words[0]) ? window_thread : work_thread;
    /* A queue that is full has its reader stuck: the agent is answered by our end. */
    if (!PostThreadMessage(thread, MESSAGE_ORDER, 0, (LPARAM)order)) ExitProcess(5);
  }
  hosts_end();
  PostThreadMessage(window_thread, MESSAGE_AGENT_GONE, 0, 0);
  return 0;
}

static void work(const struct order *order) {
  const char *word = order->words[0];
  if (strcmp(word, "capture") == 0 || strcmp(word, "view-off") == 0) capture_order(order);
  else if (strcmp(word, "programs") == 0 || strcmp(word, "stop") == 0 || strcmp(word, "close-windows") == 0) programs_order(order);
  else if (strcmp(word, "command-line") == 0) command_line_order(order);
  else if (strcmp(word, "groups") == 0) groups_order(order);
  else if (strcmp(word, "power") == 0 || strcmp(word, "open") == 0) power_order(order);
}

static DWORD WINAPI run_work(void *ready) {
  MSG message;
  PeekMessage(&message, NULL, 0, 0, PM_NOREMOVE);
  SetEvent(ready);
  while (GetMessage(&message, NULL, 0, 0) > 0) {
    if (message.message != MESSAGE_ORDER) {
      DispatchMessage(&message);
      continue;
    }
    struct order *order = (struct order *)message.lParam;
    work(order);
    free_order(order);
  }
  return 0;
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  switch (message) {
    case WM_DISPLAYCHANGE:
      tell_monitors();
      cover_relayout();
      return 0;
    case WM_WTSSESSION_CHANGE:
      tell_user();
      return 0;
    case MESSAGE_NAMED:
      heed_full_name();
      return 0;
    case WM_TIMER:
      if (gone_at != 0 && is_taken_over()) ExitProcess(0);
      cover_tick();
      sensors_tick();
      if (gone_at != 0 && (!is_covered() || GetTickCount64() - gone_at > HELD_WITHOUT_AGENT_MS)) {
        cover_end();
        ExitProcess(0);
      }
      return 0;
  }
  return DefWindowProc(window, message, word, detail);
}

/* At once, and not after Windows has written its report: until the next process is there, nothing is covered. */
static LONG WINAPI end_by_exception(EXCEPTION_POINTERS *unused) {
  (void)unused;
  TerminateProcess(GetCurrentProcess(), EXIT_EXCEPTION);
  return EXCEPTION_EXECUTE_HANDLER;
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[count - 1], "managed") == 0) return is_managed() ? 0 : 10;
  int exit_code = 0;
  /* Needs no desktop: also where nobody is signed in. */
  if (count > 1 && strcmp(arguments[1], "inventory") == 0) return tell_inventory(count > 2 && strcmp(arguments[2], "brief") == 0);
  if (enter_session(&exit_code)) return exit_code;
  SetUnhandledExceptionFilter(end_by_exception);
  if (count > 2 && strcmp(arguments[2], "gdi") == 0) read_by_gdi();
  window_thread = GetCurrentThreadId();
  HANDLE ready = CreateEvent(NULL, FALSE, FALSE, NULL);
  if (ready == NULL || CreateThread(NULL, 0, run_work, ready, 0, &work_thread) == NULL) return 2;
  WaitForSingleObject(ready, INFINITE);

  WNDCLASS class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandle(NULL), .lpszClassName = OWN_CLASS L"Listener"};
  RegisterClass(&class);
  /* A window of the desktop, not a message-only one: those hear nothing of monitors. */
  HWND listener = CreateWindow(OWN_CLASS L"Listener", L"", WS_POPUP, 0, 0, 0, 0, NULL, NULL, class.hInstance, NULL);
  if (listener == NULL) return 2;
  /* What an earlier process of ours held when it was ended. */
  release_shell();
  start_sensors(listener, count > 1 ? strtoul(arguments[1], NULL, 10) : 60000);
  SetTimer(listener, TIMER_TICK, TICK_MS, NULL);
  tell(NULL, 0, "ready");
  if (CreateThread(NULL, 0, read_orders, NULL, 0, NULL) == NULL) return 2;

  MSG message;
  while (GetMessage(&message, NULL, 0, 0) > 0) {
    if (message.hwnd == NULL && message.message == MESSAGE_ORDER) {
      struct order *order = (struct order *)message.lParam;
      if (strncmp(order->words[0], "panel", 5) == 0) panel_order(order);
      else if (strncmp(order->words[0], "test-card", 9) == 0) test_card_order(order);
      else cover_order(order);
      free_order(order);
    } else if (message.hwnd == NULL && (message.message == MESSAGE_ANSWER_KEY || message.message == MESSAGE_ANSWER_CLICK)) {
      cover_answer(&message);
    } else if (message.hwnd == NULL && message.message == MESSAGE_AGENT_GONE) {
      gone_at = GetTickCount64();
    } else {
      TranslateMessage(&message);
      DispatchMessage(&message);
    }
  }
  return 0;
}
