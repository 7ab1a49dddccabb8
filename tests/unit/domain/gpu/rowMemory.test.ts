import { describe, expect, test } from "vitest";
import { parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import { RowMemory } from "../../../../shared/domain/gpu/rowMemory.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";
import { fullFields, gpuRow, identity } from "../../../fixtures/nvidiaSmi/csvRows.ts";

describe("rows that are read one after the other", () => {
  test("say what each says by itself, whatever becomes of their cells", () => {
    const random = seededRandom(7);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const figure = () => pick([`${Math.floor(random() * 100)}`, (random() * 1000).toFixed(2), "0", "000", "12."]);
    const odd = ["", "[N/A]", "N/A", "[Unknown Error]", "[GPU is lost]", "[Not Supported]", "-3", "1e3", "7 %"];
    const long = ["0.1234567890123456789", "123456789012345678", "0x0000000000000004", "P2", "Enabled", "None", "a, b"];
    const fresh = () => [0, 1, 2].map((index) => gpuRow(identity(index)).split(", "));
    const cells = fresh();
    const memory = new RowMemory();
    let unchanged = 0;
    for (let round = 0; round < 3000; round++) {
      const changes = pick([0, 1, 1, 2, 6]);
      for (let change = 0; change < changes; change++) {
        const row = pick(cells);
        const at = Math.floor(random() * row.length);
        // Most of what differs from round to round are figures; what is odd goes away again.
        if (random() < 0.7) row[at] = /^[\d.]+$/.test(row[at] ?? "") ? figure() : (row[at] ?? "");
        else row[at] = pick([...odd, ...long, ` ${figure()}`, `${figure()} MiB`]);
      }
      if (random() < 0.1) cells.splice(0, 3, ...fresh());
      const [separator, end] = random() < 0.05 ? [",", "\r\n"] : [", ", "\n"];
      const text = cells.map((row) => row.join(separator)).join(end);
      const read = parseGpuCsv(text, fullFields, 0, memory);
      expect(read, text).toEqual(parseGpuCsv(text, fullFields, 0));
      const again = parseGpuCsv(text, fullFields, 0, memory);
      unchanged += again.gpus.filter((gpu, place) => gpu === read.gpus[place]).length;
    }
    expect(unchanged).toBeGreaterThan(1000);
  });

  test("of which nothing changed are the same GPU, and another GPU in its place is not", () => {
    const memory = new RowMemory();
    const read = (text: string) => parseGpuCsv(text, fullFields, 0, memory).gpus[0];
    const first = read(gpuRow());
    expect(read(gpuRow())).toBe(first);
    expect(read(gpuRow({ "utilization.gpu": "12" }))).toEqual({ ...first, utilizationGpuRatio: 0.12 });
    expect(first?.utilizationGpuRatio).toBe(0.97);
    expect(read(gpuRow({ uuid: "GPU-0" }))).toEqual({ ...first, uuid: "GPU-0" });
  });

  test("are read anew where other fields are asked for", () => {
    const memory = new RowMemory();
    parseGpuCsv("0, GPU-a, 40", ["index", "uuid", "temperature.gpu"], 0, memory);
    const { gpus } = parseGpuCsv("0, GPU-a, 40", ["index", "uuid", "fan.speed"], 0, memory);
    expect(gpus[0]).toMatchObject({ fanRatio: 0.4, temperatureCelsius: { missing: "notAsked" } });
  });

  test("with a figure under two of its names, the last of them counts, whichever changes", () => {
    const memory = new RowMemory();
    const fields = ["index", "pcie.link.gen.gpucurrent", "pcie.link.gen.current"];
    parseGpuCsv("0, 4, 5", fields, 0, memory);
    expect(parseGpuCsv("0, 3, 5", fields, 0, memory).gpus[0]?.pcieGeneration).toBe(5);
  });
});
