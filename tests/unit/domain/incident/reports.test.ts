import { describe, expect, it } from "vitest";
import type { PinnedChart } from "../../../../shared/domain/incident/entry.ts";
import { incidentJson } from "../../../../shared/domain/incident/exportJson.ts";
import { handOverNote } from "../../../../shared/domain/incident/handOver.ts";
import { postMortem } from "../../../../shared/domain/incident/postMortem.ts";
import { parseMarkdown } from "../../../../shared/domain/markdown/blocks.ts";
import { beganMs, buildEntry, buildEvent, buildIncident, buildIncidentRun } from "../../../builders/incidents.ts";

const minuteMs = 60_000;
const chart: PinnedChart = {
  kind: "chart",
  title: "p99 latency",
  unit: "seconds",
  whole: false,
  source: "local",
  exprs: ["p99"],
  fromMs: beganMs,
  toMs: beganMs + 5 * minuteMs,
  limits: [],
  lines: [{ label: "p99", slot: 1 }],
};
const entries = [
  buildEntry(buildIncidentRun(), { id: 4, atMs: beganMs + 10 * minuteMs }),
  buildEntry({ kind: "event", event: buildEvent() }, { id: 1, atMs: beganMs + minuteMs }),
  buildEntry({ kind: "note", text: "Traffic moved to eu-2" }, { id: 2, by: "ada", atMs: beganMs + 3 * minuteMs }),
  buildEntry(chart, { id: 3, by: "ada", hasPicture: true, atMs: beganMs + 5 * minuteMs }),
  buildEntry(buildIncidentRun({ title: "Restart a container", verdict: "failed", targets: ["gpu-a01"] }), {
    id: 5,
    atMs: beganMs + 7 * minuteMs,
  }),
  buildEntry({ kind: "note", text: "Never mind" }, { id: 6, by: "ada", leftOut: true }),
];
const resolved = buildIncident({
  ...{ status: "resolved", mitigatedMs: beganMs + 15 * minuteMs, resolvedMs: beganMs + 60 * minuteMs },
  ...{ summary: "v2.19.0 doubled the batch.", actions: "Limit max_num_seqs, ada\n- [x] Alert on KV cache\n" },
});
const facts = {
  incident: resolved,
  entries,
  traffic: [{ service: "chat", requests: 120_331, failed: 3204, measured: 0.8 }],
  budget: [],
  nowMs: beganMs + 90 * minuteMs,
};

describe("the post-mortem", () => {
  const text = postMortem(facts);

  it("says how long it took, whom it hit and how much of that is known", () => {
    expect(text).toContain("# INC-7: p99 of chat is high");
    expect(text).toContain("- 15m00s, from 2026-11-19 02:03:10 to 2026-11-19 02:18:10");
    expect(text).toContain("- chat: 120,331 requests, 3,204 of them failed (2.66 %), measured for 80 % of the time");
    expect(text).toContain("| Detected | 2026-11-19 02:04:10 | 1m00s |");
    expect(text).toContain("| Resolved | 2026-11-19 03:03:10 | 1h00m |");
  });

  it("tells in order what happened, with the pictures beside it, and leaves out what was left out", () => {
    const order = [
      "LatencyP99High",
      "Traffic moved",
      "pictures/3-p99-latency.png",
      "Restart a container",
      "Roll a release back",
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(text).not.toContain("Never mind");
  });

  it("says what worked by what was verified, and tells the rest apart", () => {
    const [worked = "", tried = ""] = text.split("## What worked")[1]?.split("## What was tried") ?? [];
    expect(worked).toContain(
      "Roll a release back on gpu-a01, gpu-a02 by ada: verified after 5m00s; p99 \\< 4: 8.42 before, 1.9 after",
    );
    expect(worked).not.toContain("Restart a container");
    expect(tried).toContain("Restart a container on gpu-a01 by ada: verification failed");
    expect(text).toContain("- [ ] Limit max_num_seqs, ada\n- [x] Alert on KV cache");
  });

  it("tells a pinned diagnosis with what spoke for it and against it, and what was spent of a budget", () => {
    const symptom = (title: string, counts: "for" | "against", state: "holds" | "absent" | "unknown") => ({
      ...{ title, counts, state, text: "98.7 %" },
    });
    const symptoms = [
      symptom("KV cache above 95 %", "for", "holds"),
      symptom("Traffic is as ever", "against", "holds"),
      symptom("NCCL is slow", "for", "unknown"),
    ];
    const candidate = {
      pattern: "kv",
      name: "KV cache saturation",
      cause: "It is full.",
      host: null,
      confidence: 0.91,
    };
    const found = postMortem({
      ...facts,
      entries: [buildEntry({ kind: "diagnosis", atMs: beganMs, candidates: [{ ...candidate, symptoms }] })],
      budget: [{ slo: "p99", service: "chat", spent: 0.125, left: -0.01 }],
    });
    expect(found).toContain(
      "- KV cache saturation, 0.91: It is full.; for it: KV cache above 95 % (98.7 %); against it: Traffic is as ever (98.7 %)",
    );
    expect(found).not.toContain("NCCL");
    expect(found).toContain("- chat, p99: 12.5 % of the error budget was spent, nothing was left");
  });

  it("asks for what nobody has written, and says of a service that nothing was measured", () => {
    const bare = postMortem({
      ...facts,
      incident: buildIncident(),
      entries: [],
      traffic: [{ service: "chat", requests: null, failed: null, measured: 0 }],
    });
    expect(bare).toContain("## Summary\n\n*To be written");
    expect(bare).toContain("- chat: requests were not measured");
    expect(bare).toContain("so far, from 2026-11-19 02:03:10 to now");
    expect(bare).toContain("| Mitigated | not yet | |");
    expect(bare).toContain("Nothing was written down.");
  });

  it("takes the words of others for words: no link, heading or fence of theirs is one", () => {
    const hostile = buildEvent({ title: "[x](https://evil.example)", text: "# a\n```\n| b <img>" });
    const lines = {
      kind: "lines",
      filter: "",
      lines: [{ timeMs: beganMs, host: "gpu-a01", stream: "s", level: "error", text: "```\n# not a heading" }],
    } as const;
    const found = postMortem({
      ...facts,
      entries: [buildEntry({ kind: "event", event: hostile }), buildEntry({ ...lines, lines: [...lines.lines] })],
    });
    expect(found).toContain("\\[x\\](https://evil.example)");
    expect(found).toContain("````text");
    const headings = parseMarkdown(found).filter(({ kind }) => kind === "heading");
    expect(headings).toHaveLength(7);
  });
});

describe("the hand-over note", () => {
  it("says how it stands, what fires, what was done, the last notes and what is left", () => {
    const text = handOverNote({
      incident: buildIncident(),
      entries,
      firing: ["LatencyP99High chat"],
      left: "Watch the queue.",
      nowMs: beganMs + 20 * minuteMs,
    });
    for (const words of [
      "# Hand-over of INC-7",
      "critical, open, since 2026-11-19 02:03:10 UTC, for 20m00s",
      "- LatencyP99High chat",
      "- Runbook Roll a release back",
      "Traffic moved to eu-2",
      "## Left to do\n\nWatch the queue.",
    ])
      expect(text).toContain(words);
  });

  it("says where there is nothing to say", () => {
    const text = handOverNote({ incident: resolved, entries: [], firing: [], left: " ", nowMs: beganMs });
    for (const words of ["Nothing of it fires.", "No runbook was run.", "Nothing was named.", "lasted 15m00s"])
      expect(text).toContain(words);
  });
});

describe("the incident as JSON", () => {
  it("holds times in ISO 8601, samples as columns, a gap as null, and edits", () => {
    const text = incidentJson({
      ...facts,
      edits: [{ atMs: beganMs, by: "ada", what: "title", entry: null, before: "a", after: "b" }],
      columns: new Map([[3, { timesMs: Float64Array.of(beganMs), values: [Float64Array.of(Number.NaN)] }]]),
    });
    const found = JSON.parse(text) as { readonly timeline: readonly Record<string, unknown>[] };
    expect(found).toMatchObject({
      format: "midwatch-incident/1",
      name: "INC-7",
      startedAt: "2026-11-19T02:03:10.000Z",
      closedAt: null,
      edits: [{ at: "2026-11-19T02:03:10.000Z", what: "title", before: "a", after: "b" }],
    });
    expect(found.timeline.find(({ kind }) => kind === "chart")).toMatchObject({
      picture: "pictures/3-p99-latency.png",
      times: ["2026-11-19T02:03:10.000Z"],
      values: [[null]],
    });
  });
});
