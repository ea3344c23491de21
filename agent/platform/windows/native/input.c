/*
 * Keyboard and mouse, held by low-level hooks on a thread that does nothing else: Windows passes over a hook that does not answer in time, and
 * takes away one that often did not.
 */
#include "desktop.h"

#define MESSAGE_HOLD (WM_APP + 1)
#define MESSAGE_RELEASE (WM_APP + 2)
#define MESSAGE_RENEW (WM_APP + 3)
/* Hooks are set anew this often: nobody is told when one was taken away. */
#define RENEW_MS 5000

static HANDLE thread;
static DWORD thread_id;
static HANDLE ready;
static HANDLE done;
static HHOOK keyboard;
static HHOOK mouse;
static UINT_PTR renewal;
static BYTE swallowed[256];
/* Somebody is asked: who is told of the keys and clicks that answer; 0 while nobody is. */
static volatile LONG told_thread;

static enum answer_key answer_of(DWORD key) {
  switch (key) {
    case VK_TAB:
    case VK_LEFT:
    case VK_RIGHT:
      return KEY_NEXT;
    case VK_RETURN:
    case VK_SPACE:
      return KEY_CHOOSE;
  }
  return KEY_OTHER;
}

static LRESULT CALLBACK on_key(int code, WPARAM message, LPARAM details) {
  if (code != HC_ACTION) return CallNextHookEx(NULL, code, message, details);
  const KBDLLHOOKSTRUCT *key = (const KBDLLHOOKSTRUCT *)details;
  BYTE *was = &swallowed[key->vkCode & 0xff];
  /* A key that was down before the cover came is let go of, or it would stay down for the programs below. */
  if ((key->flags & LLKHF_UP) != 0 && *was == 0) return CallNextHookEx(NULL, code, message, details);
  int is_down = (key->flags & LLKHF_UP) == 0;
  /* One that is held down answers once. */
  if (is_down && *was == 0 && told_thread != 0 && answer_of(key->vkCode) != KEY_OTHER)
    PostThreadMessage((DWORD)told_thread, MESSAGE_ANSWER_KEY, answer_of(key->vkCode), 0);
  *was = (BYTE)is_down;
  return 1;
}

static LRESULT CALLBACK on_mouse(int code, WPARAM message, LPARAM details) {
  if (code != HC_ACTION) return CallNextHookEx(NULL, code, message, details);
  if (told_thread == 0) return 1;
  POINT here;
  /* Not the place the hook is given, which is of another scale on some monitors. */
  if (message == WM_LBUTTONDOWN && GetCursorPos(&here)) PostThreadMessage((DWORD)told_thread, MESSAGE_ANSWER_CLICK, (WPARAM)here.x, (LPARAM)here.y);
  return message == WM_MOUSEMOVE ? CallNextHookEx(NULL, code, message, details) : 1;
}

static void unhook(void) {
  if (keyboard != NULL) UnhookWindowsHookEx(keyboard);
  if (mouse != NULL) UnhookWindowsHookEx(mouse);
  keyboard = NULL;
  mouse = NULL;
}

/* The new ones first: no key falls between. */
static void hook(void) {
  HHOOK old_keyboard = keyboard;
  HHOOK old_mouse = mouse;
  HHOOK new_keyboard = SetWindowsHookEx(WH_KEYBOARD_LL, on_key, GetModuleHandle(NULL), 0);
  HHOOK new_mouse = SetWindowsHookEx(WH_MOUSE_LL, on_mouse, GetModuleHandle(NULL), 0);
  if (new_keyboard != NULL) {
    keyboard = new_keyboard;
    if (old_keyboard != NULL) UnhookWindowsHookEx(old_keyboard);
  }
  if (new_mouse != NULL) {
    mouse = new_mouse;
    if (old_mouse != NULL) UnhookWindowsHookEx(old_mouse);
  }
}

static DWORD WINAPI run(void *unused) {
  (void)unused;
  SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_TIME_CRITICAL);
  MSG message;
  PeekMessage(&message, NULL, 0, 0, PM_NOREMOVE);
  SetEvent(ready);
  while (GetMessage(&message, NULL, 0, 0) > 0) {
    if (message.message == MESSAGE_HOLD) {
      ZeroMemory(swallowed, sizeof swallowed);
      hook();
      if (renewal == 0) renewal = SetTimer(NULL, 0, RENEW_MS, NULL);
      SetEvent(done);
    } else if (message.message == MESSAGE_RELEASE) {
      if (renewal != 0) KillTimer(NULL, renewal);
      renewal = 0;
      unhook();
      SetEvent(done);
    } else if (message.message == MESSAGE_RENEW || (message.message == WM_TIMER && message.wParam == renewal)) {
      if (renewal != 0) hook();
    }
  }
  return 0;
}

static int begin(void) {
  if (thread != NULL) return 1;
  if (ready == NULL) ready = CreateEvent(NULL, FALSE, FALSE, NULL);
  if (done == NULL) done = CreateEvent(NULL, FALSE, FALSE, NULL);
  if (ready == NULL || done == NULL) return 0;
  thread = CreateThread(NULL, 0, run, NULL, 0, &thread_id);
  if (thread == NULL) return 0;
  WaitForSingleObject(ready, INFINITE);
  return 1;
}

static void order(UINT message) {
  if (!begin()) return;
  /* The answer to an order that took too long is none to this one. */
  ResetEvent(done);
  if (PostThreadMessage(thread_id, message, 0, 0)) WaitForSingleObject(done, 1000);
}

int hold_input(void) {
  if (keyboard == NULL || mouse == NULL) order(MESSAGE_HOLD);
  return keyboard != NULL && mouse != NULL;
}

void ask_input(int asks) {
  InterlockedExchange(&told_thread, asks ? (LONG)GetCurrentThreadId() : 0);
}

void renew_input(void) {
  if (thread != NULL) PostThreadMessage(thread_id, MESSAGE_RENEW, 0, 0);
}

void release_input(void) {
  if (thread != NULL) order(MESSAGE_RELEASE);
}
