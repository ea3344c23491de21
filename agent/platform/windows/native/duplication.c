/*
 * A monitor by desktop duplication: Windows hands over the frame it composed, and tells when nothing changed since, so that a screen that rests costs
 * nothing. Each monitor has a duplication of its own, made when somebody asks for the monitor and given back when nobody does. Where Windows gives none
 * (the other GPU's output, the desktop of a UAC question, four programs that have theirs), it is read by GDI, and asked for again after a while.
 */
#define COBJMACROS
#include "desktop.h"
#include <d3d11.h>
#include <dxgi1_5.h>
#include <string.h>

/* A frame is composed within one refresh of the slowest monitor. */
#define FIRST_FRAME_MS 50
/* Frames of a breach are taken every two seconds. */
#define REST_MS 5000
#define REST_LOOK_MS 1000
/* A refusal is asked about again after a second, then after twice as long each time. */
#define LEAST_WAIT_MS 1000
#define MOST_WAIT_MS 300000

struct duplication {
  RECT area;
  /* Null while Windows gives none. */
  IDXGIOutputDuplication *frames;
  ID3D11Device *device;
  ID3D11DeviceContext *context;
  /* The last frame, where the processor can read it. */
  ID3D11Texture2D *kept;
  DXGI_MODE_ROTATION rotation;
  int holds_frame;
  /* Number of the frame that is kept; 0 before the first. */
  uint64_t frame;
  ULONGLONG asked_at;
  ULONGLONG wait_until;
  DWORD wait_ms;
  /* What the agent was last told of it. */
  int is_told;
  HRESULT told;
};

typedef HRESULT WINAPI create_factory(REFIID id, void **factory);

static int is_off;
static struct duplication duplications[MOST_MONITORS];
static create_factory *make_factory;
static PFN_D3D11_CREATE_DEVICE make_device;
static uint64_t last_frame;
static UINT_PTR rest_timer;

void read_by_gdi(void) {
  is_off = 1;
}

/* Not linked to: a PC without them has its screen read by GDI. */
static int load(void) {
  static int is_tried;
  if (!is_tried) {
    is_tried = 1;
    HMODULE dxgi = LoadLibraryEx(L"dxgi.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    HMODULE d3d11 = LoadLibraryEx(L"d3d11.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (dxgi != NULL) make_factory = (create_factory *)(void *)GetProcAddress(dxgi, "CreateDXGIFactory1");
    if (d3d11 != NULL) make_device = (PFN_D3D11_CREATE_DEVICE)(void *)GetProcAddress(d3d11, "D3D11CreateDevice");
  }
  return make_factory != NULL && make_device != NULL;
}

static void let_go(struct duplication *one) {
  if (one->holds_frame) IDXGIOutputDuplication_ReleaseFrame(one->frames);
  if (one->frames != NULL) IDXGIOutputDuplication_Release(one->frames);
  if (one->kept != NULL) ID3D11Texture2D_Release(one->kept);
  if (one->context != NULL) ID3D11DeviceContext_Release(one->context);
  if (one->device != NULL) ID3D11Device_Release(one->device);
  struct duplication before = *one;
  *one = (struct duplication){.area = before.area, .asked_at = before.asked_at, .wait_until = before.wait_until, .wait_ms = before.wait_ms};
  one->is_told = before.is_told;
  one->told = before.told;
}

/* Refused, or taken away: a mode change, a game that has the screen to itself, the desktop of a UAC question, a driver that was replaced. */
static void lose(struct duplication *one) {
  let_go(one);
  if (one->wait_ms == 0) one->wait_ms = LEAST_WAIT_MS;
  one->wait_until = GetTickCount64() + one->wait_ms;
  one->wait_ms = min(2 * one->wait_ms, MOST_WAIT_MS);
}

static void CALLBACK let_rest(HWND window, UINT message, UINT_PTR timer, DWORD now) {
  (void)window, (void)message, (void)now;
  int left = 0;
  for (int at = 0; at < MOST_MONITORS; at++) {
    struct duplication *one = &duplications[at];
    if (one->frames != NULL && GetTickCount64() - one->asked_at > REST_MS) let_go(one);
    if (one->frames != NULL) left++;
  }
  if (left > 0) return;
  KillTimer(NULL, timer);
  rest_timer = 0;
}

/* Windows before 10 1703 has the first way only. By the second, a program that has the screen to itself is duplicated without another format in between. */
static HRESULT duplicate_output(IDXGIOutput *output, ID3D11Device *device, IDXGIOutputDuplication **frames) {
  HRESULT result = E_NOINTERFACE;
  IDXGIOutput5 *fifth;
  if (SUCCEEDED(IDXGIOutput_QueryInterface(output, &IID_IDXGIOutput5, (void **)&fifth))) {
    const DXGI_FORMAT format = DXGI_FORMAT_B8G8R8A8_UNORM;
    result = IDXGIOutput5_DuplicateOutput1(fifth, (IUnknown *)device, 0, 1, &format, frames);
    IDXGIOutput5_Release(fifth);
  }
  IDXGIOutput1 *first;
  if (FAILED(result) && SUCCEEDED(IDXGIOutput_QueryInterface(output, &IID_IDXGIOutput1, (void **)&first))) {
    result = IDXGIOutput1_DuplicateOutput(first, (IUnknown *)device, frames);
    IDXGIOutput1_Release(first);
  }
  return result;
}

static HRESULT open_output(struct duplication *one, IDXGIAdapter1 *adapter, IDXGIOutput *output) {
  DXGI_OUTPUT_DESC told;
  if (FAILED(IDXGIOutput_GetDesc(output, &told)) || !told.AttachedToDesktop || !EqualRect(&told.DesktopCoordinates, &one->area)) return DXGI_ERROR_NOT_FOUND;
  /* An output is duplicated by a device of its own adapter and no other. */
  HRESULT result = make_device((IDXGIAdapter *)adapter, D3D_DRIVER_TYPE_UNKNOWN, NULL, 0, NULL, 0, D3D11_SDK_VERSION, &one->device, NULL, &one->context);
  if (SUCCEEDED(result)) result = duplicate_output(output, one->device, &one->frames);
  one->rotation = told.Rotation;
  if (FAILED(result)) {
    one->frames = NULL;
    let_go(one);
  }
  return result;
}

static HRESULT open_duplication(struct duplication *one) {
  IDXGIFactory1 *factory;
  /* Anew each time: a factory does not hear of monitors that come and go. */
  HRESULT result = load() ? make_factory(&IID_IDXGIFactory1, (void **)&factory) : DXGI_ERROR_UNSUPPORTED;
  if (FAILED(result)) return result;
  result = DXGI_ERROR_NOT_FOUND;
  IDXGIAdapter1 *adapter;
  for (UINT at = 0; one->frames == NULL && SUCCEEDED(IDXGIFactory1_EnumAdapters1(factory, at, &adapter)); at++) {
    IDXGIOutput *output;
    for (UINT place = 0; one->frames == NULL && SUCCEEDED(IDXGIAdapter1_EnumOutputs(adapter, place, &output)); place++) {
      HRESULT opened = open_output(one, adapter, output);
      if (opened != DXGI_ERROR_NOT_FOUND) result = opened;
      IDXGIOutput_Release(output);
    }
    IDXGIAdapter1_Release(adapter);
  }
  IDXGIFactory1_Release(factory);
  if (one->frames != NULL && rest_timer == 0) rest_timer = SetTimer(NULL, 0, REST_LOOK_MS, let_rest);
  return result;
}

/* The frame is as the panel has it: a monitor that stands upright has it lying. */
static int is_turned(const struct duplication *one) {
  return one->rotation == DXGI_MODE_ROTATION_ROTATE90 || one->rotation == DXGI_MODE_ROTATION_ROTATE270;
}

static int keep(struct duplication *one, IDXGIResource *resource) {
  ID3D11Texture2D *texture;
  if (FAILED(IDXGIResource_QueryInterface(resource, &IID_ID3D11Texture2D, (void **)&texture))) return 0;
  D3D11_TEXTURE2D_DESC form;
  ID3D11Texture2D_GetDesc(texture, &form);
  UINT across = (UINT)(one->area.right - one->area.left);
  UINT down = (UINT)(one->area.bottom - one->area.top);
  UINT width = is_turned(one) ? down : across;
  UINT height = is_turned(one) ? across : down;
  int is_ours = form.Format == DXGI_FORMAT_B8G8R8A8_UNORM && form.Width == width && form.Height == height;
  if (is_ours && one->kept == NULL) {
    D3D11_TEXTURE2D_DESC readable = {
        .Width = form.Width,
        .Height = form.Height,
        .MipLevels = 1,
        .ArraySize = 1,
        .Format = form.Format,
        .SampleDesc = {.Count = 1},
        .Usage = D3D11_USAGE_STAGING,
        .CPUAccessFlags = D3D11_CPU_ACCESS_READ,
    };
    if (FAILED(ID3D11Device_CreateTexture2D(one->device, &readable, NULL, &one->kept))) one->kept = NULL;
  }
  if (is_ours && one->kept != NULL) {
    ID3D11DeviceContext_CopyResource(one->context, (ID3D11Resource *)one->kept, (ID3D11Resource *)texture);
    one->frame = ++last_frame;
  }
  ID3D11Texture2D_Release(texture);
  return is_ours && one->kept != NULL;
}

static HRESULT take_frame(struct duplication *one) {
  HRESULT result;
  /* Held until now: of a frame that is given back, Windows draws every change after it into the next one. */
  if (one->holds_frame) {
    one->holds_frame = 0;
    result = IDXGIOutputDuplication_ReleaseFrame(one->frames);
    if (FAILED(result)) return result;
  }
  DXGI_OUTDUPL_FRAME_INFO info;
  IDXGIResource *resource = NULL;
  result = IDXGIOutputDuplication_AcquireNextFrame(one->frames, one->frame == 0 ? FIRST_FRAME_MS : 0, &info, &resource);
  if (result == DXGI_ERROR_WAIT_TIMEOUT) return S_OK;
  if (FAILED(result)) return result;
  one->holds_frame = 1;
  /* Without a time of its own, it is the pointer alone that moved. */
  if (info.LastPresentTime.QuadPart != 0 && !keep(one, resource)) result = DXGI_ERROR_UNSUPPORTED;
  IDXGIResource_Release(resource);
  return result;
}

/* By duplication, or by GDI for this reason. */
static void tell_way(struct duplication *one, HRESULT result) {
  if (one->is_told && one->told == result) return;
  one->is_told = 1;
  one->told = result;
  POINT zero = origin();
  tell(NULL, 0, "reading\t%ld\t%ld\t%08lx", one->area.left - zero.x, one->area.top - zero.y, result);
}

/* The place of this monitor; of a new one, that of whichever was asked for the longest ago. */
static struct duplication *place_of(const RECT *area) {
  struct duplication *oldest = &duplications[0];
  for (int at = 0; at < MOST_MONITORS; at++) {
    if (EqualRect(&duplications[at].area, area)) return &duplications[at];
    if (duplications[at].asked_at < oldest->asked_at) oldest = &duplications[at];
  }
  let_go(oldest);
  *oldest = (struct duplication){.area = *area};
  return oldest;
}

struct duplication *duplicate(const RECT *area, uint64_t *frame) {
  if (is_off) return NULL;
  struct duplication *one = place_of(area);
  one->asked_at = GetTickCount64();
  if (one->frames == NULL && one->asked_at < one->wait_until) return NULL;
  HRESULT result = one->frames == NULL ? open_duplication(one) : S_OK;
  if (SUCCEEDED(result)) result = take_frame(one);
  if (FAILED(result)) {
    lose(one);
    tell_way(one, result);
    return NULL;
  }
  if (one->frame == 0) return NULL;
  tell_way(one, S_OK);
  one->wait_ms = LEAST_WAIT_MS;
  *frame = one->frame;
  return one;
}

int map_frame(struct duplication *one, struct pixels *pixels) {
  D3D11_MAPPED_SUBRESOURCE mapped;
  if (FAILED(ID3D11DeviceContext_Map(one->context, (ID3D11Resource *)one->kept, 0, D3D11_MAP_READ, 0, &mapped))) {
    lose(one);
    return 0;
  }
  ptrdiff_t row = (ptrdiff_t)mapped.RowPitch;
  ptrdiff_t right = one->area.right - one->area.left - 1;
  ptrdiff_t bottom = one->area.bottom - one->area.top - 1;
  *pixels = (struct pixels){.first = mapped.pData, .across = 4, .down = row, .width = (int)right + 1, .height = (int)bottom + 1};
  /* Where the upper left pixel of the monitor lies, and those right of it and below. */
  if (one->rotation == DXGI_MODE_ROTATION_ROTATE90) {
    pixels->first += right * row;
    pixels->across = -row;
    pixels->down = 4;
  } else if (one->rotation == DXGI_MODE_ROTATION_ROTATE180) {
    pixels->first += bottom * row + right * 4;
    pixels->across = -4;
    pixels->down = -row;
  } else if (one->rotation == DXGI_MODE_ROTATION_ROTATE270) {
    pixels->first += bottom * 4;
    pixels->across = row;
    pixels->down = -4;
  }
  return 1;
}

void unmap_frame(struct duplication *one) {
  ID3D11DeviceContext_Unmap(one->context, (ID3D11Resource *)one->kept, 0);
}
