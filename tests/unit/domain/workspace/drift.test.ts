import { describe, expect, test } from "vitest";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";

function parsed(drift: string, more = "") {
  const text = `version: 1\nname: w\nhosts: []\nservices:\n  - name: chat\n    targets: '{job="vllm"}'\n${more}    drift:\n${drift}`;
  const { file, problems } = parseWorkspace(text, "midwatch.yaml");
  return { drift: file?.services?.[0]?.drift, problems: problems.map((one) => [one.line, one.column, one.message]) };
}

describe("drift of a service", () => {
  test("an hour against that of yesterday, unless it says otherwise", () => {
    expect(parsed("      features: [{ name: Prompts, metric: prompt_tokens }]\n").drift).toEqual({
      window: 3_600_000,
      reference: { before: 86_400_000 },
      features: [{ name: "Prompts", kind: "histogram", metric: "prompt_tokens" }],
    });
    const { drift } = parsed(
      "      window: 10m\n      reference: { version: v1 }\n      features: [{ name: Nulls, kind: missing, metric: a, of: b }]\n",
      "    versionLabel: release\n",
    );
    expect(drift).toMatchObject({ window: 600_000, reference: { version: "v1" } });
  });

  test.each([
    ["window: ten minutes", 8, 15, /duration/],
    ["reference: yesterday", 8, 18, /Use \{before: 1d\}/],
    ["features: []", 8, 17, /features/],
    ["features: [{ name: A, metric: a, kid: mean }]", 8, 40, /Unknown key kid/],
    ["features: [{ name: A, metric: '{job=\"a\"}' }]", 8, 37, /names none/],
    ["features: [{ name: A, metric: 'a{' }]", 8, 37, /Use a metric/],
    ["features: [{ name: A, metric: a, of: b }]", 8, 44, /divided by nothing/],
    ["features: [{ name: A, metric: a }, { name: A, metric: b }]", 8, 50, /listed twice/],
    [
      "features: [{ name: A, metric: a, thresholds: { psi: { some: 0.3, strong: 0.2 } } }]",
      8,
      67,
      /some is to be no more than strong/,
    ],
  ])("%s is a problem at its place", (line, atLine, atColumn, message) => {
    const rest = line.startsWith("features") ? "" : "      features: [{ name: A, metric: a }]\n";
    expect(parsed(`      ${line}\n${rest}`).problems).toEqual([[atLine, atColumn, expect.stringMatching(message)]]);
  });

  test("releases are told apart by a label that is named", () => {
    const lines = "      reference: { version: v1 }\n      features: [{ name: A, metric: a }]\n";
    expect(parsed(lines).problems).toEqual([[8, 18, expect.stringMatching(/versionLabel/)]]);
    expect(parsed(lines, "    versionLabel: version\n").problems).toEqual([]);
  });
});
