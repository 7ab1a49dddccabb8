/**
 * Import first, for what it does: by the time the other modules are evaluated, V8 has made room for garbage that it would
 * not give back. A console runs beside other work for weeks: by default the garbage of 64 hosts would stand at 100 MB
 * before any is collected. The price is less than one per cent of a core. The flags count for every thread of the process, and
 * for Electron's main process as for Node.
 */
import { setFlagsFromString } from "node:v8";

// The space for new objects stays as large as it is: 1 MB, or what the process was started with.
setFlagsFromString("--semi-space-growth-factor=1");
// Threads that begin from here on have 4 MB, or what they are limited to: a query's objects are gone before it is full.
setFlagsFromString("--min-semi-space-size=4");
// Old objects are collected when they have grown by this much.
setFlagsFromString("--heap-growing-percent=20");
// Pages of which a fifth is free are closed up, not kept: 8 MB less with 64 hosts for a tenth more work. Said here, after the
// start: before it V8 would also set the space for new objects back to 1 MB.
setFlagsFromString("--optimize-for-size");
// A small buffer that is kept holds the whole pool it was cut from: with 64 KB, as Node 24 has them, that is 1.5 MB with 64 hosts.
Buffer.poolSize = 8192;
// Bytes outside the heap count against a limit that grows with them: else an answer of some megabytes, once it is read, is
// taken for growth, and each begins a collection of everything. Node 24's V8 has it; others name it otherwise or not at all.
if (process.versions.v8.startsWith("13.6.")) setFlagsFromString("--external-memory-accounted-in-global-limit");
