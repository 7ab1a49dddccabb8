import { describe, expect, it } from "vitest";
import { createPrompts } from "../../../electron/host/prompts.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const question = {
  host: "gpu-a01",
  hop: "bastion",
  title: "Two-factor",
  instructions: "",
  fields: [
    { label: "Password: ", echo: false },
    { label: "Code: ", echo: true },
  ],
};

function setUp() {
  const clock = new ManualClock();
  const prompts = createPrompts({ clock });
  const controller = new AbortController();
  return { clock, prompts, controller, asked: prompts.ask(question, controller.signal) };
}

describe("prompts", () => {
  it("shows a question until it is answered, and passes the answers on", async () => {
    const { prompts, asked } = setUp();
    const [open] = prompts.open;
    expect(open).toMatchObject({ host: "gpu-a01", hop: "bastion", fields: question.fields });
    prompts.answer(open?.id ?? "", ["secret", "123456"]);
    expect(await asked).toEqual(["secret", "123456"]);
    expect(prompts.open).toEqual([]);
  });

  it("refuses a wrong count of answers and keeps the question open", () => {
    const { prompts } = setUp();
    const id = prompts.open[0]?.id ?? "";
    expect(() => prompts.answer(id, ["one"])).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
    expect(prompts.open).toHaveLength(1);
  });

  it("answers null when refused, cancelled or not answered in time", async () => {
    const refused = setUp();
    refused.prompts.answer(refused.prompts.open[0]?.id ?? "", null);
    expect(await refused.asked).toBeNull();

    const cancelled = setUp();
    cancelled.controller.abort();
    expect(await cancelled.asked).toBeNull();

    const late = setUp();
    await late.clock.advance(120_000);
    expect(await late.asked).toBeNull();
    expect(late.prompts.open).toEqual([]);
    expect(() => late.prompts.answer("prompt-1", [])).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});
