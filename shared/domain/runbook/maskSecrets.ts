const hidden = "[hidden]";
/** Shorter ones would hide ordinary text, and are no secrets. */
const leastChars = 4;

/** A function that hides the values of secrets in a line of output: as they are, and as they stand in an address. */
export function maskSecrets(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets
    .flatMap((secret) => secret.split(/\r?\n/))
    .filter((part) => part.length >= leastChars)
    .flatMap((part) => [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1)]);
  // The longest first: one may be part of another.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (line) => ordered.reduce((text, spelling) => text.replaceAll(spelling, hidden), line);
}
