/* The cover: a topmost window on every monitor, painted with a ground and the cards that the agent has drawn. */
#include "desktop.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dwmapi.h>

struct card {
  RECT area;
  uint8_t *pixels;
};

static HWND windows[MOST_MONITORS];
static struct monitor monitors[MOST_MONITORS];
static int monitor_count;
/* Its words on each monitor, and the part of them that changes while somebody is asked. */
#define MOST_CARDS (2 * MOST_MONITORS)

static struct card cards[MOST_CARDS];
static int card_count;
static COLORREF ground;
static int wanted;
static int held;
/* Somebody is asked by the words: the pointer is shown, and what answers is told. */
static int asks;
/* The agent knows that the last order is carried out. */
static int told;
static double broken_at;
static HWND front_before;
/* A window that came up is answered now and on so many ticks after: where the display keeps an order of its own (Wine does), it may rise late. */
#define INSIST_TICKS 3
#define MOST_ABOVE 1000
static int insist_ticks;
/* The number of the last order, by which its answers are known. */
static int order_id;

int is_covered(void) {
  return wanted;
}

static void ask(int now) {
  asks = now;
  ask_input(now);
}

static void drop_cards(void) {
  for (int at = 0; at < card_count; at++) free(cards[at].pixels);
  card_count = 0;
}

static void paint(HWND window) {
  PAINTSTRUCT painting;
  HDC dc = BeginPaint(window, &painting);
  RECT area;
  GetWindowRect(window, &area);
  RECT whole = {0, 0, area.right - area.left, area.bottom - area.top};
  HBRUSH brush = CreateSolidBrush(ground);
  FillRect(dc, &whole, brush);
  DeleteObject(brush);
  for (int at = 0; at < card_count; at++) {
    RECT card = cards[at].area;
    draw_pixels(dc, cards[at].pixels, card.left - area.left, card.top - area.top, card.right - card.left, card.bottom - card.top);
  }
  EndPaint(window, &painting);
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  switch (message) {
    case WM_PAINT:
      paint(window);
      return 0;
    case WM_ERASEBKGND:
      return 1;
    case WM_SETCURSOR:
      SetCursor(asks ? LoadCursor(NULL, IDC_ARROW) : NULL);
      return TRUE;
    case WM_MOUSEACTIVATE:
      return MA_NOACTIVATE;
    case WM_CLOSE:
      return 0;
  }
  return DefWindowProc(window, message, word, detail);
}

static void register_class(void) {
  static int registered;
  if (registered++ > 0) return;
  WNDCLASS class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandle(NULL), .lpszClassName = OWN_CLASS L"Cover"};
  RegisterClass(&class);
}

/* Windows keeps some that say they are seen from the screen: those of its shell, and of programs that rest. */
static int is_seen(HWND window) {
  DWORD cloaked = 0;
  if (!IsWindowVisible(window) || IsIconic(window)) return 0;
  return DwmGetWindowAttribute(window, DWMWA_CLOAKED, &cloaked, sizeof cloaked) != S_OK || cloaked == 0;
}

/* The topmost band holds others too: whether one that can be seen lies above this window. */
static int is_below_another(HWND window) {
  RECT area, both;
  GetWindowRect(window, &area);
  /* The order may change meanwhile, and lead round in circles. */
  int left = MOST_ABOVE;
  for (HWND above = GetWindow(window, GW_HWNDPREV); above != NULL && left-- > 0; above = GetWindow(above, GW_HWNDPREV)) {
    DWORD pid = 0;
    GetWindowThreadProcessId(above, &pid);
    RECT other;
    if (pid == GetCurrentProcessId() || !is_seen(above)) continue;
    if (!GetWindowRect(above, &other) || !IntersectRect(&both, &other, &area)) continue;
    /* The cover of the run before stays until this one is there. */
    if (!is_this_program(pid)) return 1;
  }
  return 0;
}

static int is_whole(void) {
  for (int at = 0; at < monitor_count; at++) {
    RECT area;
    if (windows[at] == NULL || !IsWindowVisible(windows[at]) || !GetWindowRect(windows[at], &area)) return 0;
    if (!EqualRect(&area, &monitors[at].area) || is_below_another(windows[at])) return 0;
  }
  return monitor_count > 0;
}

static int place(void) {
  register_class();
  monitor_count = read_monitors(monitors);
  for (int at = 0; at < MOST_MONITORS; at++) {
    if (at >= monitor_count) {
      if (windows[at] != NULL) DestroyWindow(windows[at]);
      windows[at] = NULL;
      continue;
    }
    RECT area = monitors[at].area;
    int width = area.right - area.left;
    int height = area.bottom - area.top;
    if (windows[at] == NULL || !IsWindow(windows[at]))
      windows[at] = CreateWindowEx(
          WS_EX_TOPMOST | WS_EX_TOOLWINDOW,
          OWN_CLASS L"Cover",
          L"",
          WS_POPUP,
          area.left,
          area.top,
          width,
          height,
          NULL,
          NULL,
          GetModuleHandle(NULL),
          NULL);
    if (windows[at] == NULL) return 0;
    SetWindowPos(windows[at], HWND_TOPMOST, area.left, area.top, width, height, SWP_NOACTIVATE | SWP_SHOWWINDOW);
  }
  return monitor_count > 0;
}

static void repaint(void) {
  for (int at = 0; at < monitor_count; at++)
    if (windows[at] != NULL) RedrawWindow(windows[at], NULL, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
}

/* One card alone: the whole would flicker at each key. */
static void repaint_card(RECT area) {
  for (int at = 0; at < monitor_count; at++) {
    if (windows[at] == NULL) continue;
    RECT part = area;
    OffsetRect(&part, -monitors[at].area.left, -monitors[at].area.top);
    RedrawWindow(windows[at], &part, NULL, RDW_INVALIDATE | RDW_UPDATENOW);
  }
}

/* Start menu and other shell windows lie above every topmost one until they lose the front, and keys go to whoever has it. */
static int is_in_front(void) {
  DWORD pid = 0;
  GetWindowThreadProcessId(GetForegroundWindow(), &pid);
  return pid == GetCurrentProcessId();
}

static void take_front(void) {
  if (is_in_front() || windows[0] == NULL) return;
  BringWindowToTop(windows[0]);
  SetForegroundWindow(windows[0]);
}

static void cover(void) {
  if (!wanted) {
    front_before = GetForegroundWindow();
    hold_shell();
  }
  wanted = 1;
  /* The keys first: none reaches a program while the windows are being painted. */
  held = hold_input();
  told = 0;
  if (!place()) {
    tell(NULL, 0, "cover-failed\t%d\tdraw-failed", order_id);
    return;
  }
  repaint();
  double covered_at = now_ms();
  take_front();
  told = held;
  if (held) tell(NULL, 0, "covered\t%d\t%.3f\t%.3f", order_id, covered_at, now_ms());
  else tell(NULL, 0, "cover-failed\t%d\tgrab-refused", order_id);
}

/* A window that a person works in: seen, not ours, and one that takes the front. */
static BOOL CALLBACK find_worked_in(HWND window, LPARAM found) {
  DWORD pid = 0;
  GetWindowThreadProcessId(window, &pid);
  if (pid == GetCurrentProcessId() || !is_seen(window)) return TRUE;
  if ((GetWindowLong(window, GWL_EXSTYLE) & (WS_EX_NOACTIVATE | WS_EX_TOOLWINDOW)) != 0) return TRUE;
  *(HWND *)found = window;
  return FALSE;
}

/*
 * The front goes back while the cover still has it, as Windows asks: only who has it may give it. Hidden with it, the cover would pass it to the next
 * window of its own process, and keys to a banner.
 */
static void give_front_back(void) {
  HWND next = front_before;
  front_before = NULL;
  if (!is_in_front()) return;
  if (next == NULL || !IsWindow(next) || !IsWindowVisible(next) || IsIconic(next)) {
    next = NULL;
    EnumWindows(find_worked_in, (LPARAM)&next);
  }
  SetForegroundWindow(next != NULL ? next : GetShellWindow());
}

int is_taken_over(void) {
  for (HWND window = NULL; (window = FindWindowEx(NULL, window, OWN_CLASS L"Cover", NULL)) != NULL;) {
    DWORD pid = 0;
    GetWindowThreadProcessId(window, &pid);
    /* A window of a pupil's program may have any class. */
    if (pid != GetCurrentProcessId() && IsWindowVisible(window) && is_this_program(pid)) return 1;
  }
  return 0;
}

void cover_end(void) {
  if (!wanted) return;
  wanted = 0;
  give_front_back();
  for (int at = 0; at < MOST_MONITORS; at++)
    if (windows[at] != NULL) ShowWindow(windows[at], SW_HIDE);
  release_input();
  release_shell();
  drop_cards();
  ask(0);
  broken_at = 0;
}

static void add_card(const struct order *order) {
  POINT zero = origin();
  RECT area = {zero.x + number_word(order, 1), zero.y + number_word(order, 2), 0, 0};
  int width = number_word(order, 3);
  int height = number_word(order, 4);
  if (width < 1 || height < 1 || order->body_bytes != (size_t)width * (size_t)height * 4) return;
  area.right = area.left + width;
  area.bottom = area.top + height;
  int at = 0;
  while (at < card_count && !EqualRect(&cards[at].area, &area)) at++;
  if (at == MOST_CARDS) return;
  if (at < card_count) free(cards[at].pixels);
  else card_count++;
  cards[at].area = area;
  cards[at].pixels = malloc(order->body_bytes);
  if (cards[at].pixels == NULL) {
    card_count = at;
    return;
  }
  memcpy(cards[at].pixels, order->body, order->body_bytes);
  if (wanted) repaint_card(area);
}

void cover_order(const struct order *order) {
  const char *word = order->words[0];
  if (strcmp(word, "cover") == 0) {
    int colour = number_word(order, 2);
    order_id = number_word(order, 1);
    ground = RGB((colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff);
    drop_cards();
    ask(0);
    cover();
  } else if (strcmp(word, "card") == 0) {
    add_card(order);
  } else if (strcmp(word, "ask") == 0) {
    if (!wanted) return;
    ask(1);
    tell(NULL, 0, "asked\t%d", number_word(order, 1));
  } else if (strcmp(word, "uncover") == 0) {
    cover_end();
    tell(NULL, 0, "uncovered\t%d", number_word(order, 1));
  }
}

void cover_answer(const MSG *message) {
  if (!asks) return;
  POINT zero = origin();
  if (message->message == MESSAGE_ANSWER_KEY) tell(NULL, 0, "cover-key\t%s", message->wParam == KEY_NEXT ? "next" : "choose");
  else tell(NULL, 0, "cover-clicked\t%ld\t%ld", (LONG)message->wParam - zero.x, (LONG)message->lParam - zero.y);
}

/* To the top anew, as asking for where it is already changes nothing. */
static void insist(void) {
  UINT how = SWP_NOACTIVATE | SWP_NOMOVE | SWP_NOSIZE;
  for (int at = 0; at < monitor_count; at++) {
    if (windows[at] == NULL) continue;
    SetWindowPos(windows[at], HWND_NOTOPMOST, 0, 0, 0, 0, how);
    SetWindowPos(windows[at], HWND_TOPMOST, 0, 0, 0, 0, how);
  }
  take_front();
}

static void mend(void) {
  if (broken_at == 0) broken_at = now_ms();
  held = hold_input();
  int placed = place();
  insist();
  repaint();
  if (held && placed && !told) {
    told = 1;
    tell(NULL, 0, "covered\t%d\t%.3f\t%.3f", order_id, now_ms(), now_ms());
  }
  if (!held || !is_whole()) return;
  tell(NULL, 0, "broken\t%.3f\t%.3f", broken_at, now_ms() - broken_at);
  broken_at = 0;
}

/* Something was shown, raised or brought to the front. */
void cover_heed(HWND window) {
  if (!wanted || window == NULL) return;
  DWORD pid = 0;
  GetWindowThreadProcessId(window, &pid);
  if (pid == GetCurrentProcessId() || GetAncestor(window, GA_ROOT) != window) return;
  insist_ticks = INSIST_TICKS;
  if (broken_at != 0 || !is_whole()) mend();
  else insist();
}

void cover_tick(void) {
  if (!wanted) return;
  if (!is_in_front()) insist_ticks = INSIST_TICKS;
  if (!held || broken_at != 0 || !is_whole()) mend();
  else if (insist_ticks > 0) {
    insist_ticks--;
    insist();
  }
}

void cover_relayout(void) {
  if (!wanted) return;
  place();
  repaint();
}

void cover_return(void) {
  if (!wanted) return;
  renew_input();
  insist_ticks = INSIST_TICKS;
  place();
  insist();
  repaint();
}
