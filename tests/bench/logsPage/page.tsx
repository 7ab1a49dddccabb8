import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import "../../../renderer/ui/tokens.css";
import "../../../renderer/ui/base.css";
import { createHighlight } from "../../../renderer/features/logs/highlight.ts";
import { LogStore } from "../../../renderer/features/logs/LogStore.ts";
import { LogTable } from "../../../renderer/features/logs/LogTable.tsx";
import { useSnapshot } from "../../../renderer/features/logs/useSnapshot.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";

declare global {
  interface Window {
    /** Frames a second while lines come at that rate. */
    measureLogs(linesPerSecond: number, seconds: number): Promise<{ readonly fps: number; readonly held: number }>;
  }
}

/** As the console sends them. */
const linesOfBatch = 1000;
const store = new LogStore();

function Lines() {
  const snapshot = useSnapshot(store);
  const [highlight] = useState(() => createHighlight("cache"));
  useEffect(() => store.takePage({ lines: [], completeFromMs: 0, problems: [], appliedHere: [] }), []);
  return (
    <LogTable
      store={store}
      snapshot={snapshot}
      selected={null}
      highlight={highlight}
      onSelect={() => {}}
      onLeaveTop={() => {}}
      end={null}
      onEnd={() => {}}
    />
  );
}

function line(number: number): LogLine {
  return {
    timeMs: Date.now() + (number % 1000) / 1000,
    timeFrom: "own",
    source: "hosts",
    host: `gpu-a0${number % 9}`,
    stream: "/var/log/vllm/server-0.log",
    level: number % 30 === 0 ? "warn" : "info",
    text: `Avg generation throughput: ${number} tokens/s, Running: 256 reqs, GPU KV cache usage: ${number % 100}.1%`,
    messageStart: 0,
    message: null,
    fields: number % 2 === 0 ? { status: "200", trace_id: String(number) } : {},
    cutChars: 0,
  };
}

window.measureLogs = (linesPerSecond, seconds) =>
  new Promise((resolve) => {
    const root = document.createElement("div");
    root.style.cssText = "height:100vh;display:flex;flex-direction:column";
    document.body.replaceChildren(root);
    createRoot(root).render(<Lines />);
    // Made beforehand: over the wire they come as text.
    const batches = Array.from({ length: (linesPerSecond / linesOfBatch) * seconds }, (_, batch) =>
      JSON.stringify({ lines: Array.from({ length: linesOfBatch }, (_line, at) => line(batch * linesOfBatch + at)) }),
    );
    const startMs = performance.now();
    let frames = 0;
    let taken = 0;
    const feed = setInterval(() => {
      if (((performance.now() - startMs) / 1000) * linesPerSecond < (taken + 1) * linesOfBatch) return;
      const text = batches[taken];
      if (text === undefined) return;
      taken += 1;
      const { lines }: { readonly lines: LogLine[] } = JSON.parse(text);
      store.takeLive({ lines, gaps: [], problems: null, began: false, lateHosts: [] });
    }, 10);
    const count = () => {
      frames += 1;
      const elapsedMs = performance.now() - startMs;
      if (elapsedMs < seconds * 1000) {
        requestAnimationFrame(count);
        return;
      }
      clearInterval(feed);
      resolve({ fps: (frames / elapsedMs) * 1000, held: store.current.end - store.current.first });
    };
    requestAnimationFrame(count);
  });
