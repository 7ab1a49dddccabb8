/**
 * What the console's process is started with. glibc keeps a heap for each thread and hardly gives it back: one for all
 * saves 18 MB with 64 hosts, at no measurable cost; buffers of 16 KB and more come from the system and go back to it,
 * which saves 8 MB more, and another 8 where the machine is busy while the hosts connect. Other C libraries ignore both.
 */
export const consoleEnvironment = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "16384" } as const;

/**
 * V8's, which takes them at its start only. A collection of a console's new objects takes a millisecond: waking helper
 * threads for it costs more than they save. With 4 MB for new objects those of one second are gone when they are full, or
 * replaced before the second collection that they would outlive: with 64 hosts that is an eighth of the console's work.
 * Code is interpreted until it is hot and then compiled fully: what the two compilers between keep is 9 MB, and after the
 * first two minutes they save no time.
 */
export const consoleFlags = [
  "--min-semi-space-size=4",
  "--no-parallel-scavenge",
  "--no-parallel-compaction",
  "--no-concurrent-sweeping",
  "--no-sparkplug",
  "--no-maglev",
] as const;
