/*
 * A pupil's program for tests under Wine: one plain window in front, that writes every character typed into it and a `!` for every click to standard
 * output. Usage: probe TITLE RRGGBB X Y WIDTH HEIGHT [topmost | stays]
 * One that stays writes a `?` when it is asked to close, as a program does that has work to save.
 */
#define UNICODE
#include <windows.h>
#include <stdlib.h>
#include <string.h>

static COLORREF colour;
static int stays;

static void say(const char *text, DWORD count) {
  DWORD written;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, count, &written, NULL);
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  char letter = (char)word;
  switch (message) {
    case WM_CHAR:
      say(&letter, 1);
      return 0;
    case WM_LBUTTONDOWN:
      say("!", 1);
      return 0;
    case WM_CLOSE:
      if (!stays) break;
      say("?", 1);
      return 0;
    case WM_DESTROY:
      PostQuitMessage(0);
      return 0;
  }
  return DefWindowProc(window, message, word, detail);
}

int main(int count, char **arguments) {
  WCHAR title[200] = L"";
  if (count < 7) return 2;
  const char *how = count > 7 ? arguments[7] : "";
  stays = strcmp(how, "stays") == 0;
  MultiByteToWideChar(CP_ACP, 0, arguments[1], -1, title, 200);
  unsigned long rgb = strtoul(arguments[2], NULL, 16);
  colour = RGB((rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
  WNDCLASS class = {
      .lpfnWndProc = on_message,
      .hInstance = GetModuleHandle(NULL),
      .lpszClassName = L"Probe",
      .hbrBackground = CreateSolidBrush(colour),
  };
  RegisterClass(&class);
  HWND window = CreateWindowEx(
      strcmp(how, "topmost") == 0 ? WS_EX_TOPMOST : 0,
      L"Probe",
      title,
      WS_POPUP | WS_VISIBLE,
      atoi(arguments[3]),
      atoi(arguments[4]),
      atoi(arguments[5]),
      atoi(arguments[6]),
      NULL,
      NULL,
      class.hInstance,
      NULL);
  SetForegroundWindow(window);
  MSG message;
  while (GetMessage(&message, NULL, 0, 0) > 0) {
    TranslateMessage(&message);
    DispatchMessage(&message);
  }
  return 0;
}
