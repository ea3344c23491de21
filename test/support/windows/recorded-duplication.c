/*
 * Stands for dxgi.dll and d3d11.dll under Wine, which duplicates no output; one library for both. What its outputs show stands in C:\duplication.txt,
 * read anew at each call, a line for each output (recorded-duplication.ts says what of):
 *
 *   ADAPTER X Y WIDTH HEIGHT ROTATION PADDING REFUSED1 REFUSED LOST FRAME PRESENTED UPPER-LEFT UPPER-RIGHT LOWER-LEFT LOWER-RIGHT
 *
 * Calls, and objects made and freed, are lines of C:\duplication.log; of a call that Windows would not take, one that begins with "wrong".
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <d3d11.h>
#include <dxgi1_5.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_OUTPUTS 32
/* As drivers that fall over, or stall. */
#define REFUSED_BY_EXCEPTION 0xff
#define REFUSED_BY_HANG 0xfe

struct output {
  int adapter;
  RECT area;
  int rotation;
  UINT padding;
  HRESULT refused1;
  HRESULT refused;
  int lost;
  int frame;
  int presented;
  uint32_t colours[4];
};

struct object {
  const void *methods;
  LONG references;
  const char *kind;
  /* Of the adapter, or of the output by its line. */
  int number;
  int adapter;
  /* Of a duplication. */
  int lost;
  int frame;
  int holds_frame;
  /* Of a texture. */
  D3D11_TEXTURE2D_DESC form;
  UINT pitch;
  uint8_t *pixels;
  int is_mapped;
};

/* Duplications that are there, by their output. */
static int duplicated[MOST_OUTPUTS];

static void tell(const char *what, const char *whose, int number) {
  FILE *log = fopen("C:\\duplication.log", "ab");
  if (log == NULL) return;
  fprintf(log, "%s %s %d\n", what, whose, number);
  fclose(log);
}

static int read_outputs(struct output *outputs) {
  FILE *script = fopen("C:\\duplication.txt", "rb");
  int count = 0;
  if (script == NULL) return 0;
  while (count < MOST_OUTPUTS) {
    struct output *one = &outputs[count];
    int x, y, width, height;
    unsigned refused1, refused;
    int got = fscanf(
        script,
        "%d %d %d %d %d %d %u %x %x %d %d %d %x %x %x %x",
        &one->adapter,
        &x,
        &y,
        &width,
        &height,
        &one->rotation,
        &one->padding,
        &refused1,
        &refused,
        &one->lost,
        &one->frame,
        &one->presented,
        &one->colours[0],
        &one->colours[1],
        &one->colours[2],
        &one->colours[3]);
    if (got != 16) break;
    one->area = (RECT){x, y, x + width, y + height};
    one->refused1 = (HRESULT)refused1;
    one->refused = (HRESULT)refused;
    count++;
  }
  fclose(script);
  return count;
}

static int is_turned(const struct output *output) {
  return output->rotation == DXGI_MODE_ROTATION_ROTATE90 || output->rotation == DXGI_MODE_ROTATION_ROTATE270;
}

static struct object *make(const char *kind, const void *methods, int number) {
  struct object *object = calloc(1, sizeof *object);
  *object = (struct object){.methods = methods, .references = 1, .kind = kind, .number = number};
  tell("made", kind, number);
  return object;
}

static ULONG WINAPI hold(struct object *object) {
  return (ULONG)++object->references;
}

static ULONG WINAPI drop(struct object *object) {
  LONG left = --object->references;
  if (left > 0) return (ULONG)left;
  if (object->is_mapped || object->holds_frame) tell("wrong: freed while in use", object->kind, object->number);
  if (strcmp(object->kind, "duplication") == 0) duplicated[object->number] = 0;
  tell("freed", object->kind, object->number);
  free(object->pixels);
  free(object);
  return 0;
}

/* Textures. */

static void WINAPI texture_form(ID3D11Texture2D *this, D3D11_TEXTURE2D_DESC *form) {
  *form = ((struct object *)this)->form;
}

static const ID3D11Texture2DVtbl texture_methods = {.AddRef = (void *)hold, .Release = (void *)drop, .GetDesc = texture_form};

static struct object *make_texture(int number, const D3D11_TEXTURE2D_DESC *form, UINT padding) {
  struct object *texture = make("texture", &texture_methods, number);
  texture->form = *form;
  texture->pitch = form->Width * 4 + padding;
  texture->pixels = malloc((size_t)texture->pitch * form->Height);
  memset(texture->pixels, 0xff, (size_t)texture->pitch * form->Height);
  return texture;
}

/* Frames: a resource that is a texture too. */

static HRESULT WINAPI frame_query(IDXGIResource *this, REFIID id, void **queried) {
  struct object *frame = (struct object *)this;
  struct output outputs[MOST_OUTPUTS];
  if (!IsEqualGUID(id, &IID_ID3D11Texture2D) || read_outputs(outputs) <= frame->number) return E_NOINTERFACE;
  const struct output *output = &outputs[frame->number];
  UINT width = (UINT)(output->area.right - output->area.left);
  UINT height = (UINT)(output->area.bottom - output->area.top);
  D3D11_TEXTURE2D_DESC form = {
      .Width = is_turned(output) ? height : width,
      .Height = is_turned(output) ? width : height,
      .MipLevels = 1,
      .ArraySize = 1,
      .Format = DXGI_FORMAT_B8G8R8A8_UNORM,
      .SampleDesc = {.Count = 1},
      .BindFlags = D3D11_BIND_RENDER_TARGET,
  };
  struct object *texture = make_texture(frame->number, &form, 0);
  for (UINT y = 0; y < form.Height; y++)
    for (UINT x = 0; x < form.Width; x++)
      ((uint32_t *)(texture->pixels + y * texture->pitch))[x] = 0xff000000 | output->colours[(y >= form.Height / 2) * 2 + (x >= form.Width / 2)];
  *queried = texture;
  return S_OK;
}

static const IDXGIResourceVtbl frame_methods = {.QueryInterface = frame_query, .AddRef = (void *)hold, .Release = (void *)drop};

/* Duplications. */

static HRESULT WINAPI next_frame(IDXGIOutputDuplication *this, UINT within, DXGI_OUTDUPL_FRAME_INFO *info, IDXGIResource **resource) {
  struct object *duplication = (struct object *)this;
  struct output outputs[MOST_OUTPUTS];
  (void)within;
  tell("acquire", "duplication", duplication->number);
  if (duplication->holds_frame) {
    tell("wrong: acquired twice", "duplication", duplication->number);
    return DXGI_ERROR_INVALID_CALL;
  }
  if (read_outputs(outputs) <= duplication->number || outputs[duplication->number].lost > duplication->lost) return DXGI_ERROR_ACCESS_LOST;
  const struct output *output = &outputs[duplication->number];
  if (output->frame == duplication->frame) return DXGI_ERROR_WAIT_TIMEOUT;
  duplication->frame = output->frame;
  duplication->holds_frame = 1;
  *info = (DXGI_OUTDUPL_FRAME_INFO){.LastPresentTime = {.QuadPart = output->presented ? output->frame : 0}};
  *resource = (IDXGIResource *)make("frame", &frame_methods, duplication->number);
  return S_OK;
}

static HRESULT WINAPI release_frame(IDXGIOutputDuplication *this) {
  struct object *duplication = (struct object *)this;
  if (!duplication->holds_frame) {
    tell("wrong: released no frame", "duplication", duplication->number);
    return DXGI_ERROR_INVALID_CALL;
  }
  duplication->holds_frame = 0;
  return S_OK;
}

static const IDXGIOutputDuplicationVtbl duplication_methods = {
    .AddRef = (void *)hold,
    .Release = (void *)drop,
    .AcquireNextFrame = next_frame,
    .ReleaseFrame = release_frame,
};

/* Outputs. */

static HRESULT WINAPI output_query(IDXGIOutput5 *this, REFIID id, void **queried) {
  if (!IsEqualGUID(id, &IID_IDXGIOutput1) && !IsEqualGUID(id, &IID_IDXGIOutput5)) return E_NOINTERFACE;
  hold((struct object *)this);
  *queried = this;
  return S_OK;
}

static HRESULT WINAPI output_desc(IDXGIOutput5 *this, DXGI_OUTPUT_DESC *told) {
  struct output outputs[MOST_OUTPUTS];
  struct object *object = (struct object *)this;
  if (read_outputs(outputs) <= object->number) return DXGI_ERROR_NOT_FOUND;
  *told = (DXGI_OUTPUT_DESC){.DesktopCoordinates = outputs[object->number].area, .AttachedToDesktop = TRUE, .Rotation = outputs[object->number].rotation};
  return S_OK;
}

static HRESULT duplicate(struct object *object, IUnknown *of, int is_fifth, IDXGIOutputDuplication **duplication) {
  struct output outputs[MOST_OUTPUTS];
  const struct object *device = (const struct object *)of;
  tell(is_fifth ? "duplicate1" : "duplicate", "output", object->number);
  if (read_outputs(outputs) <= object->number) return DXGI_ERROR_NOT_FOUND;
  const struct output *output = &outputs[object->number];
  if (device->adapter != output->adapter || duplicated[object->number]) {
    tell("wrong: another adapter, or duplicated twice", "output", object->number);
    return E_INVALIDARG;
  }
  HRESULT refused = is_fifth ? output->refused1 : output->refused;
  if (refused == REFUSED_BY_EXCEPTION) RaiseException(EXCEPTION_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, NULL);
  if (refused == REFUSED_BY_HANG) Sleep(INFINITE);
  if (refused != S_OK) return refused;
  struct object *made = make("duplication", &duplication_methods, object->number);
  made->lost = output->lost;
  duplicated[object->number] = 1;
  *duplication = (IDXGIOutputDuplication *)made;
  return S_OK;
}

static HRESULT WINAPI output_duplicate(IDXGIOutput5 *this, IUnknown *device, IDXGIOutputDuplication **duplication) {
  return duplicate((struct object *)this, device, 0, duplication);
}

static HRESULT WINAPI output_duplicate1(
    IDXGIOutput5 *this,
    IUnknown *device,
    UINT flags,
    UINT count,
    const DXGI_FORMAT *formats,
    IDXGIOutputDuplication **duplication) {
  if (flags != 0 || count != 1 || formats[0] != DXGI_FORMAT_B8G8R8A8_UNORM) return E_INVALIDARG;
  return duplicate((struct object *)this, device, 1, duplication);
}

static const IDXGIOutput5Vtbl output_methods = {
    .QueryInterface = output_query,
    .AddRef = (void *)hold,
    .Release = (void *)drop,
    .GetDesc = output_desc,
    .DuplicateOutput = output_duplicate,
    .DuplicateOutput1 = output_duplicate1,
};

/* Adapters, and what makes them. */

static HRESULT WINAPI adapter_outputs(IDXGIAdapter1 *this, UINT place, IDXGIOutput **output) {
  struct output outputs[MOST_OUTPUTS];
  int count = read_outputs(outputs);
  for (int at = 0; at < count; at++) {
    if (outputs[at].adapter != ((struct object *)this)->number || place-- > 0) continue;
    *output = (IDXGIOutput *)make("output", &output_methods, at);
    return S_OK;
  }
  return DXGI_ERROR_NOT_FOUND;
}

static const IDXGIAdapter1Vtbl adapter_methods = {.AddRef = (void *)hold, .Release = (void *)drop, .EnumOutputs = adapter_outputs};

static HRESULT WINAPI factory_adapters(IDXGIFactory1 *this, UINT at, IDXGIAdapter1 **adapter) {
  (void)this;
  if (at > 1) return DXGI_ERROR_NOT_FOUND;
  *adapter = (IDXGIAdapter1 *)make("adapter", &adapter_methods, (int)at);
  return S_OK;
}

static const IDXGIFactory1Vtbl factory_methods = {.AddRef = (void *)hold, .Release = (void *)drop, .EnumAdapters1 = factory_adapters};

__declspec(dllexport) HRESULT WINAPI CreateDXGIFactory1(REFIID id, void **factory) {
  if (!IsEqualGUID(id, &IID_IDXGIFactory1)) return E_NOINTERFACE;
  *factory = make("factory", &factory_methods, 0);
  return S_OK;
}

/* Devices. */

static HRESULT WINAPI device_texture(ID3D11Device *this, const D3D11_TEXTURE2D_DESC *form, const D3D11_SUBRESOURCE_DATA *data, ID3D11Texture2D **texture) {
  struct object *device = (struct object *)this;
  struct output outputs[MOST_OUTPUTS];
  int count = read_outputs(outputs);
  UINT padding = 0;
  if (data != NULL || form->Usage != D3D11_USAGE_STAGING || form->BindFlags != 0 || form->CPUAccessFlags != D3D11_CPU_ACCESS_READ) return E_INVALIDARG;
  for (int at = 0; at < count; at++)
    if (outputs[at].adapter == device->number && outputs[at].padding > padding) padding = outputs[at].padding;
  *texture = (ID3D11Texture2D *)make_texture(100 + device->number, form, padding);
  return S_OK;
}

static const ID3D11DeviceVtbl device_methods = {.AddRef = (void *)hold, .Release = (void *)drop, .CreateTexture2D = device_texture};

static void WINAPI context_copy(ID3D11DeviceContext *this, ID3D11Resource *target, ID3D11Resource *source) {
  struct object *to = (struct object *)target;
  const struct object *from = (const struct object *)source;
  (void)this;
  tell("copy", "texture", from->number);
  if (to->is_mapped || to->form.Width != from->form.Width || to->form.Height != from->form.Height || to->form.Format != from->form.Format) {
    tell("wrong: copied to another form", "texture", to->number);
    return;
  }
  for (UINT y = 0; y < from->form.Height; y++) memcpy(to->pixels + y * to->pitch, from->pixels + y * from->pitch, from->form.Width * 4);
}

static HRESULT WINAPI context_map(ID3D11DeviceContext *this, ID3D11Resource *resource, UINT part, D3D11_MAP how, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped) {
  struct object *texture = (struct object *)resource;
  (void)this;
  tell("map", "texture", texture->number);
  if (texture->is_mapped || texture->form.Usage != D3D11_USAGE_STAGING || part != 0 || how != D3D11_MAP_READ || flags != 0) return E_INVALIDARG;
  texture->is_mapped = 1;
  *mapped = (D3D11_MAPPED_SUBRESOURCE){.pData = texture->pixels, .RowPitch = texture->pitch};
  return S_OK;
}

static void WINAPI context_unmap(ID3D11DeviceContext *this, ID3D11Resource *resource, UINT part) {
  (void)this, (void)part;
  ((struct object *)resource)->is_mapped = 0;
}

static const ID3D11DeviceContextVtbl context_methods = {
    .AddRef = (void *)hold,
    .Release = (void *)drop,
    .CopyResource = context_copy,
    .Map = context_map,
    .Unmap = context_unmap,
};

__declspec(dllexport) HRESULT WINAPI D3D11CreateDevice(
    IDXGIAdapter *adapter,
    D3D_DRIVER_TYPE type,
    HMODULE software,
    UINT flags,
    const D3D_FEATURE_LEVEL *levels,
    UINT count,
    UINT version,
    ID3D11Device **device,
    D3D_FEATURE_LEVEL *level,
    ID3D11DeviceContext **context) {
  (void)flags, (void)levels, (void)count, (void)level;
  if (adapter == NULL || type != D3D_DRIVER_TYPE_UNKNOWN || software != NULL || version != D3D11_SDK_VERSION) return E_INVALIDARG;
  struct object *made = make("device", &device_methods, ((struct object *)adapter)->number);
  made->adapter = made->number;
  *device = (ID3D11Device *)made;
  *context = (ID3D11DeviceContext *)make("context", &context_methods, made->number);
  return S_OK;
}
