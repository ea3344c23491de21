/* Pictures of a monitor, scaled down here: what leaves this process is as large as the picture the agent asked for. */
#include "desktop.h"
#include <stdlib.h>
#include <string.h>

#define MOST_VIEWS 32

/* What one of the agent's sources was last given. */
struct view {
  int id;
  int width;
  int height;
  uint32_t *pixels;
};

static struct view views[MOST_VIEWS];
/* The screen as it was last read, kept for the next time. */
static HDC memory;
static HBITMAP bitmap;
static uint32_t *screen;
static int screen_width;
static int screen_height;

static int open_screen(int width, int height) {
  if (screen != NULL && screen_width == width && screen_height == height) return 1;
  if (memory == NULL) memory = CreateCompatibleDC(NULL);
  BITMAPINFO format = {.bmiHeader = {.biSize = sizeof(BITMAPINFOHEADER), .biWidth = width, .biHeight = -height, .biPlanes = 1, .biBitCount = 32}};
  void *pixels = NULL;
  HBITMAP fresh = CreateDIBSection(memory, &format, DIB_RGB_COLORS, &pixels, NULL, 0);
  if (fresh == NULL) return 0;
  SelectObject(memory, fresh);
  if (bitmap != NULL) DeleteObject(bitmap);
  bitmap = fresh;
  screen = pixels;
  screen_width = width;
  screen_height = height;
  return 1;
}

static int read_screen(int x, int y, int width, int height) {
  if (!open_screen(width, height)) return 0;
  HDC dc = GetDC(NULL);
  BOOL done = BitBlt(memory, 0, 0, width, height, dc, x, y, SRCCOPY | CAPTUREBLT);
  ReleaseDC(NULL, dc);
  GdiFlush();
  return done;
}

/* Every target pixel is the mean of the source pixels that it spans. */
static void scale(uint32_t *target, int width, int height) {
  for (int y = 0; y < height; y++) {
    int top = (int)((int64_t)y * screen_height / height);
    int bottom = (int)((int64_t)(y + 1) * screen_height / height);
    for (int x = 0; x < width; x++) {
      int left = (int)((int64_t)x * screen_width / width);
      int right = (int)((int64_t)(x + 1) * screen_width / width);
      uint32_t red = 0, green = 0, blue = 0;
      for (int row = top; row < bottom; row++) {
        const uint32_t *pixel = screen + (size_t)row * (size_t)screen_width;
        for (int column = left; column < right; column++) {
          red += (pixel[column] >> 16) & 0xff;
          green += (pixel[column] >> 8) & 0xff;
          blue += pixel[column] & 0xff;
        }
      }
      uint32_t count = (uint32_t)((bottom - top) * (right - left));
      *target++ = (red / count) << 16 | (green / count) << 8 | blue / count;
    }
  }
}

static struct view *view_of(int id) {
  struct view *empty = NULL;
  for (int at = 0; at < MOST_VIEWS; at++) {
    if (views[at].pixels != NULL && views[at].id == id) return &views[at];
    if (views[at].pixels == NULL && empty == NULL) empty = &views[at];
  }
  return empty;
}

static void drop(struct view *view) {
  free(view->pixels);
  memset(view, 0, sizeof *view);
}

void capture_order(const struct order *order) {
  int id = number_word(order, 1);
  if (strcmp(order->words[0], "view-off") == 0) {
    struct view *gone = view_of(id);
    if (gone != NULL) drop(gone);
    return;
  }
  struct view *view = view_of(number_word(order, 2));
  int source_width = number_word(order, 5);
  int source_height = number_word(order, 6);
  int width = number_word(order, 7);
  int height = number_word(order, 8);
  int sound = width > 0 && height > 0 && source_width >= width && source_height >= height && source_width <= 32768 && source_height <= 32768;
  uint32_t *fresh = sound ? malloc((size_t)width * (size_t)height * 4) : NULL;
  if (view == NULL || fresh == NULL || !read_screen(origin().x + number_word(order, 3), origin().y + number_word(order, 4), source_width, source_height)) {
    free(fresh);
    tell(NULL, 0, "picture\t%d\tfailed", id);
    return;
  }
  scale(fresh, width, height);
  size_t bytes = (size_t)width * (size_t)height * 4;
  if (view->pixels != NULL && view->width == width && view->height == height && memcmp(view->pixels, fresh, bytes) == 0) {
    free(fresh);
    tell(NULL, 0, "picture\t%d\tsame", id);
    return;
  }
  drop(view);
  *view = (struct view){.id = number_word(order, 2), .width = width, .height = height, .pixels = fresh};
  tell(fresh, bytes, "picture\t%d\tnew", id);
}
