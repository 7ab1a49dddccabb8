import { describe, expect, it } from "vitest";
import { type HostScript, parseHostScript, scriptHeader } from "../../../../shared/domain/runbook/hostScript.ts";
import { formatHolder, parseHolder } from "../../../../shared/domain/runbook/lockHolder.ts";

describe("a script's header", () => {
  it.each<HostScript>([
    { kind: "identity" },
    { kind: "step", record: "/tmp/.midwatch-1-1", timeoutSeconds: 5, argv: ["echo", "it's $(é)\n", ""] },
    { kind: "lock", holder: "midwatch:1:a:b:c:1:2" },
  ])("%j is one plain word after its mark", (script) => {
    const header = scriptHeader(script);
    expect(header).toMatch(/^: midwatch-runbook 1 [A-Za-z0-9_-]+$/);
    expect(parseHostScript(`exec sh -c '${header} ; LC_ALL=C'`)).toEqual(script);
  });

  it("is missing from what people type", () => {
    expect(parseHostScript("systemctl restart vllm")).toBeNull();
  });
});

describe("a lock's holder", () => {
  const holder = { owner: "ada@laptop", run: "00ff", runbook: "restart-unit", sinceSeconds: 10, untilSeconds: 20 };

  it("is one word that says who", () => {
    expect(parseHolder(formatHolder(holder))).toEqual(holder);
    expect(formatHolder({ ...holder, owner: "a b:c'd@x" })).toBe("midwatch:1:a_b_c_d@x:00ff:restart-unit:10:20");
  });

  it.each(["", "something", "midwatch:2:a:b:c:1:2", "midwatch:1:a:b:c:x:2"])("%j is none of ours", (text) => {
    expect(parseHolder(text)).toBeNull();
  });
});
