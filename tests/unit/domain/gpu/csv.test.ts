import { describe, expect, test } from "vitest";
import { parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import { isMissing } from "../../../../shared/domain/gpu/model.ts";
import { fullFields, gpuRow, gpuRows, identity, smallFields } from "../../../fixtures/nvidiaSmi/csvRows.ts";

const mebibyte = 2 ** 20;

describe("a row", () => {
  test("every column in base units", () => {
    const { gpus, subsystem, stray, invalidField, allUnknown } = parseGpuCsv(gpuRow(), fullFields, 0);
    expect({ subsystem, stray, invalidField, allUnknown }).toEqual({
      subsystem: { kind: "ok", text: "" },
      stray: [],
      invalidField: null,
      allUnknown: false,
    });
    expect(gpus).toEqual([
      {
        uuid: "GPU-5b0e8a52-91d4-4c77-b0fd-3a6c1f2e9d80",
        index: 0,
        busId: "0000:19:00",
        name: "NVIDIA H100 80GB HBM3",
        state: "ok",
        stateText: null,
        utilizationGpuRatio: 0.97,
        utilizationMemoryRatio: 0.41,
        memoryTotalBytes: 81559 * mebibyte,
        memoryUsedBytes: 73412 * mebibyte,
        memoryFreeBytes: 7668 * mebibyte,
        memoryReservedBytes: 479 * mebibyte,
        temperatureCelsius: 66,
        memoryTemperatureCelsius: 71,
        temperatureMarginCelsius: 21,
        powerDrawWatts: 655.12,
        powerLimitWatts: 700,
        smClockHertz: 1.755e9,
        memoryClockHertz: 2.619e9,
        fanRatio: { missing: "notAvailable" },
        performanceState: "P0",
        throttleReasons: ["swPowerCap"],
        eccCorrectedVolatile: 3,
        eccUncorrectedVolatile: 0,
        eccUncorrectedAggregate: 1,
        remappedRowsCorrectable: 2,
        remappedRowsUncorrectable: 0,
        remapPending: false,
        remapFailure: false,
        retiredPagesPending: { missing: "notAvailable" },
        recoveryAction: "None",
        pcieGeneration: 5,
        pcieWidth: 16,
        encoderRatio: 0,
        decoderRatio: 0,
        migEnabled: false,
        persistenceMode: true,
        computeMode: "Default",
      },
    ]);
  });

  test("what was not asked for says so", () => {
    const [gpu] = parseGpuCsv("3, GPU-1, 0000:19:00.0, 66, 100, H100", smallFields, 0).gpus;
    expect(gpu?.powerDrawWatts).toEqual({ missing: "notAsked" });
  });

  test("units are read where they are printed", () => {
    const row = "0, GPU-1, 00000000:0C:00.0, 66, 575 MiB, NVIDIA GeForce RTX 2080 SUPER";
    expect(parseGpuCsv(row, smallFields, 0).gpus[0]).toMatchObject({ memoryUsedBytes: 575 * mebibyte });
  });

  test("Windows line ends and blank lines are nothing", () => {
    const text = `\r\n${gpuRow(identity(0))}\r\n\r\n${gpuRow(identity(1))}\r\n`;
    const result = parseGpuCsv(text, fullFields, 0);
    expect(result.gpus.map((gpu) => gpu.index)).toEqual([0, 1]);
    expect(result.stray).toEqual([]);
  });

  test("MIG: utilisation is missing, memory is there", () => {
    const [gpu] = parseGpuCsv(
      gpuRow({ "utilization.gpu": "[N/A]", "utilization.memory": "[N/A]", "mig.mode.current": "Enabled" }),
      fullFields,
      0,
    ).gpus;
    expect(gpu).toMatchObject({
      state: "ok",
      utilizationGpuRatio: { missing: "notAvailable" },
      migEnabled: true,
      memoryUsedBytes: 73412 * mebibyte,
    });
  });

  test("unified memory (GB10): memory is missing, not zero", () => {
    const [gpu] = parseGpuCsv("0, GPU-1, 0000:01:00.0, 36, [N/A], NVIDIA GB10", smallFields, 0).gpus;
    expect(gpu).toMatchObject({ state: "ok", memoryUsedBytes: { missing: "notAvailable" }, temperatureCelsius: 36 });
  });

  test("a slice of a vGPU without identity is still a GPU", () => {
    const result = parseGpuCsv("[N/A], 24576, NVIDIA H100L-2-24C", ["utilization.gpu", "memory.total", "name"], 0);
    expect(result.subsystem.kind).toBe("ok");
    expect(result.gpus).toHaveLength(1);
    expect(result.gpus[0]).toMatchObject({ name: "NVIDIA H100L-2-24C", memoryTotalBytes: 24576 * mebibyte });
  });

  test("the newest row of a GPU counts: a loop may print two ticks at once", () => {
    const text = `${gpuRow({ ...identity(0), "temperature.gpu": "60" })}\n${gpuRow({ ...identity(0), "temperature.gpu": "61" })}\n`;
    expect(parseGpuCsv(text, fullFields, 0).gpus.map((gpu) => gpu.temperatureCelsius)).toEqual([61]);
  });
});

describe("what is no row is never guessed to be one", () => {
  test.each([
    ["too few columns", "0, GPU-1, 0000:19:00.0, 66, 575"],
    ["too many columns", "0, GPU-1, 0000:19:00.0, 66, 575, A name, with a comma"],
    ["a header", "index, uuid, pci.bus_id, temperature.gpu, memory.used [MiB], name"],
    ["prose with the right number of commas", "Dear user, this host, is under, planned, maintenance, tonight"],
    ["an index that is none", "zero, GPU-1, 0000:19:00.0, 66, 575, H100"],
    ["a uuid that is none", "0, 12345, 0000:19:00.0, 66, 575, H100"],
    ["a bus id that is none", "0, GPU-1, slot 4, 66, 575, H100"],
  ])("%s", (_, line) => {
    const result = parseGpuCsv(`${line}\n`, smallFields, 0);
    expect(result.gpus).toEqual([]);
    expect(result.stray).toEqual([line]);
    expect(result.subsystem).toEqual({ kind: "unreadable", text: line });
  });

  test("a cell that is no value costs that reading, not the row", () => {
    const [gpu] = parseGpuCsv("0, GPU-1, 0000:19:00.0, warm, 575, H100", smallFields, 0).gpus;
    expect(gpu).toMatchObject({ temperatureCelsius: { missing: "unknownError" }, memoryUsedBytes: 575 * mebibyte });
  });
});

describe("nvidia-smi as a whole", () => {
  test.each([
    [
      "driverMismatch",
      "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.163\n",
      18,
    ],
    [
      "driverNotLoaded",
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n",
      9,
    ],
    ["driverNotLoaded", "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.\n", 12],
    ["driverNotLoaded", "Failed to initialize NVML: Driver Not Loaded\n", 9],
    ["noDevices", "No devices were found\n", 6],
    ["noDevices", "No devices were found\n", 0],
    ["blockedByOs", "Failed to initialize NVML: GPU access blocked by the operating system\n", 17],
    ["permissionDenied", "Failed to initialize NVML: Insufficient Permissions\n", 4],
    ["unreadable", "Failed to initialize NVML: Unknown Error\n", 255],
    ["commandNotFound", "sh: 1: nvidia-smi: not found\n", 127],
    ["commandNotFound", "bash: line 1: nvidia-smi: command not found\n", 127],
    ["commandNotFound", "zsh: command not found: nvidia-smi\n", 127],
    ["commandNotFound", "fish: Unknown command: nvidia-smi\n", 127],
    ["commandNotFound", "timeout: failed to run command 'nvidia-smi': No such file or directory\n", 127],
    ["commandNotFound", "sh: /usr/local/nvidia/bin/nvidia-smi: No such file or directory\n", 127],
    ["commandNotFound", "", 127],
    ["permissionDenied", "sh: /usr/bin/nvidia-smi: Permission denied\n", 126],
    ["permissionDenied", "", 126],
    ["hung", "", 124],
    ["hung", "", 137],
    ["hung", "nvidia-smi (pid 4211) is stuck in the driver (state D)\n", 137],
    ["driverMismatch", "", 18],
    ["driverNotLoaded", "", 9],
    ["noDevices", "", 6],
    ["unreadable", "", 0],
    ["unreadable", "Segmentation fault (core dumped)\n", 139],
  ] as const)("%s: %j with exit status %i", (kind, text, status) => {
    const result = parseGpuCsv(text, fullFields, status);
    expect(result.subsystem.kind).toBe(kind);
    expect(result.subsystem.text).not.toBe("");
    expect(result.gpus).toEqual([]);
    expect(result.invalidField).toBeNull();
  });

  test("the text is the driver's own, with its second line", () => {
    const text = "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.163\n";
    expect(parseGpuCsv(text, fullFields, 18).subsystem.text).toBe(text.trim());
  });

  test("an unknown field is named and nothing else is concluded", () => {
    const result = parseGpuCsv('Field "temperature.gpu.tlimit" is not a valid field to query.\n\n', fullFields, 2);
    expect(result.invalidField).toBe("temperature.gpu.tlimit");
    expect(result.subsystem.kind).toBe("unknown");
    expect(result.gpus).toEqual([]);
  });

  test.each([0, 1, 6, 15, 255])("good rows are data with exit status %i", (status) => {
    const result = parseGpuCsv(gpuRows(2), fullFields, status);
    expect(result.subsystem).toEqual({ kind: "ok", text: "" });
    expect(result.gpus).toHaveLength(2);
  });

  test("exit status 14 and good rows: data, and a word about the infoROM", () => {
    const result = parseGpuCsv(gpuRows(8), fullFields, 14);
    expect(result.gpus).toHaveLength(8);
    expect(result.subsystem.kind).toBe("infoRomCorrupted");
  });

  test("the infoROM warning between rows", () => {
    const text = `${gpuRow(identity(0))}\nWARNING: infoROM is corrupted at gpu 0000:2A:00.0\n${gpuRow(identity(1))}\n`;
    const result = parseGpuCsv(text, fullFields, 0);
    expect(result.gpus).toHaveLength(2);
    expect(result.subsystem.kind).toBe("infoRomCorrupted");
  });

  test("stopped half way: the rows that came, and hung", () => {
    const result = parseGpuCsv(gpuRows(3), fullFields, 124);
    expect(result.gpus).toHaveLength(3);
    expect(result.subsystem.kind).toBe("hung");
  });
});

describe("GPUs that are out of order", () => {
  test("old layout: a sentence, then the rows of the others, the index skipped", () => {
    const rows = [0, 1, 2, 4, 5, 6, 7].map((index) => gpuRow(identity(index)));
    const text = ["Unable to determine the device handle for GPU3: 0000:4C:00.0: Unknown Error", ...rows].join("\n");
    for (const status of [0, 1, 255]) {
      const result = parseGpuCsv(text, fullFields, status);
      expect(result.subsystem.kind).toBe("ok");
      expect(result.gpus).toHaveLength(8);
      expect(result.gpus.filter((gpu) => gpu.state !== "ok")).toMatchObject([
        { state: "lost", index: 3, busId: "0000:4c:00", uuid: null, temperatureCelsius: { missing: "gpuLost" } },
      ]);
    }
  });

  test("new layout: the sentence glued to GPU, then a dead row that is the same GPU's", () => {
    const dead = fullFields.map(() => "[Unknown Error]").join(", ");
    const text = [
      gpuRow(identity(0)),
      "Unable to determine the device handle for GPU0000:2A:00.0: Unknown Error",
      dead,
      gpuRow(identity(2)),
    ].join("\n");
    const result = parseGpuCsv(text, fullFields, 255);
    expect(result.gpus.map(({ state, busId }) => [state, busId])).toEqual([
      ["ok", "0000:19:00"],
      ["lost", "0000:2a:00"],
      ["ok", "0000:3b:00"],
    ]);
    expect(result.allUnknown).toBe(false);
  });

  test.each([
    ["GPU is lost.  Reboot the system to recover this GPU", "lost"],
    ["Unknown Error", "lost"],
    ["GPU requires reset", "requiresReset"],
    ["Not Found", "unreadable"],
    ["Insufficient External Power", "unreadable"],
  ] as const)("the call is aborted by one GPU: %s", (reason, state) => {
    const line = `Unable to determine the device handle for GPU 0000:02:00.0: ${reason}`;
    const result = parseGpuCsv(`${line}\n`, fullFields, 15);
    expect(result.gpus).toMatchObject([{ state, busId: "0000:02:00", stateText: line }]);
    expect(result.subsystem).toEqual({ kind: "unreadable", text: line });
  });

  test("requires reset: named, and its zeros are no readings", () => {
    const text = "2, GPU-1, 0000:19:00.0, [GPU requires reset], 0 MiB, H100";
    const [gpu] = parseGpuCsv(text, smallFields, 0).gpus;
    expect(gpu).toMatchObject({
      index: 2,
      state: "requiresReset",
      stateText: "GPU requires reset",
      temperatureCelsius: { missing: "requiresReset" },
      memoryUsedBytes: { missing: "requiresReset" },
    });
  });

  test("index 0 of a GPU that is out of order is an index, not filler", () => {
    const [gpu] = parseGpuCsv("0, GPU-1, 0000:19:00.0, [GPU is lost], 0, H100", smallFields, 0).gpus;
    expect(gpu).toMatchObject({ index: 0, state: "lost", memoryUsedBytes: { missing: "gpuLost" } });
  });

  test("lost inside a running loop: the last row decides", () => {
    const text = [
      gpuRow(identity(0)),
      gpuRow({ ...identity(0), "temperature.gpu": "[GPU is lost]", "memory.used": "[GPU is lost]" }),
    ].join("\n");
    expect(parseGpuCsv(text, fullFields, 0).gpus).toMatchObject([{ state: "lost" }]);
  });

  test("errors in every column but the identity: unreadable", () => {
    const result = parseGpuCsv("0, GPU-1, 0000:19:00.0, [Unknown Error], [Unknown Error], H100", smallFields, 0);
    expect(result.gpus).toMatchObject([{ state: "unreadable", uuid: "GPU-1" }]);
    expect(result.allUnknown).toBe(true);
  });

  test.each([
    ["[Insufficient Permissions]", "permissionDenied", "Insufficient Permissions"],
    ["[N/A]", "unreadable", "N/A"],
    ["[Not Supported]", "unreadable", "Not Supported"],
    ["", "unreadable", "Nothing"],
  ])("no reading but %j: the GPUs are there, nothing is read of them, and no loop is stuck", (token, kind, word) => {
    const row = (index: number) => `${index}, GPU-${index}, 0000:1${index}:00.0, ${token}, ${token}, H100\n`;
    const fields = ["index", "uuid", "pci.bus_id", "temperature.gpu", "memory.used", "name"];
    const result = parseGpuCsv(row(0) + row(1), fields, 0);
    expect(result.gpus).toMatchObject([{ state: "unreadable", stateText: word, uuid: "GPU-0" }, { uuid: "GPU-1" }]);
    expect(result.subsystem).toEqual({ kind, text: `nvidia-smi tells no reading of any GPU: ${word}` });
    expect(result.allUnknown).toBe(false);
    const mixed = parseGpuCsv(`${row(0)}1, GPU-1, 0000:11:00.0, 66, ${token}, H100`, fields, 0);
    expect(mixed.gpus.map(({ state }) => state)).toEqual(["unreadable", "ok"]);
    expect(mixed.subsystem.kind).toBe("ok");
  });

  test("one unknown error is one missing reading", () => {
    const result = parseGpuCsv("0, GPU-1, 0000:19:00.0, 66, [Unknown Error], H100", smallFields, 0);
    expect(result.gpus).toMatchObject([{ state: "ok", memoryUsedBytes: { missing: "unknownError" } }]);
    expect(result.allUnknown).toBe(false);
  });

  test("a stuck loop prints errors only", () => {
    const dead = smallFields.map(() => "[Unknown Error]").join(", ");
    const result = parseGpuCsv(`${dead}\n${dead}\n`, smallFields, 0);
    expect(result.allUnknown).toBe(true);
    expect(result.subsystem.kind).toBe("unreadable");
    expect(result.gpus.map((gpu) => gpu.state)).toEqual(["unreadable", "unreadable"]);
  });

  test("the first good answer of a loop that gets stuck is not all unknown", () => {
    const dead = smallFields.map(() => "[Unknown Error]").join(", ");
    const result = parseGpuCsv(`0, GPU-1, 0000:19:00.0, 66, 100, H100\n${dead}\n`, smallFields, 0);
    expect(result.allUnknown).toBe(false);
    expect(result.subsystem.kind).toBe("ok");
  });
});

test("no token ever becomes a number", () => {
  const tokens = ["[N/A]", "[Not Supported]", "[Unknown Error]", "[Insufficient Permissions]", "N/A", "", "ERR!"];
  for (const token of tokens) {
    const cells = Object.fromEntries(fullFields.map((field) => [field, token]));
    const [gpu] = parseGpuCsv(gpuRow({ ...cells, ...identity(0) }), fullFields, 0).gpus;
    const readings = Object.entries(gpu ?? {}).filter(
      ([key]) => !["uuid", "index", "busId", "name", "state", "stateText"].includes(key),
    );
    expect(readings).toHaveLength(32);
    for (const [key, reading] of readings) expect(isMissing(reading), `${key} of ${token}`).toBe(true);
  }
});
