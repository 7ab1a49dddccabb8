import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Lines to a file that stays small: a full one becomes `FILE.1`, over the one before. Written at once, so that the last
 * lines before a crash are there. Never throws: a full disk must not end the watch.
 */
export function createLogFile(file: string, maxBytes: number): { write(line: string): void } {
  let descriptor: number | null = null;
  let sizeBytes = 0;

  function open(): number {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const opened = openSync(file, "a", 0o600);
    sizeBytes = fstatSync(opened).size;
    return opened;
  }

  function rotate(full: number): void {
    // A number that stays known after closing could by then be somebody else's file.
    descriptor = null;
    closeSync(full);
    renameSync(file, `${file}.1`);
  }

  return {
    write(line) {
      const bytes = Buffer.from(line);
      try {
        descriptor ??= open();
        if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) rotate(descriptor);
        descriptor ??= open();
        sizeBytes += writeSync(descriptor, bytes);
      } catch {
        // Lost: there is nowhere to say so.
      }
    },
  };
}
