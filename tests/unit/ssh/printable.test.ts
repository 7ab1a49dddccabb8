import { describe, expect, it } from "vitest";
import { printable, printableLine } from "../../../electron/services/ssh/printable.ts";

describe("text from a server", () => {
  it.each([
    ["plain text", "Password:", "Password:"],
    ["other scripts", "密码 пароль", "密码 пароль"],
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["a window title", "\u001b]0;title\u0007text", "text"],
    ["bells and backspaces", "a\u0007b\u0008c", "abc"],
    ["a direction override", "admin\u202enimda", "adminnimda"],
    ["invisible characters", "pass\u200bword", "password"],
    ["line ends", "a\r\nb\rc", "a\nb\nc"],
    ["an eight-bit control", "a\u009bb", "ab"],
  ])("shows %s", (_title, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("is cut", () => {
    expect(printable("x".repeat(5000)).length).toBe(2001);
    expect(printableLine("a\n b\tc ")).toBe("a b c");
  });
});
