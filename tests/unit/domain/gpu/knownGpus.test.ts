import { describe, expect, test } from "vitest";
import { mergeKnownGpus, parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import type { Gpu } from "../../../../shared/domain/gpu/model.ts";
import { fullFields, gpuRow, gpuRows, identity } from "../../../fixtures/nvidiaSmi/csvRows.ts";

const parse = (text: string, status = 0) => parseGpuCsv(text, fullFields, status);
const eight = mergeKnownGpus([], parse(gpuRows(8)));
const rowsOf = (...indexes: number[]) => indexes.map((index) => gpuRow(identity(index))).join("\n");
const states = (gpus: readonly Gpu[]) => gpus.map((gpu) => `${gpu.index} ${gpu.state}`);
const dead = fullFields.map(() => "[Unknown Error]").join(", ");

describe("GPUs that were read before", () => {
  test("the first answer is taken as it is", () => {
    expect(states(eight)).toEqual(["0 ok", "1 ok", "2 ok", "3 ok", "4 ok", "5 ok", "6 ok", "7 ok"]);
  });

  test("7 of 8: the lost one keeps its name, joined by bus id", () => {
    const text = `Unable to determine the device handle for GPU 0000:4C:00.0: Unknown Error\n${rowsOf(0, 1, 2, 4, 5, 6, 7)}`;
    const merged = mergeKnownGpus(eight, parse(text, 255));
    expect(states(merged)).toEqual(["0 ok", "1 ok", "2 ok", "3 lost", "4 ok", "5 ok", "6 ok", "7 ok"]);
    expect(merged[3]).toMatchObject({
      uuid: identity(3).uuid,
      name: "NVIDIA H100 80GB HBM3",
      temperatureCelsius: { missing: "gpuLost" },
    });
  });

  test.each([
    ["stands where its bus id does", [0, 1, 2, 4, 5, 6, 7], "0 ok,1 ok,2 ok,3 lost,4 ok,5 ok,6 ok,7 ok"],
    [
      "has no number where the others were numbered anew",
      [0, 1, 2, 3, 4, 5, 6],
      "0 ok,1 ok,2 ok,3 ok,4 ok,5 ok,6 ok,null lost",
    ],
  ])("lost at first sight, it %s", (_name, indexes, expected) => {
    const places = [0, 1, 2, 4, 5, 6, 7].map((place, at) => gpuRow({ ...identity(place), index: String(indexes[at]) }));
    const text = `Unable to determine the device handle for GPU 0000:4C:00.0: Unknown Error\n${places.join("\n")}`;
    expect(states(mergeKnownGpus([], parse(text, 255))).join()).toBe(expected);
  });

  test("it stays lost when the driver stops naming it, and comes back when it answers", () => {
    const lost = mergeKnownGpus(
      eight,
      parse(
        `Unable to determine the device handle for GPU 0000:4C:00.0: Unknown Error\n${rowsOf(0, 1, 2, 4, 5, 6, 7)}`,
      ),
    );
    const later = mergeKnownGpus(lost, parse(rowsOf(0, 1, 2, 4, 5, 6, 7)));
    expect(later[3]).toMatchObject({ state: "lost" });
    expect(states(mergeKnownGpus(later, parse(gpuRows(8))))).toEqual(states(eight));
  });

  test.each(["name", "index", "pci.bus_id", "uuid"])("a %s that is an error for once changes no identity", (field) => {
    const changed = gpuRow({ ...identity(3), [field]: "[Unknown Error]" });
    const merged = mergeKnownGpus(eight, parse([rowsOf(0, 1, 2), changed, rowsOf(4, 5, 6, 7)].join("\n")));
    const names = ({ uuid, index, busId, name, state }: Gpu) => ({ uuid, index, busId, name, state });
    expect(merged.map(names)).toEqual(eight.map(names));
  });

  test("one that is not listed any more is absent, without its old readings", () => {
    const merged = mergeKnownGpus(eight, parse(rowsOf(0, 1, 2, 3, 4, 5, 6)));
    expect(merged[7]).toMatchObject({
      state: "absent",
      uuid: identity(7).uuid,
      memoryUsedBytes: { missing: "notAvailable" },
    });
  });

  test("no devices at all: all absent", () => {
    const merged = mergeKnownGpus(eight, parse("No devices were found\n", 6));
    expect(merged).toHaveLength(8);
    expect(new Set(merged.map((gpu) => gpu.state))).toEqual(new Set(["absent"]));
  });

  test.each([
    ["Failed to initialize NVML: Driver/library version mismatch", 18],
    ["", 124],
  ])("nvidia-smi as a whole fails (%j): all unreadable, with the reason", (text, status) => {
    const now = parse(text, status);
    const merged = mergeKnownGpus(eight, now);
    expect(merged).toHaveLength(8);
    for (const gpu of merged) expect(gpu).toMatchObject({ state: "unreadable", stateText: now.subsystem.text });
  });

  test("an old driver aborts at the lost GPU: the others are unreadable, not absent", () => {
    const text = "Unable to determine the device handle for GPU 0000:2A:00.0: GPU is lost.  Reboot the system";
    const merged = mergeKnownGpus(eight, parse(text, 15));
    expect(merged[1]).toMatchObject({ state: "lost", uuid: identity(1).uuid, index: 1 });
    expect(merged.filter((gpu) => gpu.state === "unreadable")).toHaveLength(7);
  });

  test("a dead row without a name is the GPU that did not answer", () => {
    const merged = mergeKnownGpus(eight, parse(`${rowsOf(0, 1, 2, 3, 4, 5)}\n${dead}\n${rowsOf(7)}`));
    expect(merged).toHaveLength(8);
    expect(merged[6]).toMatchObject({ state: "unreadable", uuid: identity(6).uuid });
  });

  test("a stuck loop: eight unreadable GPUs, not sixteen", () => {
    const merged = mergeKnownGpus(eight, parse(Array(8).fill(dead).join("\n")));
    expect(states(merged)).toEqual(states(eight).map((state) => state.replace("ok", "unreadable")));
  });

  test("indexes move after a restart: the UUID is the identity", () => {
    const swapped = `${gpuRow({ ...identity(1), index: "0" })}\n${gpuRow({ ...identity(0), index: "1" })}`;
    const merged = mergeKnownGpus(mergeKnownGpus([], parse(rowsOf(0, 1))), parse(swapped));
    expect(merged.map((gpu) => gpu.uuid)).toEqual([identity(1).uuid, identity(0).uuid]);
  });

  test("a card that was replaced leaves, and only its successor is there", () => {
    const before = mergeKnownGpus([], parse(rowsOf(0, 1)));
    const now = `${gpuRow({ ...identity(0), uuid: "GPU-new" })}\n${rowsOf(1)}`;
    expect(mergeKnownGpus(before, parse(now)).map((gpu) => [gpu.uuid, gpu.state])).toEqual([
      ["GPU-new", "ok"],
      [identity(1).uuid, "ok"],
    ]);
  });

  test("lost before it was ever read: known by bus id, and named once it answers", () => {
    const text = `Unable to determine the device handle for GPU 0000:19:00.0: Unknown Error\n${rowsOf(1)}`;
    const first = mergeKnownGpus([], parse(text));
    expect(first).toHaveLength(2);
    const later = mergeKnownGpus(first, parse(rowsOf(0, 1)));
    expect(later.map((gpu) => gpu.uuid)).toEqual([identity(0).uuid, identity(1).uuid]);
  });
});
