import { describe, expect, it } from "vitest";
import { execChannel, execFrame, readExecEnd, resizeFrame } from "../../../../shared/domain/kubernetes/podExec.ts";

describe("what a program in a container is told", () => {
  it("has its channel in front", () => {
    expect([...execFrame(execChannel.stdin, Uint8Array.of(97, 13))]).toEqual([0, 97, 13]);
    expect([...execFrame(execChannel.status, new Uint8Array())]).toEqual([3]);
    const resize = resizeFrame({ columns: 120, rows: 40 });
    expect(resize[0]).toBe(4);
    expect(JSON.parse(new TextDecoder().decode(resize.subarray(1)))).toEqual({ Width: 120, Height: 40 });
  });
});

describe("the end of a program in a container", () => {
  const failure = { metadata: {}, status: "Failure" };
  it.each([
    ["success", { metadata: {}, status: "Success" }, { kind: "exited", code: 0 }],
    [
      "an exit code",
      {
        ...failure,
        message: "command terminated with non-zero exit code: exit status 137",
        reason: "NonZeroExitCode",
        details: { causes: [{ reason: "ExitCode", message: "137" }] },
      },
      { kind: "exited", code: 137 },
    ],
    [
      "a program that is not there",
      { ...failure, message: 'exec: "sh": executable file not found in $PATH', reason: "InternalError", code: 500 },
      { kind: "failed", message: 'exec: "sh": executable file not found in $PATH' },
    ],
    [
      "words that would act on the terminal",
      { ...failure, message: "\u001b]52;c;aGk=\u0007no shell" },
      { kind: "failed", message: "no shell" },
    ],
    [
      "a code that is none",
      {
        ...failure,
        reason: "NonZeroExitCode",
        message: "odd",
        details: { causes: [{ reason: "ExitCode", message: "" }] },
      },
      { kind: "failed", message: "odd" },
    ],
  ])("is read: %s", (_what, status, end) => expect(readExecEnd(JSON.stringify(status))).toEqual(end));

  it.each(["", '{"metadata":{},"stat', "null", '{"status":"Unknown"}'])("is not known yet from %j", (text) =>
    expect(readExecEnd(text)).toBeNull(),
  );
});
