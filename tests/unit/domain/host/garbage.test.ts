import { describe, expect, test } from "vitest";
import { parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import { parseFieldHelp } from "../../../../shared/domain/gpu/fields.ts";
import { mergeKnownGpus } from "../../../../shared/domain/gpu/knownGpus.ts";
import { parseCgroups, parseComputeApps, parsePs } from "../../../../shared/domain/gpu/processes.ts";
import { createGpuSampler } from "../../../../shared/domain/gpu/samples.ts";
import { parseList, parseVersion } from "../../../../shared/domain/gpu/version.ts";
import { parseKernelLine } from "../../../../shared/domain/gpu/xid.ts";
import { parseGpuXml } from "../../../../shared/domain/gpu/xml.ts";
import { parseContainers } from "../../../../shared/domain/host/containers.ts";
import { parseDf } from "../../../../shared/domain/host/df.ts";
import { hostFacts } from "../../../../shared/domain/host/facts.ts";
import { createNodeSampler } from "../../../../shared/domain/host/nodeSamples.ts";
import { hostVitals, parseProcFiles } from "../../../../shared/domain/host/procfs.ts";
import { parseUnits } from "../../../../shared/domain/host/systemd.ts";
import { rowOf } from "../../../builders/rowOf.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";
import { procFiles } from "../../../fixtures/host/procFiles.ts";
import { fullFields, gpuRow, gpuRows, identity } from "../../../fixtures/nvidiaSmi/csvRows.ts";
import { generation535mig, generation595 } from "../../../fixtures/nvidiaSmi/documents.ts";

/** Whatever the tool printed, cut, doubled and mixed with the others, and pure noise: nothing may throw. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  parseGpuCsv: (text) => mergeKnownGpus([], parseGpuCsv(text, fullFields, 0)),
  parseFieldHelp,
  parseComputeApps,
  parsePs,
  parseCgroups,
  parseList,
  parseVersion,
  parseKernelLine,
  parseGpuXml,
  parseContainers: (text) => parseContainers(text, "docker", 0),
  parseDf,
  parseUnits: (text) => parseUnits(text, 100),
  hostFacts: (text) => hostFacts({ facts: text, tools: text, version: text }),
  parseProcFiles,
};

const seeds = [
  gpuRows(3),
  procFiles(),
  generation535mig,
  generation595,
  "Unable to determine the device handle for GPU3: 0000:04:00.0: Unknown Error\n",
  'Field "x" is not a valid field to query.\n',
  "GPU 0: NVIDIA H100 (UUID: GPU-a)\n  MIG 3g.40gb     Device  0: (UUID: MIG-x)\n",
  "[12.5] NVRM: Xid (PCI:0000:9b:00): 119, pid=1, name=a, text\n",
  'GPU-1, 4242, a, b, 300 MiB\n{"ID":"abc","Names":"x","State":"exited","Status":"Exited (1)"}\n',
  "/dev/sda2  98304000 49152000 44113920  53% /\nId=a.service\nActiveState=failed\n\nId=b\n",
];

type Random = () => number;
const below = (random: Random, limit: number) => Math.floor(random() * limit);

function noise(random: Random): string {
  const alphabet = "0123456789abcdefXYZ [](){}<>/&;:,.%-_=\"'\\\t\r\n\u0000\u001e\u00e9\u{1f600}\ud800";
  return Array.from({ length: below(random, 200) }, () => alphabet.charAt(below(random, alphabet.length))).join("");
}

function mutated(random: Random): string {
  let text = seeds[below(random, seeds.length)] ?? "";
  for (let i = below(random, 6); i >= 0; i--) {
    const at = below(random, text.length + 1);
    const end = at + below(random, 60);
    switch (below(random, 4)) {
      case 0:
        text = text.slice(0, at) + text.slice(end);
        break;
      case 1:
        text = text.slice(0, at) + noise(random) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, end) + text.slice(at);
        break;
      default:
        text = text.slice(at);
    }
  }
  return text;
}

describe.each(Object.entries(parsers))("%s", (name, parse) => {
  test("throws on nothing", () => {
    const random = seededRandom(name.length * 7919);
    for (let i = 0; i < 300; i++) {
      const text = i % 5 === 0 ? noise(random) : mutated(random);
      expect(() => parse(text), JSON.stringify(text.slice(0, 300))).not.toThrow();
    }
  });
});

test("a token in any place never becomes a zero, nor any sample", () => {
  const random = seededRandom(2026);
  const tokens = [
    "[N/A]",
    "[Unknown Error]",
    "[Not Supported]",
    "[GPU is lost]",
    "[GPU requires reset]",
    "N/A",
    "",
    "ERR!",
  ];
  const sampler = createGpuSampler();
  // No cell of the row is zero, so that a zero can only have come from a token.
  const noZeros = Object.fromEntries(fullFields.map((field) => [field, gpuRow({}, [field]) === "0" ? "7" : undefined]));
  const clean = Object.fromEntries(
    Object.entries(noZeros).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  for (let i = 0; i < 400; i++) {
    const cells: Record<string, string> = { ...clean, ...identity(3) };
    for (const field of fullFields) {
      if (!(field in identity(3)) && random() < 0.4) cells[field] = tokens[below(random, tokens.length)] ?? "";
    }
    const row = gpuRow(cells);
    for (const gpu of parseGpuCsv(row, fullFields, 0).gpus) {
      for (const [key, value] of Object.entries(gpu)) expect(value, `${key} of ${row}`).not.toBe(0);
      for (const sample of rowOf((target) => sampler.gpu(target, gpu))) expect(sample.value, sample.name).not.toBeNaN();
    }
  }
});

test("whatever /proc looks like, rates are finite, shares are shares, and samples are numbers", () => {
  const random = seededRandom(47);
  const sampler = createNodeSampler();
  let previous = parseProcFiles(procFiles());
  for (let i = 0; i < 400; i++) {
    const text = procFiles().replaceAll(/\d+/g, (digits) =>
      random() < 0.1 ? noise(random).slice(0, 4) : String(below(random, 10 ** Math.min(12, digits.length + 1))),
    );
    const now = parseProcFiles(text);
    const vitals = hostVitals(previous, now, random() * 4 - 1);
    for (const ratio of [vitals?.cpuRatio, vitals?.iowaitRatio]) {
      if (ratio === null || ratio === undefined) continue;
      expect(ratio).toBeGreaterThanOrEqual(0);
      expect(ratio).toBeLessThanOrEqual(1);
    }
    for (const { name, value } of rowOf((row) => sampler.counters(row, now, vitals))) {
      expect(Number.isFinite(value), name).toBe(true);
    }
    previous = now;
  }
});
