import { z } from 'zod'
import { roomNameSchema, roomSchema } from '../model/device'
import {
  assetTagSchema,
  deviceGroupSchema,
  disposalSchema,
  disposalWordsSchema,
  mostDeviceGroups,
  mostDevices,
  mostDevicesOrdered,
  registerEntrySchema,
  serialSchema,
} from '../model/device-register'
import { idSchema, textSchema } from '../model/scalars'
import { mostColumns, mostRows, seatSchema } from '../model/seat'
import { uploadPartSchema } from './scene-orders'
import { doneSchema, staffCall } from './table'

const someDevices = z.object({ deviceIds: z.array(idSchema).min(1).max(mostDevicesOrdered) })

/** The school's register of PCs and rooms: who stands where, what is expected, and how a PC leaves. */
export const registerOrders = {
  'room:rename': staffCall(['technician'], z.object({ roomId: idSchema, name: roomNameSchema }), roomSchema),
  /** Its PCs go to the room `moveTo` first; without one, a room that has PCs is `in-use`. */
  'room:remove': staffCall(['technician'], z.object({ roomId: idSchema, moveTo: idSchema.nullable() }), doneSchema),
  /** The PCs of a room and where each stands. */
  'room:seats': staffCall(
    ['teacher', 'technician', 'head'],
    z.object({ roomId: idSchema }),
    z.array(z.object({ deviceId: idSchema, name: textSchema(120), expected: z.boolean(), seat: seatSchema.nullable() })).max(mostDevices),
  ),
  /** Seats these PCs of the room, or puts them off their seats: all of them or none. */
  'room:arrange': staffCall(
    ['teacher', 'technician'],
    z.object({
      roomId: idSchema,
      seats: z
        .array(z.object({ deviceId: idSchema, seat: seatSchema.nullable() }))
        .min(1)
        .max(mostRows * mostColumns),
    }),
    doneSchema,
  ),

  /** Every PC that is not retired, by name. `export` writes down that the list was taken away. */
  'device:list': staffCall(
    ['technician', 'head'],
    z.object({ export: z.boolean().default(false) }),
    z.array(registerEntrySchema).max(mostDevices),
  ),
  /** Into another room, with all that hangs on it; what hung on the old one ends. */
  'device:move': staffCall(['technician'], someDevices.extend({ roomId: idSchema }), z.object({ moved: z.number().int().nonnegative() })),
  /** Names by a pattern, as `NamingPlan` says, in the order of the ids: all of them or none. */
  'device:rename-all': staffCall(
    ['technician'],
    someDevices.extend({ pattern: textSchema(120).min(1), from: z.number().int().min(0).max(9_999) }),
    doneSchema,
  ),
  'device:revoke-all': staffCall(['technician'], someDevices, doneSchema),
  /** Cuts these PCs off for good and writes down how they left. */
  'device:retire': staffCall(['technician'], someDevices.extend(disposalWordsSchema.shape), doneSchema),
  /** Newest first. `export` writes down that the list was taken away. */
  'device:disposals': staffCall(
    ['technician', 'head'],
    z.object({ export: z.boolean().default(false) }),
    z.array(disposalSchema).max(20_000),
  ),
  /** Puts these PCs into groups, and takes them out of others. */
  'device:group': staffCall(
    ['technician'],
    someDevices.extend({ add: z.array(deviceGroupSchema).max(mostDeviceGroups), remove: z.array(deviceGroupSchema).max(mostDeviceGroups) }),
    doneSchema,
  ),
  /** What stands on the label of one PC. */
  'device:describe': staffCall(
    ['technician'],
    z.object({ deviceId: idSchema, assetTag: assetTagSchema, serial: serialSchema }),
    doneSchema,
  ),
  /** These expected PCs are expected no more. */
  'device:forget': staffCall(['technician'], someDevices, doneSchema),

  /** One part of a table as its file has it, gzipped; a session has one text on its way. The imports read it. */
  'table:upload': staffCall(['technician', 'officer'], uploadPartSchema, doneSchema),
  /** Takes in a table of PCs, all of it or nothing. Lines that do not fit are `list-unclear` unless they are left out. */
  'device:import': staffCall(
    ['technician'],
    z.object({ uploadId: idSchema, leaveOut: z.boolean() }),
    z.object({ added: z.number().int().nonnegative(), changed: z.number().int().nonnegative(), rooms: z.number().int().nonnegative() }),
  ),
  /** Takes in a roster, all of its good lines or nothing. */
  'pupil:import': staffCall(
    ['technician', 'officer'],
    z.object({ uploadId: idSchema }),
    z.object({ pupils: z.number().int().nonnegative() }),
  ),
} as const
