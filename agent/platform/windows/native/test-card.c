/* The card of a self-test: a window as a program's, in front, which the sensors see as they see any other. */
#include "desktop.h"
#include <stdlib.h>
#include <string.h>

static HWND card;
static HWND front_before;
static int card_id;
static uint8_t *pixels;
static int width;
static int height;

int is_test_card(HWND window) {
  return card != NULL && window == card;
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  switch (message) {
    case WM_PAINT: {
      PAINTSTRUCT painting;
      HDC dc = BeginPaint(window, &painting);
      if (pixels != NULL) draw_pixels(dc, pixels, 0, 0, width, height);
      EndPaint(window, &painting);
      return 0;
    }
    case WM_CLOSE:
      return 0;
  }
  return DefWindowProc(window, message, word, detail);
}

/* Windows lets only who has the front give it: its thread and this one are one for that moment. One that hangs is not waited for. */
static void bring_to_front(HWND window) {
  if (SetForegroundWindow(window) && GetForegroundWindow() == window) return;
  HWND front = GetForegroundWindow();
  DWORD its = front == NULL || IsHungAppWindow(front) ? 0 : GetWindowThreadProcessId(front, NULL);
  if (its == 0 || its == GetCurrentThreadId() || !AttachThreadInput(GetCurrentThreadId(), its, TRUE)) return;
  SetForegroundWindow(window);
  AttachThreadInput(GetCurrentThreadId(), its, FALSE);
}

/* The front goes back while the card still has it. */
static void take_away(void) {
  if (card == NULL) return;
  if (GetForegroundWindow() == card && front_before != NULL && IsWindowVisible(front_before)) SetForegroundWindow(front_before);
  HWND window = card;
  card = NULL;
  front_before = NULL;
  DestroyWindow(window);
  free(pixels);
  pixels = NULL;
}

static int show(const struct order *order) {
  static int registered;
  WCHAR title[MOST_PATH] = L"";
  POINT zero = origin();
  width = number_word(order, 4);
  height = number_word(order, 5);
  if (is_covered() || width < 1 || height < 1 || order->body_bytes != (size_t)width * (size_t)height * 4) return 0;
  pixels = malloc(order->body_bytes);
  if (pixels == NULL) return 0;
  memcpy(pixels, order->body, order->body_bytes);
  if (order->count > 6) MultiByteToWideChar(CP_UTF8, 0, order->words[6], -1, title, MOST_PATH);
  if (registered++ == 0) {
    WNDCLASS class = {
        .lpfnWndProc = on_message,
        .hInstance = GetModuleHandle(NULL),
        .lpszClassName = L"SelfTestOf" OWN_CLASS,
        .hCursor = LoadCursor(NULL, IDC_ARROW),
    };
    RegisterClass(&class);
  }
  front_before = GetForegroundWindow();
  int x = zero.x + number_word(order, 2);
  int y = zero.y + number_word(order, 3);
  DWORD style = WS_EX_TOPMOST | WS_EX_TOOLWINDOW;
  card = CreateWindowEx(style, L"SelfTestOf" OWN_CLASS, title, WS_POPUP, x, y, width, height, NULL, NULL, GetModuleHandle(NULL), NULL);
  if (card == NULL) {
    free(pixels);
    pixels = NULL;
    return 0;
  }
  ShowWindow(card, SW_SHOW);
  RedrawWindow(card, NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
  bring_to_front(card);
  return 1;
}

void test_card_order(const struct order *order) {
  int id = number_word(order, 1);
  if (strcmp(order->words[0], "test-card-off") == 0) {
    if (id == card_id) take_away();
    return;
  }
  take_away();
  card_id = id;
  tell(NULL, 0, show(order) ? "test-card-shown\t%d" : "test-card-refused\t%d", id);
}
