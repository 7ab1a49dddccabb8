/// <reference path="../../../../shared/text.d.ts" />
import rollBackRelease from "../../runbooks/roll-back-release.md";
import { demoRules } from "./demoRules.ts";
import type { Scenario } from "./scenario.ts";

/** A deploy doubles the batch size: the KV cache fills, p99 climbs, requests time out, and one server is killed for memory. */
export const batchSizeIncident: Scenario = {
  name: "kv-cache-batch-size",
  title: "A deploy doubles the batch size: the KV cache fills and p99 climbs",
  model: "chat-llm-70b",
  release: { version: "v2.18.0", mostSequences: 256 },
  steps: [
    { kind: "deploy", atSeconds: 25, release: { version: "v2.19.0", mostSequences: 512 } },
    { kind: "ramp", atSeconds: 50, overSeconds: 40, figure: "cacheFill", to: 1 },
    { kind: "ramp", atSeconds: 60, overSeconds: 90, figure: "waiting", to: 380 },
    { kind: "ramp", atSeconds: 65, overSeconds: 60, figure: "slowShare", to: 0.7 },
    { kind: "kill", atSeconds: 150, host: 1, replica: 1 },
  ],
  rules: demoRules,
  remedy: { file: "roll-back-release.md", text: rollBackRelease },
};
