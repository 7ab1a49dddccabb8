/** Everything but tab and line feed that a terminal would act on rather than show. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export interface Paste {
  /** Line ends as the clipboard had them become line feeds; control characters are taken out. */
  readonly text: string;
  readonly lines: number;
  /** How many characters were taken out: they could end a bracketed paste, or press keys. */
  readonly removed: number;
}

export function readPaste(clipboard: string): Paste {
  const unified = clipboard.replace(/\r\n?/g, "\n");
  const text = unified.replace(control, "");
  return { text, lines: text.replace(/\n$/, "").split("\n").length, removed: unified.length - text.length };
}

/** A person looks at it first: what has a line end would run at once. */
export function needsReview({ text, removed }: Paste): boolean {
  return removed > 0 || text.includes("\n");
}
