import type { NotifyChannel } from "../workspace/notifyChannel.ts";
import { clip } from "./bodies/clip.ts";

/** What an HTTP answer means for a message. */
export type Answer =
  | { readonly kind: "delivered"; readonly reason: null }
  | { readonly kind: "retry"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Answers of robots that mean "too often": they may be asked again. */
const tooOften: ReadonlySet<number> = new Set([
  // Feishu, DingTalk, WeCom.
  ...[11_232, 130_101, 45_009],
]);
const mostChars = 300;

/**
 * What the other side did with a message. Robots of group chats answer 200 to what they refuse, and say so in the body; others
 * by the status: 408, 425, 429 and 5xx may pass, any other one would come again.
 */
export function answerOf(kind: NotifyChannel["kind"], status: number, text: string): Answer {
  const said = clip(text.trim().replaceAll(/\s+/g, " "), mostChars);
  const reason = said === "" ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  if (status >= 500 || [408, 425, 429].includes(status)) return { kind: "retry", reason };
  if (status < 200 || status >= 300) return { kind: "refused", reason };
  const code = kind === "feishu" ? numberAt(text, "code") : hasErrcode(kind) ? numberAt(text, "errcode") : 0;
  if (code === 0) return { kind: "delivered", reason: null };
  return { kind: code !== null && tooOften.has(code) ? "retry" : "refused", reason };
}

function hasErrcode(kind: NotifyChannel["kind"]): boolean {
  return kind === "dingtalk" || kind === "wecom";
}

/** Null where the text is not what a robot answers. */
function numberAt(text: string, key: string): number | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const found = Object.entries(value).find(([name]) => name === key)?.[1];
    return typeof found === "number" ? found : null;
  } catch {
    return null;
  }
}

/** How long an answer asks to wait, by its Retry-After; null where it does not say. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
