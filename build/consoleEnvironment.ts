/**
 * What the console's process is started with. glibc keeps a heap for each thread and hardly gives it back: one for all
 * saves 18 MB with 64 hosts, at no measurable cost. Other C libraries ignore it.
 */
export const consoleEnvironment = { MALLOC_ARENA_MAX: "1" } as const;
