import { describe, expect, it } from "vitest";
import { isReply } from "../../../../shared/domain/terminal/isReply.ts";
import { needsReview, readPaste } from "../../../../shared/domain/terminal/paste.ts";
import { targetCommand, terminalTarget } from "../../../../shared/domain/terminal/target.ts";

describe("a paste", () => {
  it.each([
    ["one line", "nvidia-smi -L", { text: "nvidia-smi -L", lines: 1, removed: 0 }, false],
    ["a line with its end", "reboot\n", { text: "reboot\n", lines: 1, removed: 0 }, true],
    ["lines of Windows", "a\r\nb\r\n", { text: "a\nb\n", lines: 2, removed: 0 }, true],
    ["a tab", "a\tb", { text: "a\tb", lines: 1, removed: 0 }, false],
    ["an end of a bracketed paste", "a\u001b[201~b", { text: "a[201~b", lines: 1, removed: 1 }, true],
    ["C1 controls and Ctrl+C", "\u009b201~\u0003x", { text: "201~x", lines: 1, removed: 2 }, true],
    ["other scripts", "Grüße 你好", { text: "Grüße 你好", lines: 1, removed: 0 }, false],
  ])("of %s is read and looked at as it must be", (_what, clipboard, paste, reviewed) => {
    expect(readPaste(clipboard)).toEqual(paste);
    expect(needsReview(readPaste(clipboard))).toBe(reviewed);
  });
});

describe("what a terminal sends by itself", () => {
  it.each([
    "\u001b[?1;2c",
    "\u001b[>0;276;0c",
    "\u001b[12;40R",
    "\u001b[0n",
    "\u001b[?2026;2$y",
    "\u001b[I",
    "\u001b[O",
    "\u001bP1$r0m\u001b\\",
    "\u001b]11;rgb:0a/0c/0f\u001b\\",
  ])("%j is not typed", (data) => expect(isReply(data)).toBe(true));

  it.each([
    "a",
    "\r",
    "\u0003",
    "\u001b",
    "\u001b[A",
    "\u001b[1;5C",
    "\u001bOP",
    "\u001b[3~",
    "\u001b[200~x\u001b[201~",
    "\u001bc",
  ])("%j is typed", (data) => expect(isReply(data)).toBe(false));
});

describe("a terminal's target", () => {
  const containerId = "ab".repeat(32);
  it.each(["-it", "a b", "a;b", "$(id)", "a'b", "", "../x"])("cannot be a container called %j", (container) => {
    const target = { kind: "container", host: "gpu-a01", manager: "docker", container: "vllm-0", containerId };
    expect(terminalTarget.safeParse({ ...target, container }).success).toBe(false);
    expect(terminalTarget.safeParse({ ...target, containerId: container }).success).toBe(false);
    expect(terminalTarget.safeParse(target).success).toBe(true);
  });

  it.each(["../secrets", "web/exec?x=", "Web", "-web", "web-", "", "a b"])("cannot be a pod called %j", (pod) => {
    const target = { kind: "pod", cluster: "eu", namespace: "serving", pod, uid: "7e0f", container: "main" };
    expect(terminalTarget.safeParse(target).success).toBe(false);
    expect(terminalTarget.safeParse({ ...target, pod: "web-0", container: pod }).success).toBe(false);
    expect(terminalTarget.safeParse({ ...target, pod: "web-0" }).success).toBe(true);
  });

  it("is a shell in the container by its id, by the engine that runs it", () => {
    const named = { kind: "container", host: "gpu-a01", manager: "podman", container: "vllm-0", containerId };
    const target = terminalTarget.parse(named);
    if (target.kind !== "container") throw new Error("it is in a container");
    expect(targetCommand(target)).toMatch(/^exec podman exec -it (ab){32} sh -c '[^']*'$/);
    expect(targetCommand({ kind: "host", host: "gpu-a01" })).toBeNull();
  });
});
