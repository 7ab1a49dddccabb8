import { expect, it } from "vitest";
import { headerTroubles } from "../../../../renderer/features/hosts/panel/headerTroubles.ts";
import { buildFinding } from "../../../builders/hosts.ts";

it.each([
  ["a healthy host", [], []],
  [
    "nvidia-smi as a whole, in the words of its finding",
    [buildFinding({ kind: "gpuSubsystem", severity: "critical", title: "The GPU driver is not loaded" })],
    [["critical", "The GPU driver is not loaded"]],
  ],
  [
    "GPUs in numbers, worst first",
    [
      buildFinding({ kind: "gpuThrottled", severity: "warning" }),
      buildFinding({ kind: "gpuLost", severity: "critical" }),
      buildFinding({ kind: "gpuAbsent", severity: "critical" }),
      buildFinding({ kind: "gpuUnreadable", severity: "critical" }),
    ],
    [
      ["critical", "2 GPUs lost"],
      ["critical", "1 GPU not readable"],
      ["warning", "1 GPU throttled"],
    ],
  ],
  ["nothing that is only information", [buildFinding({ kind: "gpuSubsystem", severity: "info" })], []],
] as const)("tells %s", (_name, findings, expected) => {
  expect(headerTroubles({ findings: [...findings] }).map(({ severity, text }) => [severity, text])).toEqual(expected);
});
