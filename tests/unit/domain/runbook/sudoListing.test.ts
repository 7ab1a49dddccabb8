import { describe, expect, it } from "vitest";
import { asksForPassword } from "../../../../shared/domain/runbook/sudoListing.ts";

/** As sudo 1.9.13 prints it to a pipe, entry by entry: users, options, commands. */
function listing(
  entries: readonly (readonly [string, string, ...string[]])[],
  defaults = "env_reset, use_pty",
): string {
  const head = `Matching Defaults entries for ops on gpu-a01:\n    ${defaults}\n\nUser ops may run the following commands on gpu-a01:\n`;
  const texts = entries.map(([users, options, ...commands]) => {
    const lines = commands.map((command) => `\t${command}\n`).join("");
    return `\nSudoers entry:\n    RunAsUsers: ${users}\n${options === "" ? "" : `    Options: ${options}\n`}    Commands:\n${lines}`;
  });
  return `${head}${texts.join("")}`;
}

const restart = "/usr/bin/systemctl restart vllm.service";
const free = "!authenticate";

describe("asksForPassword", () => {
  const asked = (text: string) => asksForPassword(text, "/usr/bin/systemctl", ["restart", "vllm.service"]);

  it.each([
    ["that one command", listing([["root", free, restart]]), "no"],
    ["that one command after one", listing([["root", "", restart]]), "yes"],
    ["everything", listing([["ALL", "setenv, !authenticate", "ALL"]]), "no"],
    [
      "everything after one, that command without",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, restart],
      ]),
      "no",
    ],
    [
      "everything after one, another command without",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, "/usr/bin/id"],
      ]),
      "yes",
    ],
    [
      "that command without, everything after one",
      listing([
        ["root", free, restart],
        ["ALL", "", "ALL"],
      ]),
      "yes",
    ],
    ["the program, whatever its arguments", listing([["root", free, "/usr/bin/systemctl"]]), "no"],
    [
      "the program without arguments",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, '/usr/bin/systemctl ""'],
      ]),
      "yes",
    ],
    [
      "units by a pattern",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, "/usr/bin/systemctl restart vllm*"],
      ]),
      "no",
    ],
    [
      "units by another pattern",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, "/usr/bin/systemctl restart web?"],
      ]),
      "yes",
    ],
    [
      "its folder",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, "/usr/bin/"],
      ]),
      "no",
    ],
    ["its file by another name, alone", listing([["root", free, "/bin/systemctl restart vllm.service"]]), "no"],
    [
      "its file by another name, after one",
      listing([
        ["root", free, "ALL"],
        ["root", "", "/bin/systemctl"],
      ]),
      "yes",
    ],
    [
      "it for another user",
      listing([
        ["ALL", "", "ALL"],
        ["www-data", free, restart],
      ]),
      "yes",
    ],
    ["all but other commands", listing([["root", free, "ALL", "!/usr/bin/su"]]), "no"],
    [
      "what a digest or an expression may mean",
      listing([
        ["ALL", "", "ALL"],
        ["root", free, "^/usr/bin/s.*$"],
      ]),
      "yes",
    ],
    ["everything, by a default", listing([["root", "", "ALL"]], "env_reset, !authenticate"), "no"],
    ["it in words of no sudo known here", "User ops may run everything\n", "unknown"],
  ])("allowed: %s", (_, text, answer) => {
    expect(asked(text)).toBe(answer);
  });

  it("reads a pattern's escapes as characters", () => {
    const text = listing([
      ["ALL", "", "ALL"],
      ["root", free, "/usr/bin/tee /tmp/a\\,b\\*"],
    ]);
    expect(asksForPassword(text, "/usr/bin/tee", ["/tmp/a,b*"])).toBe("no");
    expect(asksForPassword(text, "/usr/bin/tee", ["/tmp/a,bc"])).toBe("yes");
  });
});
