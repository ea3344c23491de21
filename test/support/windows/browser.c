/*
 * A browser for tests under Wine, by the name its file has: starts a native messaging host as browsers do, with pipes, writes the bytes of a file to it, and
 * passes on to standard output what the host says. It shows a window, on whose close it ends with 7, and ends with the host.
 * Usage: browser COMMAND-LINE FILE [SWITCH...]. With a pipe's name alone it serves that pipe, as a program would that wants to be taken for the agent.
 */
#define UNICODE
#define _UNICODE
#include <windows.h>
#include <shellapi.h>

static HANDLE to_host;
static HANDLE from_host;
static HANDLE file;

static DWORD WINAPI write_file(void *unused) {
  static char bytes[65536];
  DWORD got = 0, written = 0;
  (void)unused;
  while (ReadFile(file, bytes, sizeof bytes, &got, NULL) && got > 0)
    if (!WriteFile(to_host, bytes, got, &written, NULL)) break;
  return 0;
}

static DWORD WINAPI pass_on(void *unused) {
  static char bytes[65536];
  DWORD got = 0, written = 0;
  (void)unused;
  while (ReadFile(from_host, bytes, sizeof bytes, &got, NULL) && got > 0) WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, got, &written, NULL);
  ExitProcess(0);
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM detail) {
  if (message == WM_DESTROY) PostQuitMessage(0);
  return DefWindowProc(window, message, word, detail);
}

static void show_window(void) {
  WNDCLASS class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandle(NULL), .lpszClassName = L"Browser"};
  RegisterClass(&class);
  CreateWindow(L"Browser", L"Browser", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 100, 100, 300, 200, NULL, NULL, class.hInstance, NULL);
}

static void start_host(WCHAR *command_line) {
  SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
  STARTUPINFO start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION started;
  CreatePipe(&start.hStdInput, &to_host, &inherited, 0);
  CreatePipe(&from_host, &start.hStdOutput, &inherited, 0);
  SetHandleInformation(to_host, HANDLE_FLAG_INHERIT, 0);
  SetHandleInformation(from_host, HANDLE_FLAG_INHERIT, 0);
  if (!CreateProcess(NULL, command_line, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, NULL, &start, &started)) ExitProcess(3);
  CloseHandle(start.hStdInput);
  CloseHandle(start.hStdOutput);
}

int main(void) {
  int count = 0;
  WCHAR **words = CommandLineToArgvW(GetCommandLine(), &count);
  if (count == 2) {
    DWORD written;
    HANDLE pipe = CreateNamedPipe(words[1], PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, PIPE_UNLIMITED_INSTANCES, 4096, 4096, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE) return 2;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "serves\n", 7, &written, NULL);
  } else {
    if (count < 3) return 2;
    file = CreateFile(words[2], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (words[1][0] != 0) {
      start_host(words[1]);
      CreateThread(NULL, 0, write_file, NULL, 0, NULL);
      CreateThread(NULL, 0, pass_on, NULL, 0, NULL);
    }
  }
  show_window();
  MSG message;
  while (GetMessage(&message, NULL, 0, 0) > 0) DispatchMessage(&message);
  return 7;
}
