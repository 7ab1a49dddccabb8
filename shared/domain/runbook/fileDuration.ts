import { z } from "zod";
import { parseDurationMs } from "../workspace/duration.ts";

/** `30s` in a file; milliseconds once read. */
export const fileDuration = z.string().transform((text, context) => {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0) return ms;
  context.addIssue({ code: "custom", message: "Use a duration such as 500ms, 30s, 5m or 1h" });
  return z.NEVER;
});
