/* Banners and the pupil's sign: topmost pictures that take neither focus nor keys, tell a click, and lie below the cover. */
#include "desktop.h"
#include <stdlib.h>
#include <string.h>

#define MOST_PANELS 32

struct panel {
  int id;
  HWND window;
  uint8_t *pixels;
  int width;
  int height;
  int movable;
};

static struct panel panels[MOST_PANELS];
static POINT grabbed;
static int dragged;

static struct panel *panel_of(HWND window) {
  for (int at = 0; at < MOST_PANELS; at++)
    if (panels[at].window == window && window != NULL) return &panels[at];
  return NULL;
}

static void drag(const struct panel *panel, HWND window) {
  POINT here;
  RECT area;
  GetCursorPos(&here);
  GetWindowRect(window, &area);
  int x = here.x - grabbed.x;
  int y = here.y - grabbed.y;
  if (!dragged && abs(x - area.left) < 4 && abs(y - area.top) < 4) return;
  dragged = 1;
  if (panel->movable) SetWindowPos(window, HWND_TOPMOST, x, y, 0, 0, SWP_NOACTIVATE | SWP_NOSIZE);
}

static void let_go(const struct panel *panel, HWND window) {
  RECT area;
  GetWindowRect(window, &area);
  ReleaseCapture();
  if (dragged && panel->movable) tell(NULL, 0, "panel-moved\t%d\t%ld\t%ld", panel->id, area.left - origin().x, area.top - origin().y);
  else tell(NULL, 0, "panel-pressed\t%d", panel->id);
  dragged = 0;
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  struct panel *panel = panel_of(window);
  switch (message) {
    case WM_PAINT: {
      PAINTSTRUCT painting;
      HDC dc = BeginPaint(window, &painting);
      if (panel != NULL) draw_pixels(dc, panel->pixels, 0, 0, panel->width, panel->height);
      EndPaint(window, &painting);
      return 0;
    }
    case WM_MOUSEACTIVATE:
      return MA_NOACTIVATE;
    case WM_LBUTTONDOWN: {
      RECT area;
      GetWindowRect(window, &area);
      GetCursorPos(&grabbed);
      grabbed.x -= area.left;
      grabbed.y -= area.top;
      SetCapture(window);
      return 0;
    }
    case WM_MOUSEMOVE:
      if (panel != NULL && GetCapture() == window) drag(panel, window);
      return 0;
    case WM_LBUTTONUP:
      if (panel != NULL && GetCapture() == window) let_go(panel, window);
      return 0;
    case WM_CLOSE:
      return 0;
  }
  return DefWindowProc(window, message, word, detail);
}

static HWND open_window(int x, int y, int width, int height) {
  static int registered;
  if (registered++ == 0) {
    WNDCLASS class = {
        .lpfnWndProc = on_message,
        .hInstance = GetModuleHandle(NULL),
        .lpszClassName = OWN_CLASS L"Panel",
        .hCursor = LoadCursor(NULL, IDC_HAND),
    };
    RegisterClass(&class);
  }
  DWORD style = WS_EX_TOPMOST | WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE;
  return CreateWindowEx(style, OWN_CLASS L"Panel", L"", WS_POPUP, x, y, width, height, NULL, NULL, GetModuleHandle(NULL), NULL);
}

static void close_panel(struct panel *panel) {
  HWND window = panel->window;
  panel->window = NULL;
  if (window != NULL) DestroyWindow(window);
  free(panel->pixels);
  memset(panel, 0, sizeof *panel);
}

/* Below the cover while there is one: whatever rose would uncover it. */
static void show(const struct panel *panel, int x, int y) {
  SetWindowPos(panel->window, HWND_TOPMOST, x, y, panel->width, panel->height, SWP_NOACTIVATE | (is_covered() ? SWP_NOZORDER : 0));
  ShowWindow(panel->window, SW_SHOWNOACTIVATE);
  RedrawWindow(panel->window, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
  if (is_covered()) cover_relayout();
}

static void put(const struct order *order) {
  int id = number_word(order, 1);
  int width = number_word(order, 4);
  int height = number_word(order, 5);
  if (width < 1 || height < 1 || order->body_bytes != (size_t)width * (size_t)height * 4) return;
  struct panel *panel = NULL;
  for (int at = 0; at < MOST_PANELS; at++) {
    if (panels[at].window != NULL && panels[at].id == id) panel = &panels[at];
    else if (panel == NULL && panels[at].window == NULL) panel = &panels[at];
  }
  uint8_t *pixels = malloc(order->body_bytes);
  if (panel == NULL || pixels == NULL) {
    free(pixels);
    tell(NULL, 0, "panel-refused\t%d", id);
    return;
  }
  memcpy(pixels, order->body, order->body_bytes);
  free(panel->pixels);
  panel->pixels = pixels;
  panel->id = id;
  panel->width = width;
  panel->height = height;
  panel->movable = number_word(order, 6);
  int x = origin().x + number_word(order, 2);
  int y = origin().y + number_word(order, 3);
  if (panel->window == NULL) panel->window = open_window(x, y, width, height);
  if (panel->window == NULL) {
    close_panel(panel);
    tell(NULL, 0, "panel-refused\t%d", id);
    return;
  }
  show(panel, x, y);
  tell(NULL, 0, "panel-shown\t%d", id);
}

void panel_order(const struct order *order) {
  if (strcmp(order->words[0], "panel") == 0) {
    put(order);
    return;
  }
  for (int at = 0; at < MOST_PANELS; at++)
    if (panels[at].window != NULL && panels[at].id == number_word(order, 1)) close_panel(&panels[at]);
}

/* What another program put above them, or hid. */
void panels_raise(void) {
  if (is_covered()) return;
  for (int at = 0; at < MOST_PANELS; at++) {
    if (panels[at].window == NULL) continue;
    SetWindowPos(panels[at].window, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOACTIVATE | SWP_NOMOVE | SWP_NOSIZE | SWP_SHOWWINDOW);
  }
}

void draw_pixels(HDC dc, const uint8_t *pixels, int x, int y, int width, int height) {
  BITMAPINFO format = {.bmiHeader = {.biSize = sizeof(BITMAPINFOHEADER), .biWidth = width, .biHeight = -height, .biPlanes = 1, .biBitCount = 32}};
  SetDIBitsToDevice(dc, x, y, (DWORD)width, (DWORD)height, 0, 0, 0, (UINT)height, pixels, &format, DIB_RGB_COLORS);
}
