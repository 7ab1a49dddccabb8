import { writeFileSync } from "node:fs";

/** True once in the life of a data folder; false when the mark is there, or cannot be left. */
export function firstTime(markFile: string): boolean {
  try {
    writeFileSync(markFile, "", { flag: "wx", mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
