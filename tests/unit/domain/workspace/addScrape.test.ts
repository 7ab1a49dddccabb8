import { describe, expect, test } from "vitest";
import { addScrape } from "../../../../shared/domain/workspace/addScrape.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

const text = `# Our fleet
version: 1
name: Fleet
hosts:
  - name: gpu-a09 # noisy fan
    environment: prod
    # the model
    scrape:
      - job: vllm # v2
        port: 8000
  - name: gpu-a10
  - { name: gpu-a11 }
`;
const vllm = { job: "vllm", port: 8001, path: "/metrics" };

describe("adding a scrape target", () => {
  test("keeps comments and order, and tells a second one of a job apart", () => {
    expect(addScrape(text, "midwatch.yaml", "gpu-a09", vllm)).toBe(
      text.replace(
        "        port: 8000\n",
        '        port: 8000\n      - job: vllm\n        port: 8001\n        labels:\n          port: "8001"\n',
      ),
    );
  });

  test.each(["gpu-a10", "gpu-a11"])("makes the list where %s has none", (host) => {
    const added = addScrape(text, "midwatch.yaml", host, { job: "web", port: 8080, path: "/internal/metrics" }) ?? "";
    const { file, problems } = parseWorkspace(added, "midwatch.yaml");
    expect(problems).toEqual([]);
    expect(file?.hosts.find(({ name }) => name === host)?.scrape).toMatchObject([
      { job: "web", port: 8080, path: "/internal/metrics" },
    ]);
  });

  test("an empty list is filled", () => {
    const empty = text.replace("scrape:\n      - job: vllm # v2\n        port: 8000", "scrape: []");
    expect(addScrape(empty, "midwatch.yaml", "gpu-a09", vllm)).toContain(
      "scrape:\n      - job: vllm\n        port: 8001\n",
    );
  });

  test("changes nothing when it is listed, and refuses other hosts and files with problems", () => {
    expect(addScrape(text, "midwatch.yaml", "gpu-a09", { ...vllm, port: 8000 })).toBe(text);
    expect(addScrape(text, "midwatch.yaml", "gpu-b01", vllm)).toBeNull();
    expect(addScrape("version: 1\n", "midwatch.yaml", "gpu-a09", vllm)).toBeNull();
  });
});
