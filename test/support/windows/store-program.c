/*
 * A program of the Store as Windows arranges it: the frame is a window of one process, what is inside one of another.
 * Usage: store-program frame CORE X Y WIDTH HEIGHT, where CORE is this program under another name; it is started with `core WINDOW`.
 */
#define UNICODE
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  if (message == WM_DESTROY) PostQuitMessage(0);
  return DefWindowProc(window, message, word, detail);
}

static HWND open_window(const WCHAR *class_name, DWORD style, COLORREF colour, HWND parent, const int *place) {
  WNDCLASS class = {
      .lpfnWndProc = on_message,
      .hInstance = GetModuleHandle(NULL),
      .lpszClassName = class_name,
      .hbrBackground = CreateSolidBrush(colour),
  };
  RegisterClass(&class);
  return CreateWindow(class_name, L"Store program", style | WS_VISIBLE, place[0], place[1], place[2], place[3], parent, NULL, class.hInstance, NULL);
}

static void start_core(const char *core, HWND frame) {
  char command[600];
  STARTUPINFOA start = {.cb = sizeof start};
  PROCESS_INFORMATION started;
  snprintf(command, sizeof command, "\"%s\" core %llu", core, (unsigned long long)(ULONG_PTR)frame);
  if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &started)) ExitProcess(3);
}

int main(int count, char **arguments) {
  MSG message;
  int inside[4] = {0, 0, 200, 100};
  if (count == 3) {
    HWND frame = (HWND)(ULONG_PTR)strtoull(arguments[2], NULL, 10);
    if (open_window(L"Windows.UI.Core.CoreWindow", WS_CHILD, RGB(255, 0, 255), frame, inside) == NULL) return 4;
  } else {
    if (count < 7) return 2;
    for (int at = 0; at < 4; at++) inside[at] = atoi(arguments[3 + at]);
    HWND frame = open_window(L"ApplicationFrameWindow", WS_POPUP, RGB(0, 255, 255), NULL, inside);
    SetForegroundWindow(frame);
    start_core(arguments[2], frame);
  }
  while (GetMessage(&message, NULL, 0, 0) > 0) DispatchMessage(&message);
  return 0;
}
