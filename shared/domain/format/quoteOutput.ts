import { formatBytes } from "./numbers.ts";
import { withoutTerminalSequences } from "./terminalText.ts";

const mostChars = 2000;
/** Enough to tell text from what is none. */
const judgedChars = 4096;
const mostUnreadable = { chars: 4, share: 0.1 };
const excerptChars = 60;

/** Control, format and surrogate characters, and what stands for bytes that were no UTF-8; but not tab and line breaks. */
const unreadable = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\ufffd]/gu;

/**
 * What a remote program printed, as a person may see it: without terminal sequences and control characters, and cut. What
 * is no text is told by its size and the little of it that can be read. `bytes` is its size as received.
 */
export function quoteOutput(text: string, bytes: number = text.length): string {
  const head = withoutTerminalSequences(text.slice(0, Math.max(judgedChars, mostChars)));
  const left = head.replace(unreadable, "");
  if (
    head.includes("\0") ||
    head.length - left.length > Math.max(mostUnreadable.chars, head.length * mostUnreadable.share)
  ) {
    return notText(left, Math.max(bytes, text.length));
  }
  const words = left.trim();
  return words.length > mostChars || text.length > judgedChars ? `${words.slice(0, mostChars)}…` : words;
}

function notText(readable: string, bytes: number): string {
  const excerpt = readable
    .replace(/[^ -~]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, excerptChars);
  const size = `It printed ${formatBytes(bytes)} that are no text`;
  return excerpt === "" ? size : `${size}; what can be read begins: ${excerpt}`;
}
