/** What a shell would do more than run a program with its words. */
const shellCharacters = /[|&;<>()$`\\"'*?[\]#~!{}\n=%]/;

/** `${option.unit}` of Rundeck as this console writes it; `nameOf` gives the parameter's name. */
export function withParameters(text: string, nameOf: (option: string) => string): string {
  return text.replace(/\$\{option\.([^}]+)\}/g, (_whole, option: string) => `\${${nameOf(option)}}`);
}

/**
 * The words of a command line that is nothing but a program and its arguments, `sudo` before them taken away; null for one
 * that needs a shell, or whose program is a value.
 */
export function plainCommand(line: string): { readonly argv: readonly string[]; readonly sudo: boolean } | null {
  const words = line.trim().split(/\s+/);
  const sudo = words[0] === "sudo";
  const argv = sudo ? words.slice(1) : words;
  const bare = argv.map((word) => word.replace(/\$\{[a-z][a-z0-9_]*\}/g, ""));
  if (argv.length === 0 || argv[0] !== bare[0] || bare[0]?.startsWith("-")) return null;
  return bare.some((word) => shellCharacters.test(word)) ? null : { argv, sudo };
}

/** A script of Rundeck's, its options read as variables of the same name. */
export function scriptText(script: string, nameOf: (option: string) => string): string {
  // Empty quotes end the variable's name where the text goes on like one.
  const variable = (_whole: string, option: string, next: string) =>
    `$${nameOf(option)}${next === "" ? "" : `""${next}`}`;
  return script
    .replace(/\$\{option\.([^}]+)\}(\w?)/g, variable)
    .replace(/@option\.([^@\s]+)@(\w?)/g, variable)
    .replace(/\$\{RD_OPTION_([A-Z0-9_]+)\}(\w?)/g, variable)
    .replace(/\$RD_OPTION_([A-Z0-9_]+)()/g, variable);
}
