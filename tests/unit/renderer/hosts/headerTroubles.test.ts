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
      buildFinding({ kind: "gpuUnreadable", severity: "warning", gpuIndex: 0 }),
      buildFinding({ kind: "gpuThrottled", severity: "warning", gpuIndex: 1 }),
      buildFinding({ kind: "gpuRemapPending", severity: "warning", gpuIndex: 1 }),
      buildFinding({ kind: "gpuLost", severity: "critical", gpuIndex: 2 }),
      buildFinding({ kind: "gpuAbsent", severity: "critical", gpuIndex: 3 }),
      buildFinding({ kind: "gpuEccUncorrected", severity: "critical", gpuIndex: 4 }),
      buildFinding({ kind: "gpuRemapFailed", severity: "critical", gpuIndex: 4 }),
    ],
    [
      ["critical", "2 GPUs lost"],
      ["critical", "1 GPU with bad memory"],
      ["warning", "1 GPU not readable"],
      ["warning", "1 GPU throttled"],
      ["warning", "1 row remap pending"],
    ],
  ],
  ["nothing that is only information", [buildFinding({ kind: "gpuSubsystem", severity: "info" })], []],
] as const)("tells %s", (_name, findings, expected) => {
  expect(headerTroubles({ findings: [...findings] }).map(({ severity, text }) => [severity, text])).toEqual(expected);
});
