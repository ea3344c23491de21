/* Pictures of a monitor, duplicated or else read by GDI, and scaled down here: what leaves this process is as large as the picture the agent asked for. */
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
  /* Number of the duplicated frame they are of; 0 when they were read by GDI. */
  uint64_t frame;
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

static int read_screen(const RECT *area, struct pixels *pixels) {
  int width = area->right - area->left;
  int height = area->bottom - area->top;
  if (!open_screen(width, height)) return 0;
  HDC dc = GetDC(NULL);
  BOOL done = BitBlt(memory, 0, 0, width, height, dc, area->left, area->top, SRCCOPY | CAPTUREBLT);
  ReleaseDC(NULL, dc);
  GdiFlush();
  *pixels = (struct pixels){.first = (const uint8_t *)screen, .across = 4, .down = (ptrdiff_t)width * 4, .width = width, .height = height};
  return done;
}

/* Every target pixel is the mean of the source pixels that it spans. O3, as a 4K monitor has eight million of them. */
__attribute__((optimize("O3"))) static void scale(const struct pixels *from, uint32_t *target, int width, int height) {
  ptrdiff_t across = from->across;
  for (int y = 0; y < height; y++) {
    int top = (int)((int64_t)y * from->height / height);
    int bottom = (int)((int64_t)(y + 1) * from->height / height);
    int left = 0;
    for (int x = 0; x < width; x++) {
      int right = (int)((int64_t)(x + 1) * from->width / width);
      /* Red in the upper half of one sum, blue in the lower. */
      uint64_t both = 0;
      uint32_t green = 0;
      for (int row = top; row < bottom; row++) {
        const uint8_t *at = from->first + row * from->down + left * across;
        for (int column = left; column < right; column++, at += across) {
          uint32_t pixel = *(const uint32_t *)at;
          both += (uint64_t)(pixel & 0xff0000) << 16 | (pixel & 0xff);
          green += (pixel >> 8) & 0xff;
        }
      }
      float share = 1.0f / (float)((bottom - top) * (right - left));
      int red_mean = (int)((float)(int)(both >> 32) * share + 0.5f);
      int green_mean = (int)((float)(int)green * share + 0.5f);
      int blue_mean = (int)((float)(int)(uint32_t)both * share + 0.5f);
      *target++ = (uint32_t)(red_mean << 16 | green_mean << 8 | blue_mean);
      left = right;
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

static int take_picture(const RECT *area, struct duplication *duplication, uint32_t *target, int width, int height) {
  struct pixels pixels;
  int is_mapped = duplication != NULL && map_frame(duplication, &pixels);
  if (!is_mapped && !read_screen(area, &pixels)) return 0;
  scale(&pixels, target, width, height);
  if (is_mapped) unmap_frame(duplication);
  return 1;
}

static void capture(int id, struct view *view, int view_id, const RECT *area, int width, int height) {
  uint64_t frame = 0;
  struct duplication *duplication = duplicate(area, &frame);
  int is_alike = view->pixels != NULL && view->width == width && view->height == height;
  if (is_alike && duplication != NULL && view->frame == frame) {
    tell(NULL, 0, "picture\t%d\tsame", id);
    return;
  }
  size_t bytes = (size_t)width * (size_t)height * 4;
  uint32_t *fresh = malloc(bytes);
  if (fresh == NULL || !take_picture(area, duplication, fresh, width, height)) {
    free(fresh);
    tell(NULL, 0, "picture\t%d\tfailed", id);
    return;
  }
  if (is_alike && memcmp(view->pixels, fresh, bytes) == 0) {
    free(fresh);
    view->frame = frame;
    tell(NULL, 0, "picture\t%d\tsame", id);
    return;
  }
  drop(view);
  *view = (struct view){.id = view_id, .width = width, .height = height, .pixels = fresh, .frame = frame};
  tell(fresh, bytes, "picture\t%d\tnew", id);
}

void capture_order(const struct order *order) {
  if (strcmp(order->words[0], "view-off") == 0) {
    struct view *gone = view_of(number_word(order, 1));
    if (gone != NULL) drop(gone);
    return;
  }
  struct view *view = view_of(number_word(order, 2));
  int source_width = number_word(order, 5);
  int source_height = number_word(order, 6);
  int width = number_word(order, 7);
  int height = number_word(order, 8);
  int sound = width > 0 && height > 0 && source_width >= width && source_height >= height && source_width <= 32768 && source_height <= 32768;
  /* The sums of what one pixel spans stay within 31 bits. */
  sound = sound && (int64_t)source_width * source_height / ((int64_t)width * height) < 1 << 20;
  if (!sound || view == NULL) {
    tell(NULL, 0, "picture\t%d\tfailed", number_word(order, 1));
    return;
  }
  POINT zero = origin();
  RECT area = {.left = zero.x + number_word(order, 3), .top = zero.y + number_word(order, 4)};
  area.right = area.left + source_width;
  area.bottom = area.top + source_height;
  capture(number_word(order, 1), view, number_word(order, 2), &area, width, height);
}
