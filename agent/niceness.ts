import { setPriority } from 'node:os'

/** What a program of an ordinary session has. */
export const ordinaryNiceness = 0
/** For work that may wait while anything else wants the processor. */
export const patientNiceness = 10

/** Sets how a process stands in line for the processor, -20 (first) to 19; a child starts with its parent's. One that has ended is left alone. */
export function setNiceness(pid: number | undefined, niceness: number): void {
  if (pid === undefined) return
  try {
    setPriority(pid, niceness)
  } catch {
    // Ended already, or not ours to set.
  }
}
