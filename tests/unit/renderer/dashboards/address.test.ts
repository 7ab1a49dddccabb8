import { describe, expect, test } from "vitest";
import {
  formatChosen,
  parseChosen,
  withSource,
  withVariable,
} from "../../../../renderer/features/dashboards/address.ts";

describe("what is chosen, in an address", () => {
  test.each<[string, string]>([
    ["nothing", ""],
    ["one value", "var-job=api"],
    ["several", "var-job=api&var-job=db&var-env=prod"],
    ["an empty text", "var-filter="],
    ["signs of addresses", "var-q=a%26b%3Dc+d%23e%3Ff"],
    ["a source", "var-job=api&source-Main+one=eu"],
  ])("%s comes back as it was", (_name, query) => {
    expect(formatChosen(parseChosen(query))).toBe(query);
  });

  test("what is neither is left out", () => {
    expect(parseChosen("from=now-1h&orgId=1&var-job=api&x")).toEqual({
      variables: [{ name: "job", values: ["api"] }],
      sources: [],
    });
  });

  test("a choice replaces the one before", () => {
    const chosen = parseChosen("var-job=api&var-job=db&source-Main=eu");
    expect(formatChosen(withVariable(chosen, "job", ["web"]))).toBe("var-job=web&source-Main=eu");
    expect(formatChosen(withSource(chosen, "Main", "us"))).toBe("var-job=api&var-job=db&source-Main=us");
  });
});
