/*
 * The part of the agent that lives on a Windows desktop: it has the message loops, hooks and windows that Node has not. The agent starts it with pipes
 * on standard input and output, and tells it by frames what to do; agent/platform/windows/frames.ts says what a frame is.
 *
 * Three threads, so that none waits for another: windows (cover, panels, sensors), input (the two low-level hooks, nothing else), and work
 * (captures, lists: whatever takes milliseconds). Browsers' hosts, where the agent wants them, have threads of their own.
 */
#ifndef CLASSWARDEN_DESKTOP_H
#define CLASSWARDEN_DESKTOP_H

#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE
#include <windows.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_WORDS 16
#define MOST_MONITORS 16
#define MOST_PATH 1024
#define MOST_NAME 256
/* Window class of everything of ours: the sensors look past it. */
#define OWN_CLASS L"Classwarden"

/* One order of the agent: words, and bytes of its own for those that bring a picture. */
struct order {
  int count;
  char *words[MOST_WORDS];
  uint8_t *body;
  size_t body_bytes;
  char *text;
};

struct monitor {
  RECT area;
  int primary;
  WCHAR name[32];
};

/* Who is signed in to the session this process is in; without a name nobody is. */
struct account {
  WCHAR name[MOST_NAME];
  WCHAR domain[MOST_NAME];
  /* Milliseconds since 1970-01-01T00:00Z; 0 when Windows does not tell. */
  double signed_in_at;
};

struct named {
  struct account account;
  HWND listener;
  WCHAR full_name[MOST_NAME];
};

/* Posted to the window thread and the work thread with an order, which its receiver frees. */
#define MESSAGE_ORDER (WM_APP + 1)
/* Posted to the window thread while somebody is asked: a key of `answer_key`, and where a click was. */
#define MESSAGE_ANSWER_KEY (WM_APP + 3)
#define MESSAGE_ANSWER_CLICK (WM_APP + 4)

enum answer_key { KEY_OTHER, KEY_NEXT, KEY_CHOOSE };
/* Posted to the listening window when `take_full_name` has something. */
#define MESSAGE_NAMED (WM_APP + 5)

/* frames.c */
int read_order(struct order **order);
void free_order(struct order *order);
/* Sends one frame; `format` makes the line of words, by tabs. Without an agent it goes nowhere. */
void tell(const void *body, size_t body_bytes, const char *format, ...) __attribute__((format(gnu_printf, 3, 4)));
int number_word(const struct order *order, int place);
/* UTF-8 without control characters, cut to `most` bytes at the edge of a letter. */
void to_utf8(const WCHAR *text, char *utf8, size_t most);

/* Milliseconds since 1970-01-01T00:00Z. */
double now_ms(void);
double filetime_ms(FILETIME time);

/* sensors.c, on the window thread. */
int read_monitors(struct monitor *monitors);
/* Where the agent counts from: monitors left of or above the primary one have negative places otherwise. */
POINT origin(void);
void start_sensors(HWND listener, DWORD idle_after_ms);
void sensors_tick(void);
void tell_monitors(void);
void tell_user(void);
void heed_full_name(void);

/* cover.c, on the window thread. */
void cover_order(const struct order *order);
void cover_heed(HWND window);
void cover_tick(void);
void cover_relayout(void);
/* Another desktop had the screen, such as that of Ctrl+Alt+Del or of a question for an administrator. */
void cover_return(void);
int is_covered(void);
/* A key or click while somebody is asked by what stands on the cover. */
void cover_answer(const MSG *message);
/* Takes the cover down when the agent has gone and has not come back. */
void cover_end(void);
/* Another run of this program, of the agent that came after, covers the screen: this one leaves everything to it. */
int is_taken_over(void);

/* input.c: its own thread. */
int hold_input(void);
void release_input(void);
/* Whether keys and clicks that answer are told to this thread, and the mouse moves; they reach no program either way. */
void ask_input(int asks);
/* Sets the hooks anew at once: where another desktop had the screen, they may have been taken away. */
void renew_input(void);

/* shell.c */
void hold_shell(void);
void release_shell(void);
/* Somebody else is signed in now: with the cover on it is held for them, else what was left held for them is given back. */
void follow_shell(void);

/* panels.c, on the window thread. */
void panel_order(const struct order *order);
void panels_raise(void);

/* test-card.c, on the window thread. */
void test_card_order(const struct order *order);
/* Of our windows the one that the sensors do not look past. */
int is_test_card(HWND window);

/* Draws BGRX rows. */
void draw_pixels(HDC dc, const uint8_t *pixels, int x, int y, int width, int height);

/* Pixels of a monitor, wherever they lie: BGRX, and how many bytes on the next one to the right is, and the next one down. */
struct pixels {
  const uint8_t *first;
  ptrdiff_t across;
  ptrdiff_t down;
  int width;
  int height;
};

/* duplication.c, on the work thread. */
struct duplication;
/* Before that thread starts: nothing is duplicated, as a graphics driver may have ended the process before this one. */
void read_by_gdi(void);
/* A monitor as Windows composed it; `frame` is another number after each change. Null where Windows gives none now: to be read by GDI. */
struct duplication *duplicate(const RECT *area, uint64_t *frame);
/* Its pixels until `unmap_frame`. 0 when they were lost. */
int map_frame(struct duplication *duplication, struct pixels *pixels);
void unmap_frame(struct duplication *duplication);

/* capture.c, programs.c, command-line.c, power.c: on the work thread. */
void capture_order(const struct order *order);
void programs_order(const struct order *order);
void command_line_order(const struct order *order);
void power_order(const struct order *order);

/* programs.c: when a process began, in ticks of 100 ns since 1601; 0 when Windows does not tell. */
uint64_t process_started(HANDLE process);

/* hosts.c, on the thread that reads orders and threads of its own. True when it keeps the order, and frees it later. */
int hosts_order(struct order *order);
/* Ends every connection, and leaves the name to whoever serves it next. */
void hosts_end(void);

/* management.c */
int is_managed(void);

/* account.c */
enum token_kind { TOKEN_NONE, TOKEN_OWN, TOKEN_OF_USER };
/* The token of whoever is signed in, which the caller closes; NULL with TOKEN_NONE. */
int user_token(HANDLE *token);
void read_account(struct account *account);
int is_of_user(DWORD pid);
/* Whether a process runs this very program: this one, or another run of it. */
int is_this_program(DWORD pid);
/* The security identifier of whoever is signed in, as text; 0 when nobody is. */
int user_sid(WCHAR *sid, size_t most);

/* directory.c: on threads of its own. */
/* Posts MESSAGE_NAMED to `listener` when it was asked for. */
void find_full_name(const struct account *account, HWND listener);
/* The last answer, which the caller frees; NULL when it was taken. */
struct named *take_full_name(void);
void groups_order(const struct order *order);

/* inventory.c: a run of its own. */
int tell_inventory(int is_brief);

/* session.c */
int enter_session(int *exit_code);

#endif
