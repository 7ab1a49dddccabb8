import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the demo's `midwatch.yaml` where there is none, or where it is as the demo wrote it last, which a copy beside the
 * folder tells; one that somebody changed stays as it is. `text` is given what stands in it. Returns whether it was written.
 */
export function writeOwnWorkspace(workspaceFolder: string, text: (standing: string) => string): boolean {
  const file = join(workspaceFolder, "midwatch.yaml");
  const copy = `${workspaceFolder}.written.yaml`;
  const standing = textIn(file);
  if (standing !== null && standing !== textIn(copy)) return false;
  const next = text(standing ?? "");
  writeFileSync(copy, next);
  writeFileSync(file, next);
  return true;
}

function textIn(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
