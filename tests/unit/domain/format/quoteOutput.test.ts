import { describe, expect, it } from "vitest";
import { quoteOutput } from "../../../../shared/domain/format/quoteOutput.ts";

/** As a stream decodes it. */
const decoded = (bytes: readonly number[]) => Buffer.from(bytes).toString("utf8");
const program = decoded([
  0x7f,
  0x45,
  0x4c,
  0x46,
  2,
  1,
  1,
  0,
  ...Array.from({ length: 20_000 }, (_, i) => (i * 73) % 256),
]);

describe("quoteOutput", () => {
  it.each([
    ["a sentence", "  bash: nvidia-smi: command not found\n", "bash: nvidia-smi: command not found"],
    ["several lines", "one\r\ntwo\n", "one\r\ntwo"],
    ["colours", "\u001b[1;31mERROR\u001b[0m no", "ERROR no"],
    ["a window title", "\u001b]0;root@gpu\u0007ready", "ready"],
    ["a bell and a direction override", "no\u0007 \u202eshell", "no shell"],
    ["other languages", "接続できません: ñandú", "接続できません: ñandú"],
    [
      "one byte of another encoding",
      decoded([0x67, 0x65, 0x73, 0x70, 0x65, 0x72, 0x72, 0x74, 0x20, 0xfc, 0x62, 0x65, 0x72]),
      "gesperrt ber",
    ],
    ["nothing", " \n", ""],
  ])("%s", (_, text, shown) => {
    expect(quoteOutput(text)).toBe(shown);
  });

  it("cuts what is long", () => {
    expect(quoteOutput("x".repeat(100_000))).toBe(`${"x".repeat(2000)}…`);
  });

  it("tells the size of what is no text, and little of it", () => {
    const shown = quoteOutput(program, 3_500_000);
    expect(shown).toMatch(/^It printed 3\.34 MiB that are no text; what can be read begins: ELF/);
    expect(shown.length).toBeLessThan(130);
    expect(shown).toMatch(/^[ -~]+$/);
  });

  it("has nothing to quote of what cannot be read at all", () => {
    expect(quoteOutput("\u0001\u0002\ufffd\u0000".repeat(5), 20)).toBe("It printed 20 B that are no text");
  });
});
