import { existsSync, renameSync } from "node:fs";

/** Renames a file that cannot be used to `<file>.broken-<n>`, so that nothing of it is lost; returns its new path. */
export function moveAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.broken-${number}`)) number += 1;
  const aside = `${file}.broken-${number}`;
  renameSync(file, aside);
  return aside;
}
