import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createFrameReader, type Frame } from "../../../electron/services/collect/frameReader.ts";
import { collectCommand } from "../../../electron/services/collect/script/collect.ts";
import { gpuLoopCommand } from "../../../electron/services/collect/script/gpuLoop.ts";
import { probeCommand } from "../../../electron/services/collect/script/probe.ts";
import {
  type CollectPlan,
  floodStatus,
  parseScriptHeader,
  stuckStatus,
} from "../../../shared/domain/collect/protocol.ts";
import { createFakeNvidiaSmi, type FakeNvidiaSmi } from "../../harness/fakeNvidiaSmi.ts";

const nonce = "f00d";
const plan: CollectPlan = {
  nonce,
  intervalMs: 200,
  pace: { host: 1, gpu: 1, apps: 50, filesystems: 50, kernel: 50, xml: 50 },
  gpuFields: ["index", "uuid", "name"],
  nvidiaSmi: "nvidia-smi",
  units: [],
  containerTool: null,
};
const rows = "0, GPU-aaaa, NVIDIA H100\n1, GPU-bbbb, NVIDIA H100\n";
const answers = {
  gpu: rows,
  apps: `GPU-aaaa, ${process.pid}, /usr/bin/python,3, 1024\n`,
  xml: "<nvidia_smi_log></nvidia_smi_log>\n",
  version: "DRIVER version : 590.48.01\n",
  list: "GPU 0: NVIDIA H100 (UUID: GPU-aaaa)\n",
  fields: '"index"\n"uuid"\n',
};

/** The shell a script ends up in; the login shell around it is `sh` here and others below. */
const shells = [
  ["dash", "dash"],
  ["bash --posix", "bash"],
  ["busybox sh", "busybox"],
] as const;
const has = (program: string) => spawnSync(program, ["-c", "exit 0"]).error === undefined;

const running: ChildProcessWithoutNullStreams[] = [];
const fakes: FakeNvidiaSmi[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const fake of fakes.splice(0)) fake.dispose();
});

function fakeSmi(files: Readonly<Record<string, string>> = answers): FakeNvidiaSmi {
  const fake = createFakeNvidiaSmi(files);
  fakes.push(fake);
  return fake;
}

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly frames: readonly Frame[];
  readonly exited: Promise<void>;
  text(): string;
  /** Resolves once the frames read so far satisfy `test`. */
  until(test: (frames: readonly Frame[]) => boolean): Promise<void>;
}

function run(command: string, shell: string, pathFolder: string, login = "sh"): Run {
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  let text = "";
  const reader = createFrameReader(nonce, (frame) => frames.push(frame));
  const child = spawn(login, ["-c", command.replace("exec sh ", `exec ${shell} `)], {
    env: { PATH: `${pathFolder}:${process.env.PATH}`, HOME: "/" },
  });
  running.push(child);
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    reader.push(chunk);
    for (const check of [...waiting]) check();
  });
  child.stderr.resume();
  child.stdin.on("error", () => {});
  return {
    child,
    frames,
    exited: new Promise((resolve) => child.on("close", () => resolve())),
    text: () => text,
    until: (test) =>
      new Promise((resolve) => {
        const check = () => {
          if (!test(frames)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

const ended = (count: number) => (frames: readonly Frame[]) =>
  frames.filter((frame) => frame.kind === "end").length >= count;
const sectionsOf = (frames: readonly Frame[]) =>
  frames.flatMap((frame) => (frame.kind === "section" ? [frame.section] : []));
const section = (frames: readonly Frame[], name: string) =>
  frames.find((frame) => frame.kind === "section" && frame.section === name);

/** Processes whose command line or environment names the fake's folder: what a script left behind. */
function leftBehind(folder: string): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder)) return [];
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").slice(0, 80)}`];
    } catch {
      return [];
    }
  });
}

async function goneWithin(folder: string, ms: number): Promise<readonly string[]> {
  const deadline = performance.now() + ms;
  while (leftBehind(folder).length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return leftBehind(folder);
}

describe.each(shells)("collector scripts in %s", (shell, program) => {
  const test = it.skipIf(!has(program));

  test("probe: facts, tools and what nvidia-smi says of itself", async () => {
    const { frames, exited, until } = run(probeCommand(nonce), shell, fakeSmi().folder);
    await until(ended(1));
    await exited;
    expect(sectionsOf(frames)).toEqual(["facts", "tools", "version", "list", "fields"]);
    expect(section(frames, "facts")).toMatchObject({ text: expect.stringMatching(/^ostype=Linux\nosrelease=\d/) });
    expect(section(frames, "facts")).toMatchObject({ text: expect.stringMatching(/^boot_time=\d{9,}$/m) });
    expect(section(frames, "tools")).toMatchObject({ text: expect.stringMatching(/^nvidia-smi=\/.*midwatch-smi-/m) });
    expect(section(frames, "version")).toMatchObject({ text: answers.version, status: 0 });
    expect(section(frames, "fields")).toMatchObject({ text: answers.fields, status: 0 });
  });

  test("probe: an nvidia-smi that floods costs its own texts alone", async () => {
    const fake = fakeSmi();
    for (const call of ["version", "list", "fields"]) fake.set(`${call}.flood`, "");
    const { frames, exited, until } = run(probeCommand(nonce), shell, fake.folder);
    await until(ended(1));
    await exited;
    expect(sectionsOf(frames)).toEqual(["facts", "tools", "version", "list", "fields"]);
    for (const name of ["version", "list", "fields"])
      expect(section(frames, name)).toMatchObject({ status: floodStatus });
  });

  test("probe: a failing nvidia-smi keeps its words and its status", async () => {
    const fake = fakeSmi({
      version: "Failed to initialize NVML: Driver/library version mismatch\n",
      "version.status": "18\n",
    });
    const { frames, until } = run(probeCommand(nonce), shell, fake.folder);
    await until(ended(1));
    expect(section(frames, "version")).toMatchObject({ text: expect.stringContaining("mismatch"), status: 18 });
  });

  test("collect: the first tick reads everything, host first; later ones what is due", async () => {
    const fake = fakeSmi();
    const { child, frames, exited, until } = run(collectCommand(plan), shell, fake.folder);
    await until(
      (all) => sectionsOf(all).filter((name) => name === "gpu").length >= 4 && sectionsOf(all).includes("ps"),
    );
    expect(sectionsOf(frames)[0]).toBe("host");
    const slow = sectionsOf(frames).filter((name) => name !== "host" && name !== "gpu");
    expect([...slow].sort()).toEqual(["apps", "cgroup", "filesystems", "kernel", "ps", "xml"]);
    const ofGpus = sectionsOf(frames).filter((name) => ["gpu", "apps", "xml"].includes(name));
    expect(ofGpus.slice(0, 4)).toEqual(["gpu", "apps", "xml", "gpu"]);
    expect(section(frames, "gpu")).toMatchObject({ text: rows, status: 0 });
    expect(section(frames, "host")).toMatchObject({ text: expect.stringMatching(/^\/proc\/stat:cpu {2}\d/) });
    expect(section(frames, "host")).toMatchObject({ text: expect.stringMatching(/^\/proc\/loadavg:[\d.]+ /m) });
    expect(section(frames, "ps")).toMatchObject({
      text: expect.stringMatching(new RegExp(`^ *${process.pid} +\\S+ +\\d+ .`)),
    });
    expect(section(frames, "cgroup")).toMatchObject({ text: expect.stringContaining(`/proc/${process.pid}/cgroup:`) });
    child.stdin.end();
    await exited;
    expect(await goneWithin(fake.folder, 2000)).toEqual([]);
    // One nvidia-smi at a time: every begin is followed by its own end.
    const calls = fake.calls();
    for (let at = 0; at + 1 < calls.length; at += 2) expect(calls[at + 1]).toBe(calls[at]?.replace("begin", "end"));
  });

  test("collect: a process query that hangs holds up neither the host nor the filesystems", async () => {
    const fake = fakeSmi({ ...answers, "apps.hang": "" });
    const paced = { ...plan, pace: { host: 1, gpu: 1, apps: 50, filesystems: 2 } };
    const { child, frames, exited, until } = run(collectCommand(paced), shell, fake.folder);
    await until((all) => sectionsOf(all).filter((name) => name === "filesystems").length >= 5);
    expect(sectionsOf(frames).filter((name) => name === "host").length).toBeGreaterThanOrEqual(9);
    expect(sectionsOf(frames).filter((name) => name === "gpu")).toHaveLength(1);
    expect(
      fake.calls().filter((line) => line.startsWith("begin")),
      "no second one beside it",
    ).toHaveLength(2);
    child.stdin.end();
    await exited;
    expect(await goneWithin(fake.folder, 5000)).toEqual([]);
  });

  test.each([["ps"], ["df"], ["systemctl"]])("collect: %s that hangs holds up nothing else", async (tool) => {
    const fake = fakeSmi();
    writeFileSync(`${fake.folder}/${tool}`, "#!/bin/sh\nexec sleep 300\n", { mode: 0o755 });
    const paced = { ...plan, pace: { host: 1, gpu: 1, apps: 2, filesystems: 2, units: 2 } };
    const { child, frames, exited, until } = run(collectCommand(paced), shell, fake.folder);
    const hanging = { ps: "ps", df: "filesystems", systemctl: "units" }[tool] ?? "";
    const others = ["ps", "filesystems", "units"].filter((name) => name !== hanging);
    const count = (all: readonly Frame[], name: string) => sectionsOf(all).filter((one) => one === name).length;
    await until(
      (all) =>
        ["host", "gpu"].every((name) => count(all, name) >= 6) &&
        ["apps", ...others].every((name) => count(all, name) >= 3),
    );
    expect(count(frames, hanging)).toBeLessThan(2);
    child.stdin.end();
    await exited;
    expect(await goneWithin(fake.folder, 3000)).toEqual([]);
  });

  test("collect: where no pipe can be made, sections are read one after the other", async () => {
    const fake = fakeSmi();
    for (const tool of ["mktemp", "mkfifo"]) {
      writeFileSync(`${fake.folder}/${tool}`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    }
    const { child, frames, exited, until } = run(collectCommand(plan), shell, fake.folder);
    await until(
      (all) => sectionsOf(all).includes("ps") && sectionsOf(all).filter((name) => name === "gpu").length >= 3,
    );
    expect(sectionsOf(frames).slice(0, 4)).toEqual(["host", "gpu", "apps", "xml"]);
    expect(section(frames, "ps")).toMatchObject({ text: expect.stringContaining(`${process.pid}`), status: 0 });
    child.stdin.end();
    await exited;
    expect(await goneWithin(fake.folder, 2000)).toEqual([]);
  });

  test("collect: keeps its pace on the host's clock although a tick takes time", async () => {
    const fake = fakeSmi({ ...answers, "gpu.delay": "0.1" });
    const paced = { ...plan, intervalMs: 300, pace: { host: 1, gpu: 1 } };
    const { frames, until } = run(collectCommand(paced), shell, fake.folder);
    await until(ended(8));
    const begins = frames.flatMap((frame) => (frame.kind === "begin" ? [frame.uptimeSeconds] : []));
    // Without compensation they would come every 0.4 s, and two of seven would be on time. A busy machine may be late once.
    const lateness = begins.map((begin) => (begin - (begins[0] ?? 0)) % 0.3).map((late) => Math.min(late, 0.3 - late));
    expect(lateness.slice(1, 8).filter((late) => late < 0.08).length).toBeGreaterThanOrEqual(5);
  });

  test("collect: a line on stdin makes the next tick read the slow sections", async () => {
    const { child, frames, until } = run(collectCommand(plan), shell, fakeSmi().folder);
    await until(ended(2));
    child.stdin.write("refresh\n");
    await until((all) => sectionsOf(all).filter((name) => name === "xml").length === 2);
    expect(sectionsOf(frames).filter((name) => name === "apps")).toHaveLength(2);
  });

  test("collect: after a call that floods no other is tried in its turn", async () => {
    const fake = fakeSmi({ ...answers, "apps.flood": "" });
    const { frames, until } = run(collectCommand(plan), shell, fake.folder);
    await until((all) => sectionsOf(all).includes("apps"));
    await until(ended(3));
    expect(section(frames, "apps")).toMatchObject({ status: floodStatus });
    expect(sectionsOf(frames)).not.toContain("xml");
  });

  test("collect: ends at once with its stdin while nvidia-smi hangs", async () => {
    const fake = fakeSmi({ ...answers, "gpu.hang": "" });
    const { child, exited, until } = run(collectCommand(plan), shell, fake.folder);
    await until((frames) => sectionsOf(frames).includes("host"));
    const asked = () => fake.calls().some((line) => line.startsWith("begin gpu"));
    while (!asked()) await new Promise((resolve) => setTimeout(resolve, 10));
    child.stdin.end();
    await exited;
    // The fake ignores TERM: `timeout -k 2` ends it.
    expect(await goneWithin(fake.folder, 5000)).toEqual([]);
  });

  test("loop: rows come as they are printed; it ends with its stdin", async () => {
    const fake = fakeSmi();
    const { child, frames, exited, text } = run(gpuLoopCommand(plan), shell, fake.folder);
    while (text().split("GPU-aaaa").length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(frames).toHaveLength(1);
    child.stdin.end();
    await exited;
    expect(await goneWithin(fake.folder, 2000)).toEqual([]);
  });

  test("loop: says how the loop ended", async () => {
    const fake = fakeSmi({ "gpu.status": "9\n" });
    const { frames, exited } = run(gpuLoopCommand(plan), shell, fake.folder);
    await exited;
    expect(section(frames, "gpu")).toMatchObject({ status: 9 });
    expect(await goneWithin(fake.folder, 2000)).toEqual([]);
  });
});

it("collect: what outlives its bounds is told at each of its turns, and is not started again", {
  timeout: 30_000,
}, async () => {
  const fake = fakeSmi({ ...answers, "gpu.hang": "" });
  // As for a process in state D, which nothing ends.
  writeFileSync(`${fake.folder}/timeout`, '#!/bin/sh\nshift 3\nexec "$@"\n', { mode: 0o755 });
  const paced = { ...plan, intervalMs: 1000, pace: { host: 1, gpu: 1 } };
  const { child, frames, exited, until } = run(collectCommand(paced), "sh", fake.folder);
  const told = (all: readonly Frame[]) => all.filter((frame) => frame.kind === "section" && frame.section === "gpu");
  await until((all) => told(all).length >= 2);
  expect(told(frames)[0]).toMatchObject({
    status: stuckStatus,
    text: expect.stringMatching(/not ended for 1[23] s/),
  });
  expect(fake.calls().filter((line) => line.startsWith("begin"))).toHaveLength(1);
  child.stdin.end();
  await exited;
});

describe("through other login shells", () => {
  const logins = ["bash", "tcsh", "fish", "zsh"];
  it.skip.each(logins.filter((login) => !has(login)))("%s is not installed", () => {});
  it.each(logins.filter(has))("%s", async (login) => {
    const fake = fakeSmi();
    const { child, frames, exited, until } = run(collectCommand(plan), "sh", fake.folder, login);
    await until((all) => section(all, "gpu") !== undefined);
    expect(section(frames, "gpu")).toMatchObject({ text: rows, status: 0 });
    child.stdin.end();
    await exited;
  });
});

describe("script text", () => {
  const everything: CollectPlan = {
    ...plan,
    pace: { ...plan.pace, units: 5, containers: 5 },
    units: ["vllm@a.service"],
    containerTool: "podman",
  };
  const commands = [
    collectCommand(everything),
    collectCommand({ ...everything, units: [] }),
    gpuLoopCommand(everything),
    probeCommand(nonce),
  ];

  it.each(commands.map((command) => [command.slice(0, 40), command]))(
    "%s holds nothing a login shell would read",
    (_, command) => {
      const body = command.slice("exec sh -c '".length, -1);
      expect(body).not.toContain("'");
      expect(body).not.toMatch(/![^ ]/);
      expect(body).not.toContain("\\\\");
      expect(
        body
          .split("\n")
          .slice(0, -1)
          .every((line) => line.endsWith(" \\")),
      ).toBe(true);
    },
  );

  it("states its plan in the first line", () => {
    expect(parseScriptHeader(collectCommand(everything))).toEqual({ kind: "collect", plan: everything });
  });

  it.each([
    ["a field", { gpuFields: ["name; reboot"] }],
    ["a path", { nvidiaSmi: "/opt/my tools/nvidia-smi" }],
    ["a unit", { units: ["$(reboot).service"] }],
    ["a nonce", { nonce: "a'b" }],
    ["an interval", { intervalMs: 0.5 }],
    ["a pace", { pace: { xml: Number.NaN } }],
  ])("refuses %s that is no plain word", (_, change) => {
    expect(() => collectCommand({ ...plan, ...change })).toThrow(/collector script/);
  });
});
