/** Needs no quotes in any shell that people use. */
const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A command as a person may paste it into a POSIX shell: every argument is one word. */
export function shellWords(argv: readonly string[]): string {
  return argv.map((word) => (plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
