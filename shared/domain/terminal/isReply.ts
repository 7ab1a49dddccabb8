/**
 * Whether what a terminal sends is its own answer to the program (who it is, where the cursor is, whether it has the
 * focus) and not what a person typed: such an answer is for the program that asked, never for others.
 */
export function isReply(data: string): boolean {
  return reply.test(data);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: answers begin with one.
const reply = /^\u001b(?:\[[?>=]?[\d;]*(?:[cnRtxy]|\$y)|\[[IO]$|[P\]_^])/;
