/** The part of `x11` (4.2) this room uses; names and shapes as its docs/core-requests.md and docs/ext give them. */
declare module 'x11' {
  export type Callback<T> = (error: XError | null | undefined, value: T) => boolean | undefined

  export interface XError extends Error {
    /** X protocol error code; absent when the connection itself failed. */
    readonly error?: number
  }

  export interface XEvent {
    readonly name?: string
    readonly type: number
    /** Low 16 bits of the number of the last request that the server had carried out. */
    readonly seq: number
    /** FocusOut, LeaveNotify: 2 where a grab ended. */
    readonly mode?: number
    /** Window the event is about. */
    readonly wid?: number
    /** ConfigureNotify: the window that was configured, where `wid` is the one events were selected on. */
    readonly wid1?: number
    readonly parent?: number
    readonly atom?: number
    /** VisibilityNotify: 0 unobscured. AlarmNotify: the alarm's state. */
    readonly state?: number
    /** ShapeNotify: the window, and 1 where it has a shape now. */
    readonly window?: number
    readonly shaped?: number
    readonly damage?: number
    readonly alarm?: number
    /** KeyPress: number of the key; GetKeyboardMapping tells its symbols. */
    readonly keycode?: number
    /** Where on the root the pointer is. */
    readonly rootx?: number
    readonly rooty?: number
    readonly x?: number
    readonly y?: number
    readonly width?: number
    readonly height?: number
    readonly overrideRedirect?: boolean
  }

  export interface WindowAttributes {
    /** 1: the parent's own. */
    readonly backgroundPixmap?: number
    readonly backgroundPixel?: number
    readonly borderPixel?: number
    readonly overrideRedirect?: 0 | 1
    readonly eventMask?: number
    readonly cursor?: number
  }

  export interface Property {
    readonly type: number
    readonly format: number
    readonly bytesAfter: number
    readonly data: Buffer
  }

  interface ExtensionInfo {
    readonly majorOpcode: number
    readonly firstEvent: number
  }

  export interface Damage extends ExtensionInfo {
    readonly ReportLevel: { readonly NonEmpty: number }
    Create(damage: number, drawable: number, level: number): void
    Destroy(damage: number): void
    Subtract(damage: number, repair: number, parts: number): void
  }

  export interface Composite extends ExtensionInfo {
    RedirectSubwindows(window: number, update: 0 | 1): void
    GetOverlayWindow(window: number, callback: Callback<number>): void
    ReleaseOverlayWindow(window: number): void
  }

  export interface Shape extends ExtensionInfo {
    SelectInput(window: number, on: boolean): void
    /** Without a bitmap the window is whole again. */
    Mask(operation: 0, kind: 0 | 1 | 2, window: number, x: number, y: number, bitmap: number): void
  }

  export interface FixesRectangle {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }

  export interface Fixes extends ExtensionInfo {
    CreateRegion(region: number, rectangles: readonly FixesRectangle[]): void
    DestroyRegion(region: number): void
    FetchRegion(
      region: number,
      callback: Callback<{ readonly extents: FixesRectangle; readonly rectangles: readonly FixesRectangle[] }>,
    ): void
  }

  export interface Shm extends ExtensionInfo {
    readonly fdCapable: boolean
    readonly major: number
    readonly minor: number
    readonly ImageFormat: { readonly ZPixmap: number }
    AttachFd(segment: number, fd: number, readOnly: boolean, callback: (error: XError | null | undefined) => boolean): void
    Detach(segment: number): void
    GetImage(
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      format: number,
      segment: number,
      offset: number,
      callback: Callback<{ readonly size: number }>,
    ): void
  }

  export interface Sync extends ExtensionInfo {
    readonly ValueType: { readonly Absolute: number }
    readonly TestType: { readonly PositiveTransition: number; readonly NegativeTransition: number }
    ListSystemCounters(callback: Callback<readonly { readonly name: string; readonly counter: number }[]>): void
    QueryCounter(counter: number, callback: Callback<number>): void
    CreateAlarm(
      alarm: number,
      values: {
        readonly counter: number
        readonly valueType: number
        readonly value: number
        readonly testType: number
        readonly delta: number
        readonly events: 0 | 1
      },
    ): void
    DestroyAlarm(alarm: number): void
  }

  export interface Render extends ExtensionInfo {
    /** The server's format id for 24-bit colour without alpha. */
    readonly rgb24: number
    findVisualFormat(visual: number): number | undefined
    CreatePicture(picture: number, drawable: number, format: number, values?: { readonly subwindowMode?: 0 | 1 }): void
    FreePicture(picture: number): void
    /** Nine numbers, row by row, that take a place in the result to its place in the picture. */
    SetPictureTransform(picture: number, matrix: readonly number[]): void
    SetPictureFilter(picture: number, name: 'bilinear' | 'nearest'): void
    /** The server's format id for 8-bit alpha. */
    readonly a8: number
    /** Colour parts from 0 to 1. */
    CreateSolidFill(picture: number, red: number, green: number, blue: number, alpha: number): void
    CreateGlyphSet(glyphSet: number, format: number): void
    FreeGlyphSet(glyphSet: number): void
    /** A width is a multiple of four; `x` and `y` are from the pen to the upper left corner, upwards positive; `offX` is in 64ths. */
    AddGlyphs(
      glyphSet: number,
      glyphs: readonly {
        readonly id: number
        readonly width: number
        readonly height: number
        readonly x: number
        readonly y: number
        readonly offX: number
        readonly offY: number
        readonly image: Buffer
      }[],
    ): void
    /** Each run moves the pen by its first two numbers from where the run before left it, then draws its characters' codes as glyph ids. */
    CompositeGlyphs16(
      operation: number,
      source: number,
      target: number,
      maskFormat: number,
      glyphSet: number,
      sourceX: number,
      sourceY: number,
      runs: readonly (readonly [number, number, string])[],
    ): void
    Composite(
      operation: number,
      source: number,
      mask: number,
      target: number,
      sourceX: number,
      sourceY: number,
      maskX: number,
      maskY: number,
      targetX: number,
      targetY: number,
      width: number,
      height: number,
    ): void
  }

  export interface Randr extends ExtensionInfo {
    readonly NotifyMask: { readonly ScreenChange: number; readonly CrtcChange: number; readonly OutputChange: number }
    SelectInput(window: number, mask: number): void
  }

  /** X-Resource 1.2: which process is behind a client, by the server's own word. */
  export interface Resources extends ExtensionInfo {
    readonly ClientIdMask: { readonly LocalClientPID: number }
    /** A client's numbers are those that begin as its base does, outside the mask. */
    QueryClients(callback: Callback<readonly { readonly resourceBase: number; readonly resourceMask: number }[]>): void
    /** Client 0 stands for all. */
    QueryClientIds(
      specs: readonly { readonly client: number; readonly mask: number }[],
      callback: Callback<readonly { readonly client: number; readonly value: readonly number[] }[]>,
    ): void
  }

  export interface Extensions {
    composite: Composite
    res: Resources
    damage: Damage
    fixes: Fixes
    shm: Shm
    sync: Sync
    randr: Randr
    render: Render
    shape: Shape
  }

  export interface Screen {
    readonly root: number
    readonly root_depth: number
    readonly root_visual: number
    readonly pixel_width: number
    readonly pixel_height: number
  }

  export interface Display {
    readonly client: XClient
    readonly screen: readonly Screen[]
    readonly min_keycode: number
    readonly max_keycode: number
  }

  export interface XClient {
    on(name: 'event', listener: (event: XEvent) => void): this
    on(name: 'error', listener: (error: XError) => void): this
    on(name: 'end', listener: () => void): this
    removeListener(name: 'event', listener: (event: XEvent) => void): this
    setMaxListeners(count: number): this
    /** Absent until the socket is open. */
    readonly stream?: { destroy(): void; cork(): void; uncork(): void; on(name: 'close', listener: () => void): void }
    require<Name extends keyof Extensions>(
      name: Name,
      callback: (error: Error | null | undefined, extension: Extensions[Name]) => void,
    ): void

    /** For requests the library lacks: take a number, put the bytes, register how the reply is read, submit. */
    seq_num: number
    readonly pack_stream: { put(bytes: Buffer): void; submit(expectsReply?: boolean): boolean; flush(): void }
    // A table of unlike replies: each row's reader and callback agree with each other.
    readonly replies: Record<
      number,
      readonly [
        read: (body: Buffer, detail: number) => unknown,
        callback: (error: XError | null | undefined, value: never) => boolean | undefined,
      ]
    >

    /** Cached answers of InternAtom and GetAtomName. */
    atoms: Record<string, number>
    atom_names: Record<number, string>

    AllocID(): number
    ReleaseID(id: number): void
    InternAtom(onlyIfExists: boolean, name: string, callback: Callback<number>): void
    GetAtomName(atom: number, callback: Callback<string>): void
    GetProperty(remove: 0, window: number, name: number, type: number, offset: number, length: number, callback: Callback<Property>): void
    ChangeProperty(mode: 0, window: number, name: number, type: number, units: 8 | 16 | 32, data: Buffer): void
    /** `event` is 32 bytes as on the wire. */
    SendEvent(destination: number, propagate: 0 | 1, eventMask: number, event: Buffer): void
    GetSelectionOwner(selection: number, callback: Callback<number>): void
    GetInputFocus(callback: Callback<unknown>): void
    QueryTree(window: number, callback: Callback<{ readonly children: readonly number[] }>): void
    /** `mapState`: 2 where it can be seen. */
    GetWindowAttributes(window: number, callback: Callback<{ readonly mapState: number; readonly overrideRedirect: number }>): void
    GetGeometry(drawable: number, callback: Callback<{ readonly width: number; readonly height: number }>): void
    TranslateCoordinates(
      source: number,
      target: number,
      x: number,
      y: number,
      callback: Callback<{ readonly destX: number; readonly destY: number }>,
    ): void
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: number,
      depth: number,
      kind: number,
      visual: number,
      attributes: WindowAttributes,
    ): void
    ChangeWindowAttributes(window: number, attributes: WindowAttributes, callback?: (error?: XError | null) => boolean): void
    DestroyWindow(window: number): void
    ReparentWindow(window: number, parent: number, x: number, y: number): void
    MapWindow(window: number): void
    UnmapWindow(window: number): void
    MoveResizeWindow(window: number, x: number, y: number, width: number, height: number): void
    ResizeWindow(window: number, width: number, height: number): void
    RaiseWindow(window: number): void
    LowerWindow(window: number): void
    ClearArea(window: number, x: number, y: number, width: number, height: number, exposures: 0 | 1): void
    GrabKeyboard(
      window: number,
      ownerEvents: boolean,
      time: number,
      pointerMode: 0 | 1,
      keyboardMode: 0 | 1,
      callback: Callback<number>,
    ): void
    UngrabKeyboard(time: number): void
    /** For each of `count` keys from `first` on, its key symbols (keysymdef.h). */
    GetKeyboardMapping(first: number, count: number, callback: Callback<readonly (readonly number[])[]>): void
    GrabPointer(
      window: number,
      ownerEvents: boolean,
      eventMask: number,
      pointerMode: 0 | 1,
      keyboardMode: 0 | 1,
      confineTo: number,
      cursor: number,
      time: number,
      callback: Callback<number>,
    ): void
    UngrabPointer(time: number): void
    CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void
    FreePixmap(pixmap: number): void
    CreateGC(id: number, drawable: number, values: Record<string, number>): void
    ChangeGC(gc: number, values: Record<string, number>): void
    FreeGC(gc: number): void
    /** Each rectangle as x, y, width, height. */
    PolyFillRectangle(drawable: number, gc: number, rectangles: readonly number[]): void
    CopyArea(
      source: number,
      target: number,
      gc: number,
      sourceX: number,
      sourceY: number,
      targetX: number,
      targetY: number,
      width: number,
      height: number,
    ): void
    PutImage(
      format: number,
      drawable: number,
      gc: number,
      width: number,
      height: number,
      x: number,
      y: number,
      leftPad: number,
      depth: number,
      data: Buffer,
    ): void
    GetImage(
      format: number,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      callback: Callback<{ readonly depth: number; readonly data: Buffer }>,
    ): void
    CreateCursor(id: number, source: number, mask: number, fore: Colour, back: Colour, x: number, y: number): void
  }

  export interface Colour {
    readonly R: number
    readonly G: number
    readonly B: number
  }

  export interface ClientOptions {
    readonly display: string
    readonly bufferRequests?: boolean
    readonly auth?: { readonly name: string; readonly data: string }
  }

  const x11: {
    createClient(options: ClientOptions, callback: (error: Error | null | undefined, display: Display) => void): XClient
    readonly eventMask: Readonly<
      Record<
        | 'KeyPress'
        | 'ButtonPress'
        | 'ButtonRelease'
        | 'PointerMotion'
        | 'Button1Motion'
        | 'LeaveWindow'
        | 'FocusChange'
        | 'Exposure'
        | 'VisibilityChange'
        | 'StructureNotify'
        | 'SubstructureNotify'
        | 'PropertyChange',
        number
      >
    >
  }
  export default x11
}
