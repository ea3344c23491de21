/**
 * How Node runs an agent that lives all day on a pupil PC: the package's unit, the demo, tests and benches all use these, so that what is measured is
 * what runs. A small young generation and code that favours size keep its memory down; its work is a few milliseconds at a time.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=1', '--max-old-space-size=64', '--optimize-for-size', '--expose-gc']

/** glibc otherwise keeps an arena for every thread and what was freed, and Node four idle worker threads. */
export const launchEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_TOP_PAD_: '0',
  MALLOC_TRIM_THRESHOLD_: '131072',
  UV_THREADPOOL_SIZE: '2',
}
