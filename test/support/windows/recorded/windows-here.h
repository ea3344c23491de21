/* The windows and monitors of a recorded Windows: who lies above whom, as far as a cover asks. */
#ifndef CLASSWARDEN_WINDOWS_HERE_H
#define CLASSWARDEN_WINDOWS_HERE_H

#include "recorded.h"
#include <dwmapi.h>

#define MOST_WINDOWS 64
#define FIRST_WINDOW 0x5000
#define is_here(window) ((uintptr_t)(window) >= FIRST_WINDOW && (uintptr_t)(window) < FIRST_WINDOW + MOST_WINDOWS)
#define window_at(window) (&window_list[(uintptr_t)(window) - FIRST_WINDOW])

struct window_here {
  char name[32];
  RECT area;
  DWORD pid;
  BOOL exists;
  BOOL shown;
  BOOL topmost;
  DWORD cloaked;
};

struct monitor_here {
  RECT area;
  BOOL primary;
  const WCHAR *name;
};

static struct window_here window_list[MOST_WINDOWS];
static int window_count;
/* From the top. */
static HWND window_order[MOST_WINDOWS];
static int order_count;
static HWND front;
static const WCHAR *title_here = L"Essay";
static HWND listener_here;
static WNDPROC listener_procedure;
static const struct monitor_here *monitor_list;
static int monitor_total;
static int refused_windows;

static void take_out(HWND window) {
  int at = 0;
  while (at < order_count && window_order[at] != window) at++;
  if (at == order_count) return;
  order_count--;
  memmove(&window_order[at], &window_order[at + 1], (size_t)(order_count - at) * sizeof *window_order);
}

/* Above all others of its band. */
static void raise_here(HWND window) {
  take_out(window);
  int at = 0;
  while (!window_at(window)->topmost && at < order_count && window_at(window_order[at])->topmost) at++;
  memmove(&window_order[at + 1], &window_order[at], (size_t)(order_count - at) * sizeof *window_order);
  window_order[at] = window;
  order_count++;
}

static HWND add_window(const char *name, RECT area, DWORD pid, BOOL topmost) {
  if (window_count == MOST_WINDOWS) exit(8);
  HWND window = (HWND)(uintptr_t)(FIRST_WINDOW + window_count);
  window_list[window_count] = (struct window_here){.area = area, .pid = pid, .exists = TRUE, .topmost = topmost};
  snprintf(window_list[window_count++].name, sizeof window_list->name, "%s", name);
  raise_here(window);
  return window;
}

static void say_windows(void) {
  for (int at = 0; at < order_count; at++) {
    const struct window_here *window = window_at(window_order[at]);
    if (!window->shown) continue;
    say("%s%s at %ld,%ld, %ldx%ld%s", window->topmost ? "topmost " : "", window->name, window->area.left, window->area.top,
        window->area.right - window->area.left, window->area.bottom - window->area.top, window_order[at] == front ? ", in front" : "");
  }
}

RECORDED("user32", ATOM, RegisterClassW, const WNDCLASSW *class) {
  if (wcscmp(class->lpszClassName, L"ClasswardenListener") == 0) listener_procedure = class->lpfnWndProc;
  return 1;
}

RECORDED("user32", HWND, CreateWindowExW, DWORD style, LPCWSTR class, LPCWSTR title, DWORD kind, int x, int y, int width, int height, HWND parent, HMENU menu, HINSTANCE instance, LPVOID given) {
  (void)title, (void)kind, (void)parent, (void)menu, (void)instance, (void)given;
  char name[32];
  if (refused_windows > 0 && refused_windows-- > 0) return NULL;
  snprintf(name, sizeof name, "%ls", class + 11);
  return add_window(name, (RECT){x, y, x + width, y + height}, GetCurrentProcessId(), (style & WS_EX_TOPMOST) != 0);
}

RECORDED("user32", BOOL, DestroyWindow, HWND window) {
  say("%s at %ld,%ld goes", window_at(window)->name, window_at(window)->area.left, window_at(window)->area.top);
  window_at(window)->exists = window_at(window)->shown = FALSE;
  take_out(window);
  return TRUE;
}

RECORDED("user32", BOOL, SetWindowPos, HWND window, HWND after, int x, int y, int width, int height, UINT how) {
  struct window_here *here = window_at(window);
  if ((how & SWP_NOMOVE) == 0) OffsetRect(&here->area, x - here->area.left, y - here->area.top);
  if ((how & SWP_NOSIZE) == 0) here->area = (RECT){here->area.left, here->area.top, here->area.left + width, here->area.top + height};
  if ((how & SWP_SHOWWINDOW) != 0) here->shown = TRUE;
  if ((how & SWP_NOZORDER) != 0) return TRUE;
  /* Asked for where it is already it stays, as on Windows. */
  if (after == HWND_TOPMOST && here->topmost) return TRUE;
  here->topmost = after == HWND_TOPMOST;
  raise_here(window);
  return TRUE;
}

RECORDED("user32", BOOL, ShowWindow, HWND window, int how) {
  window_at(window)->shown = how != SW_HIDE;
  return TRUE;
}

RECORDED("user32", BOOL, IsWindow, HWND window) {
  return is_here(window) && window_at(window)->exists;
}

RECORDED("user32", BOOL, IsWindowVisible, HWND window) {
  return is_here(window) && window_at(window)->shown;
}

RECORDED("user32", BOOL, IsIconic, HWND window) {
  (void)window;
  return FALSE;
}

RECORDED("user32", BOOL, GetWindowRect, HWND window, LPRECT area) {
  *area = window_at(window)->area;
  return TRUE;
}

RECORDED("user32", HWND, GetWindow, HWND window, UINT which) {
  int at = 0;
  if (which != GW_HWNDPREV) return NULL;
  while (at < order_count && window_order[at] != window) at++;
  return at == 0 || at == order_count ? NULL : window_order[at - 1];
}

RECORDED("user32", HWND, GetAncestor, HWND window, UINT which) {
  (void)which;
  return window;
}

RECORDED("user32", HWND, GetForegroundWindow, void) {
  return front;
}

RECORDED("user32", BOOL, SetForegroundWindow, HWND window) {
  front = window;
  return TRUE;
}

RECORDED("user32", BOOL, BringWindowToTop, HWND window) {
  raise_here(window);
  return TRUE;
}

RECORDED("user32", DWORD, GetWindowThreadProcessId, HWND window, LPDWORD pid) {
  if (pid != NULL) *pid = is_here(window) ? window_at(window)->pid : 0;
  return 1;
}

RECORDED("user32", BOOL, RedrawWindow, HWND window, const RECT *area, HRGN region, UINT how) {
  (void)window, (void)area, (void)region, (void)how;
  return TRUE;
}

RECORDED("user32", int, GetClassNameW, HWND window, LPWSTR name, int most) {
  return swprintf(name, (size_t)most, L"%hs", window_at(window)->name);
}

RECORDED("user32", int, GetWindowTextW, HWND window, LPWSTR text, int most) {
  (void)window;
  lstrcpynW(text, title_here, most);
  return lstrlenW(text);
}

RECORDED("user32", HWND, GetDesktopWindow, void) {
  return NULL;
}

RECORDED("dwmapi", HRESULT, DwmGetWindowAttribute, HWND window, DWORD which, PVOID value, DWORD bytes) {
  if (which != DWMWA_CLOAKED || bytes != sizeof(DWORD)) return E_INVALIDARG;
  *(DWORD *)value = window_at(window)->cloaked;
  return S_OK;
}

RECORDED("user32", BOOL, EnumDisplayMonitors, HDC dc, LPCRECT within, MONITORENUMPROC each, LPARAM given) {
  (void)within;
  for (int at = 0; at < monitor_total; at++) {
    RECT area = monitor_list[at].area;
    if (!each((HMONITOR)(uintptr_t)(at + 1), dc, &area, given)) break;
  }
  return TRUE;
}

RECORDED("user32", BOOL, GetMonitorInfoW, HMONITOR monitor, LPMONITORINFO info) {
  const struct monitor_here *here = &monitor_list[(uintptr_t)monitor - 1];
  info->rcMonitor = here->area;
  info->dwFlags = here->primary ? MONITORINFOF_PRIMARY : 0;
  if (info->cbSize == sizeof(MONITORINFOEXW)) lstrcpynW(((MONITORINFOEXW *)info)->szDevice, here->name, CCHDEVICENAME);
  return TRUE;
}

RECORDED("user32", int, GetSystemMetrics, int which) {
  int least = 0;
  if (which != SM_XVIRTUALSCREEN && which != SM_YVIRTUALSCREEN) return real_GetSystemMetrics(which);
  for (int at = 0; at < monitor_total; at++) {
    int edge = which == SM_XVIRTUALSCREEN ? monitor_list[at].area.left : monitor_list[at].area.top;
    if (edge < least) least = edge;
  }
  return least;
}

#endif
