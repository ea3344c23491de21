import { z } from 'zod'
import { hubCheckSchema } from '../model/hub-check'
import { staffCall } from './table'

export const doctorOrders = {
  /** [HD2] The running hub looks at itself; nothing is changed. */
  'hub:examine': staffCall(['technician', 'head'], z.object({}), z.array(hubCheckSchema).max(60)),
} as const
