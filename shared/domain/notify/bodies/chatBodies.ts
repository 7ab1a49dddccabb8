import { linesOf, type NotifyMessage, textOf, titleOf, worstSeverity } from "../message.ts";
import { clip, clipBytes } from "./clip.ts";

/** Each robot's own limit. */
const feishuChars = 4000;
const dingtalkBytes = 18_000;
const wecomBytes = 2048;

/** A card of Feishu's custom robot; `signature` goes along where its check is on. */
export function feishuBody(
  message: NotifyMessage,
  signature: { readonly timestamp: string; readonly sign: string } | null,
): unknown {
  return {
    ...signature,
    msg_type: "interactive",
    card: {
      header: { template: colourOf(message), title: { tag: "plain_text", content: clip(titleOf(message), 200) } },
      elements: [{ tag: "div", text: { tag: "plain_text", content: clip(textWithout(message), feishuChars) } }],
    },
  };
}

/** A text of DingTalk's custom robot: its Markdown would read signs in labels as its own. */
export function dingtalkBody(message: NotifyMessage): unknown {
  return { msgtype: "text", text: { content: clipBytes(textOf(message), dingtalkBytes) } };
}

/** A text of WeCom's group robot. */
export function wecomBody(message: NotifyMessage): unknown {
  return { msgtype: "text", text: { content: clipBytes(textOf(message), wecomBytes) } };
}

function textWithout(message: NotifyMessage): string {
  const [, ...rest] = textOf(message).split("\n");
  return message.total === 1 ? [...linesOf(message), ...rest].join("\n") : rest.join("\n");
}

function colourOf(message: NotifyMessage): string {
  if (message.kind === "resolved") return "green";
  if (message.kind === "acknowledged" || message.kind === "test") return "blue";
  const severity = worstSeverity(message);
  return severity === "critical" ? "red" : severity === "warning" ? "orange" : "grey";
}
