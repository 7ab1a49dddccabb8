import { describe, expect, it } from "vitest";
import { jsonLinesLog } from "../../../electron/services/jsonLinesLog.ts";

function write(message: string, facts?: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  jsonLinesLog({ write: (line) => lines.push(line) }, { nowMs: () => Date.UTC(2026, 10, 20, 3) }).warn(message, facts);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

describe("jsonLinesLog", () => {
  it("writes one JSON object a line", () => {
    expect(write("Lost a host", { host: "gpu-a01", attempt: 3, why: "a\nb" })).toBe(
      '{"time":"2026-11-20T03:00:00.000Z","level":"warn","message":"Lost a host","host":"gpu-a01","attempt":3,"why":"a\\nb"}\n',
    );
  });

  it.each([
    ["token", "hunter2"],
    ["accessToken", "hunter2"],
    ["Authorization", "Basic hunter2"],
    ["password", "hunter2"],
    ["passphrase", "hunter2"],
    ["set-cookie", "hunter2"],
    ["privateKey", "hunter2"],
    ["api_key", "hunter2"],
    ["url", "http://127.0.0.1:1/?token=hunter2"],
    ["url", "https://oncall:hunter2@prometheus.example/"],
    ["header", "Bearer hunter2"],
    ["pem", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----"],
    ["pem", "-----BEGIN RSA PRIVATE KEY-----\nhunter2"],
    ["error", new Error("GET /?a=1&token=hunter2 failed")],
    ["nested", { list: [{ secret: "hunter2" }, "Bearer hunter2"] }],
  ])("hides a secret under %s", (key, value) => {
    expect(write("m", { [key]: value })).not.toContain("hunter2");
    expect(write("m", { [key]: value })).toContain("[hidden]");
  });

  it("hides one in the message", () => {
    expect(write("GET /?token=hunter2")).not.toContain("hunter2");
  });

  it("leaves ordinary facts alone", () => {
    const facts = { host: "gpu-a01", keyType: "ssh-ed25519", url: "http://prom:9090/api?query=up", port: 22 };
    expect(JSON.parse(write("m", facts))).toMatchObject(facts);
  });

  it.each([
    ["a cycle", cycle],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["not a number", Number.NaN],
    ["a long list", Array.from({ length: 100_000 }, () => "x")],
    ["a long text", "x".repeat(1_000_000)],
  ])("survives %s in a short line", (_what, value) => {
    const line = write("m", { value });
    expect(line.length).toBeLessThan(5000);
    expect(JSON.parse(line)).toMatchObject({ message: "m" });
  });

  it("facts cannot pose as the line's own fields", () => {
    expect(JSON.parse(write("m", { level: "info", message: "other", time: "never" }))).toMatchObject({
      level: "warn",
      message: "m",
      time: "2026-11-20T03:00:00.000Z",
    });
  });
});
