/* What the desktop tells by itself: monitors, the window in front, who is signed in, and whether keyboard and mouse rest. */
#include "desktop.h"
#include "programs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wtsapi32.h>

static DWORD idle_after_ms;
static int told_idle = -1;
static char told_front[8 * MOST_PATH];
static char told_user[1024];
static HWND listener;
/* Who is signed in, as far as it was found out. */
static struct named known;

static BOOL CALLBACK add_monitor(HMONITOR handle, HDC dc, RECT *area, LPARAM list) {
  (void)dc;
  struct monitor **next = (struct monitor **)list;
  MONITORINFOEX info = {.cbSize = sizeof info};
  if (!GetMonitorInfo(handle, (MONITORINFO *)&info)) return TRUE;
  **next = (struct monitor){.area = *area, .primary = (info.dwFlags & MONITORINFOF_PRIMARY) != 0};
  lstrcpyn((*next)->name, info.szDevice, 32);
  (*next)++;
  return TRUE;
}

static BOOL CALLBACK add_while_room(HMONITOR handle, HDC dc, RECT *area, LPARAM list) {
  struct monitor **ends = (struct monitor **)list;
  return ends[0] < ends[1] ? add_monitor(handle, dc, area, list) : FALSE;
}

/* The primary monitor first. */
int read_monitors(struct monitor *monitors) {
  struct monitor *ends[2] = {monitors, monitors + MOST_MONITORS};
  EnumDisplayMonitors(NULL, NULL, add_while_room, (LPARAM)ends);
  int count = (int)(ends[0] - monitors);
  for (int at = 1; at < count; at++) {
    if (!monitors[at].primary) continue;
    struct monitor first = monitors[0];
    monitors[0] = monitors[at];
    monitors[at] = first;
    break;
  }
  return count;
}

POINT origin(void) {
  return (POINT){GetSystemMetrics(SM_XVIRTUALSCREEN), GetSystemMetrics(SM_YVIRTUALSCREEN)};
}

void tell_monitors(void) {
  POINT zero = origin();
  struct monitor monitors[MOST_MONITORS];
  char lines[MOST_MONITORS * 200];
  int length = 0;
  int count = read_monitors(monitors);
  for (int at = 0; at < count; at++) {
    char name[64];
    RECT area = monitors[at].area;
    to_utf8(monitors[at].name, name, sizeof name);
    length += snprintf(
        lines + length,
        sizeof lines - (size_t)length,
        "%ld\t%ld\t%ld\t%ld\t%d\t%s\n",
        area.left - zero.x,
        area.top - zero.y,
        area.right - area.left,
        area.bottom - area.top,
        monitors[at].primary,
        name);
  }
  tell(lines, (size_t)length, "monitors");
}

static void tell_front(void) {
  HWND front = GetForegroundWindow();
  DWORD pid = 0;
  if (front != NULL) pid = owner_of(front);
  /* Our own windows cover what the pupil has in front; they are not it. */
  if (is_this_program(pid) && !is_test_card(front)) return;
  char now[8 * MOST_PATH] = "front";
  if (front != NULL && front != GetDesktopWindow()) {
    WCHAR text[MOST_PATH] = L"";
    char title[2 * MOST_PATH];
    char class[512];
    char path[2 * MOST_PATH] = "";
    RECT area = {0, 0, 0, 0};
    POINT zero = origin();
    GetWindowRect(front, &area);
    GetWindowText(front, text, MOST_PATH);
    to_utf8(text, title, sizeof title);
    GetClassName(front, text, MOST_PATH);
    to_utf8(text, class, sizeof class);
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
    if (process != NULL) {
      DWORD length = MOST_PATH;
      if (QueryFullProcessImageName(process, 0, text, &length)) to_utf8(text, path, sizeof path);
      CloseHandle(process);
    }
    snprintf(now, sizeof now, "front\t%lu\t%ld\t%ld\t%s\t%s\t%s", pid, (area.left + area.right) / 2 - zero.x, (area.top + area.bottom) / 2 - zero.y, class, title, path);
  }
  if (strcmp(now, told_front) == 0) return;
  strcpy(told_front, now);
  tell(NULL, 0, "%s", now);
}

static void tell_idle(void) {
  LASTINPUTINFO last = {.cbSize = sizeof last};
  if (!GetLastInputInfo(&last)) return;
  DWORD resting = GetTickCount() - last.dwTime;
  int idle = resting >= idle_after_ms;
  if (idle == told_idle) return;
  told_idle = idle;
  tell(NULL, 0, "idle\t%d\t%.0f", idle, now_ms() - (idle ? (double)resting : 0));
}

void tell_user(void) {
  struct account signed_in;
  char now[1024] = "user";
  read_account(&signed_in);
  if (lstrcmp(signed_in.name, known.account.name) != 0 || lstrcmp(signed_in.domain, known.account.domain) != 0) {
    known = (struct named){.account = signed_in};
    follow_shell();
    if (signed_in.name[0] != 0) find_full_name(&signed_in, listener);
  }
  if (signed_in.name[0] != 0) {
    char utf8[MOST_NAME], full8[MOST_NAME];
    to_utf8(signed_in.name, utf8, MOST_NAME);
    to_utf8(known.full_name, full8, MOST_NAME);
    snprintf(now, sizeof now, "user\t%s\t%s\t%.0f", utf8, full8, signed_in.signed_in_at);
  }
  if (strcmp(now, told_user) == 0) return;
  strcpy(told_user, now);
  tell(NULL, 0, "%s", now);
}

/* The answer to what was asked at their log-on; somebody else may be there by now. */
void heed_full_name(void) {
  struct named *named = take_full_name();
  if (named == NULL) return;
  if (lstrcmp(named->account.name, known.account.name) == 0 && lstrcmp(named->account.domain, known.account.domain) == 0) {
    lstrcpyn(known.full_name, named->full_name, MOST_NAME);
    tell_user();
  }
  free(named);
}

static void CALLBACK on_event(HWINEVENTHOOK hook, DWORD event, HWND window, LONG object, LONG child, DWORD thread, DWORD time) {
  (void)hook, (void)child, (void)thread, (void)time;
  if (event == EVENT_SYSTEM_DESKTOPSWITCH) {
    cover_return();
    return;
  }
  if (object != OBJID_WINDOW) return;
  if (event == EVENT_SYSTEM_FOREGROUND) {
    tell_front();
    panels_raise();
  }
  if (event == EVENT_OBJECT_NAMECHANGE && window == GetForegroundWindow()) tell_front();
  if (event != EVENT_OBJECT_NAMECHANGE) cover_heed(window);
}

void start_sensors(HWND window, DWORD idle_after) {
  listener = window;
  idle_after_ms = idle_after;
  WTSRegisterSessionNotification(listener, NOTIFY_FOR_THIS_SESSION);
  DWORD how = WINEVENT_OUTOFCONTEXT | WINEVENT_SKIPOWNPROCESS;
  SetWinEventHook(EVENT_SYSTEM_FOREGROUND, EVENT_SYSTEM_FOREGROUND, NULL, on_event, 0, 0, how);
  SetWinEventHook(EVENT_SYSTEM_DESKTOPSWITCH, EVENT_SYSTEM_DESKTOPSWITCH, NULL, on_event, 0, 0, how);
  SetWinEventHook(EVENT_OBJECT_SHOW, EVENT_OBJECT_REORDER, NULL, on_event, 0, 0, how);
  SetWinEventHook(EVENT_OBJECT_NAMECHANGE, EVENT_OBJECT_NAMECHANGE, NULL, on_event, 0, 0, how);
  tell_monitors();
  tell_user();
  tell_front();
  tell_idle();
}

/* What no event tells: rest, and the windows of programs whose events are kept from us. */
void sensors_tick(void) {
  tell_front();
  tell_idle();
}
