import type { CDPSession } from "@playwright/test";
import { isTraceEvent, type TraceEvent } from "../mainThread.ts";

/** What the page's threads did during `work`. */
export async function trace(session: CDPSession, work: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value) if (isTraceEvent(event)) events.push(event);
  });
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: [
        "toplevel",
        "devtools.timeline",
        "disabled-by-default-devtools.timeline",
        "blink.user_timing",
      ],
    },
  });
  await work();
  await session.send("Tracing.end");
  await complete;
  return events;
}
