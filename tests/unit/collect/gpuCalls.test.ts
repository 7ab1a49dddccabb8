import { describe, expect, it } from "vitest";
import { gpuText } from "./fakeFleet.ts";
import { fleetOf, gpus, graceMs } from "./fleetOf.ts";

describe("how nvidia-smi is called", () => {
  async function looping() {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream, { persistence_mode: "Disabled" }));
    await fleet.clock.advance(graceMs + 10);
    return { fleet, host: fleet.host(), loop: fleet.host().running("gpu-loop") };
  }

  it("drops an unknown field and asks again", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ gpu: 'Field "fan.speed" is not a valid field to query.\n\n' }, 0.02, 2);
    await fleet.clock.advance(graceMs - 10);
    expect(fleet.host().open("collect"), "no second nvidia-smi while the first may run").toEqual([]);
    await fleet.clock.advance(20);
    const next = fleet.host().running("collect");
    expect(next).not.toBe(stream);
    expect(stream.closed).toBe(true);
    expect(next.plan.gpuFields).toEqual(stream.plan.gpuFields.filter((field) => field !== "fan.speed"));
    next.tick(gpus(next));
    await fleet.clock.advance(50);
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "ok" } });
    expect(fleet.host().execs).toBe(1);
  });

  it("does not restart for ever over a field it never asked for", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ gpu: 'Field "other" is not a valid field to query.\n\n' }, 0.02, 2);
    await fleet.clock.advance(10);
    expect(fleet.host().running("collect")).toBe(stream);
  });

  it("uses the loop in a channel of its own when persistence mode is off, and no single calls beside it", async () => {
    const { fleet, host, loop } = await looping();
    expect(host.running("collect").plan.pace.gpu).toBeUndefined();
    expect(host.open("collect")).toHaveLength(1);
    loop.begin();
    loop.write(gpuText(loop.plan, 2));
    await fleet.clock.advance(500);
    expect(fleet.rowsOf("nvidia_smi")).toHaveLength(2);
    expect(fleet.detail().gpuMode).toMatchObject({ kind: "loop", why: expect.stringContaining("Persistence") });
    expect(fleet.detail().costs, "a loop's cost is not known, which is not zero").toContainEqual(
      expect.objectContaining({ section: "gpu", wallMs: null, intervalMs: 1000 }),
    );
    const row = fleet.rowsOf("nvidia_smi").at(-1)?.samples;
    expect(row?.has("nvidia_smi_last_collect_duration_seconds")).toBe(false);
    expect(row?.has("scrape_duration_seconds")).toBe(false);
    expect(row?.get("up")).toBe(1);
  });

  it("takes a loop's tick that comes in two pieces for one", async () => {
    const { fleet, loop } = await looping();
    loop.begin();
    const text = gpuText(loop.plan, 2);
    loop.write(text.slice(0, text.length - 20));
    // As far apart as two turns of reading.
    await fleet.clock.advance(260);
    loop.write(text.slice(text.length - 20));
    await fleet.clock.advance(500);
    expect(fleet.rowsOf("nvidia_smi")).toHaveLength(2);
    expect(fleet.detail().summary.gpusReporting).toBe(2);
  });

  it("goes from a stuck loop back to single calls at a longer interval, after the loop was ended", async () => {
    const { fleet, host, loop } = await looping();
    loop.begin();
    const unknown = gpuText(loop.plan, 2).replace(/[^,\n]+/g, "[Unknown Error]");
    for (let tick = 0; tick < 2; tick++) {
      loop.write(unknown);
      await fleet.clock.advance(1000);
    }
    expect(loop.closed).toBe(true);
    await fleet.clock.advance(1000);
    expect(host.open("gpu-loop")).toEqual([]);
    expect(host.running("collect").plan.pace.gpu).toBe(2);
    expect(fleet.detail().gpuMode.why).toContain("[Unknown Error]");
  });

  it("leaves a loop that prints nothing", async () => {
    const { fleet, host } = await looping();
    for (let second = 0; second < 25; second++) {
      host.open("collect").at(-1)?.tick();
      await fleet.clock.advance(1000);
    }
    expect(host.open("gpu-loop")).toEqual([]);
    expect(fleet.detail().history.some(({ text }) => text.includes("went silent"))).toBe(true);
  });

  it("reads the XML half as often when it costs over a quarter of its interval", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    for (let tick = 0; tick < 2; tick++) {
      stream.begin();
      stream.section("host", "");
      stream.section("apps", "", 0, 2);
      stream.finishTick();
      await fleet.clock.advance(100);
    }
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace.apps).toBe(10);
    expect(fleet.detail().history[0]?.text).toContain("Reading anew");
  });
});
