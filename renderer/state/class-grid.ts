import { keepOrder, matchesFilter, sortDevices } from './grid-order'
import type { PreferencesStore } from './preferences'
import { belongsToClass } from './room-counts'
import type { RoomFeed } from './room-feed'
import { nothingSelected, selectNone, type Selection, withoutLeavers } from './selection'
import { type SeatLayout, seatLayout } from './seat-layout'
import { type Readable, Store } from './store'

/** The class as the grid shows it: the order of tiles, the filter, and what is selected. Tiles move only when somebody asks. */
export class ClassGrid {
  /** Tiles shown, in order. */
  readonly shown = new Store<readonly string[]>([])
  /** The tiles as the PCs stand in the room; null where nobody asked for that or was seated. */
  readonly layout = new Store<SeatLayout | null>(null)
  readonly selection = new Store<Selection>(nothingSelected)
  readonly filter = new Store('')
  private order: readonly string[] = []

  constructor(
    private readonly feed: RoomFeed,
    private readonly preferences: PreferencesStore,
    private readonly presenting: Readable<boolean>,
  ) {}

  /** Follows the room for as long as the grid is on the page; returns the way to stop. */
  follow(): () => void {
    this.order = []
    const update = (): void => {
      this.order = keepOrder(this.order, this.devices(), this.preferences.get().sort)
      this.show()
    }
    update()
    const stops = [
      this.feed.deviceIds.subscribe(update),
      this.feed.seatings.subscribe(() => {
        if (this.preferences.get().sort === 'seat') this.sort()
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** Sorts anew: somebody chose an order, or asks for the same one again. */
  sort(): void {
    this.order = sortDevices(this.devices(), this.preferences.get().sort)
    this.show()
  }

  filterBy(words: string): void {
    this.filter.set(words)
    this.show()
  }

  select(change: (selection: Selection, shown: readonly string[]) => Selection): void {
    this.selection.set(change(this.selection.get(), this.shown.get()))
  }

  /** Whom a button acts on: the selection, and with nothing selected the class. */
  targets(): readonly string[] {
    const { chosen } = this.selection.get()
    return chosen.size === 0 ? this.order : this.order.filter((deviceId) => chosen.has(deviceId))
  }

  clear(): void {
    this.filterBy('')
    this.selection.set(selectNone(this.selection.get()))
  }

  private devices() {
    return this.feed.all().filter(belongsToClass)
  }

  private show(): void {
    const words = this.filter.get().trim()
    const shown =
      words === ''
        ? this.order
        : this.order.filter((deviceId) => {
            const device = this.feed.devices.get(deviceId)
            return device !== undefined && matchesFilter(device, words, this.presenting.get())
          })
    const bySeat = words === '' && this.preferences.get().sort === 'seat'
    this.layout.set(bySeat ? seatLayout(shown.flatMap((deviceId) => this.feed.devices.get(deviceId) ?? [])) : null)
    this.shown.set(shown)
    // A button must never act on a tile nobody sees.
    this.selection.set(withoutLeavers(this.selection.get(), new Set(shown)))
  }
}
