import { describe, expect, test } from "vitest";
import { addHosts, newWorkspaceText } from "../../../../shared/domain/workspace/addHosts.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

const existing = `# Our fleet
version: 1
name: Fleet # the night shift's

hosts:
  # rack 4
  - name: gpu-a09 # noisy fan
    environment: prod
  - name: gpu-a10

# collected slowly on purpose
collect:
  interval: 5s
`;

describe("adding hosts", () => {
  test("keeps comments and order, and appends", () => {
    const added = addHosts(existing, "midwatch.yaml", [
      { name: "gpu-a10", environment: "dev" },
      { name: "gpu-b01", environment: "staging" },
      { name: "gpu-b02", environment: null },
    ]);
    const expected = existing.replace(
      "  - name: gpu-a10\n",
      "  - name: gpu-a10\n  - name: gpu-b01\n    environment: staging\n  - name: gpu-b02\n",
    );
    expect(added).toBe(expected);
  });

  test("changes nothing when all are listed", () => {
    const odd = existing.replace("interval: 5s", "interval:    5s");
    expect(addHosts(odd, "midwatch.yaml", [{ name: "gpu-a09", environment: null }])).toBe(odd);
  });

  test("makes the list where there is none, or an empty one", () => {
    const hosts = [{ name: "a", environment: null }];
    const expected = "version: 1\nname: x\nhosts:\n  - name: a\n";
    expect(addHosts("version: 1\nname: x\n", "midwatch.yaml", hosts)).toBe(expected);
    expect(addHosts("version: 1\nname: x\nhosts: []\n", "midwatch.yaml", hosts)).toBe(expected);
  });

  test("defines an environment that the file's own do not have", () => {
    const text = "version: 1\nname: x\nenvironments:\n  blue:\n    kind: production\n";
    const added = addHosts(text, "midwatch.yaml", [{ name: "a", environment: "dev" }]) ?? "";
    const { file, problems } = parseWorkspace(added, "midwatch.yaml");
    expect(problems).toEqual([]);
    expect(file?.environments).toEqual({ blue: { kind: "production" }, dev: { kind: "development" } });
  });

  test("refuses a file with problems", () => {
    expect(addHosts("version: 1\n", "midwatch.yaml", [{ name: "a", environment: null }])).toBeNull();
  });

  test("a new file is a good one, whatever its name", () => {
    for (const name of ["Fleet", "yes", "a: b # c", 'quote "', "12", "☃"]) {
      const text = newWorkspaceText(name, [{ name: "null", environment: "prod" }]);
      const { file, problems } = parseWorkspace(text, "midwatch.yaml");
      expect(problems).toEqual([]);
      expect([file?.name, file?.hosts[0]?.name]).toEqual([name, "null"]);
    }
  });
});
