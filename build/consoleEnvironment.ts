/**
 * What the console's process is started with. glibc keeps a heap for each thread and hardly gives it back: one for all
 * saves 18 MB with 64 hosts, at no measurable cost; buffers of 32 KB and more come from the system and go back to it,
 * which saves 8 MB more. Other C libraries ignore both.
 */
export const consoleEnvironment = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "32768" } as const;

/**
 * V8's, which takes them at its start only. A collection of a console's new objects takes a millisecond: waking helper
 * threads for it costs more than they save.
 */
export const consoleFlags = ["--no-parallel-scavenge", "--no-parallel-compaction", "--no-concurrent-sweeping"] as const;
