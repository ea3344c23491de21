/**
 * How Node is launched for an agent that lives all day on a pupil PC: the package's unit, the demo, tests and benches all use this, so that what is
 * measured is what runs. glibc otherwise keeps an arena for every thread and what was freed, and Node four idle worker threads.
 *
 * No flags of V8: with any, Node does not take its own modules as they were compiled beforehand, and a lock comes back later after a crash.
 */
export const launchEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_TOP_PAD_: '0',
  MALLOC_TRIM_THRESHOLD_: '131072',
  UV_THREADPOOL_SIZE: '2',
}
