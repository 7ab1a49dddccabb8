import { stripVTControlCharacters } from "node:util";

/**
 * Text from a server as a person may see it: control characters, terminal escapes and direction overrides cannot
 * disguise what it says. Line breaks stay; more than `mostCharacters` is cut.
 */
export function printable(text: string, mostCharacters = 2000): string {
  const lines = stripVTControlCharacters(text).replace(/\r\n?/g, "\n").replace(/\t/g, " ");
  const clean = lines.replace(unseen, "");
  return clean.length > mostCharacters ? `${clean.slice(0, mostCharacters)}…` : clean;
}

/** One line of it. */
export function printableLine(text: string, mostCharacters = 300): string {
  return printable(text.replace(/\s+/g, " ").trim(), mostCharacters);
}

/** Control, format and unpaired surrogate characters but not \n. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu;
