/** CSI and OSC sequences of terminals: colours, titles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these sequences begin and end with them.
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;

/** Text without the sequences by which programs colour a terminal or name its window. */
export function withoutTerminalSequences(text: string): string {
  return text.includes("\u001b") ? text.replace(terminalSequence, "") : text;
}
