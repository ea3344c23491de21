import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Lesson } from '#shared/model/lesson'
import { createLessonBoard } from '../../../main/hub/lessons/lesson-board'
import { handClock } from '../../support/clock'

const minute = 60_000
const roomId = randomUUID()
const teacher = { staffId: randomUUID(), displayName: 'Mrs Lee' }
const lessonOf = (startedAt: number, minutes: number): Lesson => ({
  lessonId: randomUUID(),
  roomId,
  title: '9B',
  teacher,
  startedAt,
  endsAt: startedAt + minutes * minute,
})

describe('[LS1] the board of lessons', () => {
  it('shows one lesson of a room, and takes down no other than the one named', () => {
    const clock = handClock()
    const [first, second] = [lessonOf(clock.now(), 40), lessonOf(clock.now(), 50)]
    const board = createLessonBoard([first])
    board.show(second)
    board.clear(first)
    expect(board.inRoom(roomId)).toBe(second)
    board.clear(second)
    expect(board.inRoom(roomId)).toBeNull()
  })

  it('takes a lesson down at its end and not before, and tells the room', () => {
    const clock = handClock()
    const lesson = lessonOf(clock.now(), 40)
    const board = createLessonBoard([lesson])
    const told: string[] = []
    board.onChange((room) => told.push(room))
    clock.turn(40 * minute - 1)
    expect(board.expire(clock.now())).toEqual([])
    clock.turn(1)
    expect(board.expire(clock.now())).toEqual([lesson])
    expect(board.inRoom(roomId)).toBeNull()
    expect(told).toEqual([roomId])
  })
})
