import { detailOf, linesOf, type NotifyMessage, timesOf, titleOf } from "../message.ts";
import { clip } from "./clip.ts";

/** Slack's own limits. */
const headerChars = 150;
const sectionChars = 3000;

/** What an incoming webhook of Slack takes: blocks, and a text for where these are not shown. */
export function slackBody(message: NotifyMessage): unknown {
  const title = titleOf(message);
  const lines = message.total === 1 ? [detailOf(message)] : linesOf(message).map((line) => `- ${line}`);
  const text = lines.filter((line) => line !== "").join("\n");
  return {
    text: escaped(title),
    blocks: [
      { type: "header", text: { type: "plain_text", text: clip(title, headerChars), emoji: false } },
      ...(text === "" ? [] : [{ type: "section", text: { type: "mrkdwn", text: section(text), verbatim: true } }]),
      { type: "context", elements: [{ type: "mrkdwn", text: escaped(footOf(message)), verbatim: true }] },
    ],
  };
}

function footOf(message: NotifyMessage): string {
  const claimed = message.claimedBy === null ? "" : `, claimed by ${message.claimedBy}`;
  return `${message.workspace}, ${timesOf(message)}${claimed}`;
}

/** An escape that is cut in two would show as it is. */
function section(text: string): string {
  return clip(escaped(text), sectionChars).replace(/&[a-z]{0,3}\u2026$/, "\u2026");
}

/** The three signs that Slack reads as its own: without them nobody's labels become links or mentions. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
