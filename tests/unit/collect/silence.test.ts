import { describe, expect, it } from "vitest";
import { stuckStatus } from "../../../shared/domain/collect/protocol.ts";
import { type createFakeFleet, gpuText } from "./fakeFleet.ts";
import { fleetOf, gpus, graceMs } from "./fleetOf.ts";

describe("silence and loss", () => {
  it("three missed ticks: stale, the link is suspected once; values are kept and marked", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(2900);
    expect(fleet.detail().summary.stale).toBe(false);
    await fleet.clock.advance(200);
    expect(fleet.detail().summary).toMatchObject({ stale: true, gpusReporting: 2 });
    expect(fleet.host().suspicions).toHaveLength(1);
    expect(fleet.rowsOf("node").at(-1)?.samples).toEqual(new Map([["up", 0]]));
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.detail().summary.stale).toBe(false);
    expect(fleet.rowsOf("node").at(-1)?.samples?.get("up")).toBe(1);
  });

  it.each(["gpu", "apps", "xml"])(
    "an nvidia-smi that cannot be stopped (%s) is given up; the host goes on",
    async (section) => {
      const fleet = fleetOf();
      const stream = await fleet.start();
      stream.tick(gpus(stream));
      for (let second = 0; second < 13; second++) {
        stream.tick();
        await fleet.clock.advance(1000);
      }
      expect(fleet.detail().summary.stale).toBe(false);
      expect(fleet.host().suspicions).toEqual([]);
      stream.begin();
      stream.section(section, `${section} has not ended for 13 s and cannot be stopped`, stuckStatus, 0);
      stream.finishTick();
      await fleet.clock.advance(graceMs + 50);
      const { pace } = fleet.host().running("collect").plan;
      expect([pace.gpu, pace.apps, pace.xml]).toEqual([undefined, undefined, undefined]);
      expect(fleet.detail().summary).toMatchObject({
        gpuSubsystem: { kind: "hung" },
        gpusReporting: 0,
        gpusExpected: 2,
      });
      expect(fleet.detail().gpus.map((gpu) => gpu.state)).toEqual(["unreadable", "unreadable"]);
    },
  );

  it("another reading that cannot be stopped costs itself alone: named, and in no new plan until the next connection", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    for (let second = 0; second < 20; second++) {
      stream.tick(gpus(stream));
      await fleet.clock.advance(1000);
    }
    stream.begin();
    stream.section("filesystems", "filesystems has not ended for 19 s and cannot be stopped", stuckStatus, 0);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().summary).toMatchObject({ stale: false, gpusReporting: 2 });
    expect(fleet.host().suspicions).toEqual([]);
    expect(fleet.detail().unreadable[0]).toMatchObject({
      section: "filesystems",
      text: expect.stringContaining("cannot be stopped"),
    });
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace).toMatchObject({ gpu: 1, units: 10 });
    expect(fleet.host().running("collect").plan.pace.filesystems).toBeUndefined();
    fleet.host().lose();
    expect((await fleet.start()).plan.pace.filesystems).toBeDefined();
  });

  it("a process query that times out is named, and asked less often at once; the rows go on", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.begin();
    stream.section("host", "");
    stream.section("gpu", gpuText(stream.plan, 2));
    stream.finishTick();
    stream.section("apps", "", 124, 8);
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([
      expect.objectContaining({ section: "apps", text: expect.stringContaining("did not answer within 8 s") }),
    ]);
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "ok" } });
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace.apps).toBe(80);
  });

  it("an answer that takes 9 s is waited for", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    stream.begin();
    stream.section("host", "");
    await fleet.clock.advance(9000);
    stream.section("gpu", gpuText(stream.plan, 2), 0, 9);
    await fleet.clock.advance(50);
    expect(stream.closed).toBe(false);
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("ok");
  });

  it("loss in the middle of a frame: up is 0 every 15 s, the half frame is no row", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    stream.begin();
    stream.write("/proc/loadavg:9.9");
    await fleet.clock.advance(100);
    fleet.host().lose();
    await fleet.clock.advance(31_000);
    expect(fleet.rowsOf("node").map((row) => row.samples?.get("up"))).toEqual([1, 0, 0, 0]);
    expect(
      fleet
        .rowsOf("node")
        .slice(1)
        .every((row) => row.samples?.size === 1),
    ).toBe(true);
    expect(fleet.detail().summary).toMatchObject({ stale: true, connection: { kind: "waiting" } });
  });

  it("a transport that keeps the key to itself: probed once per connection, not per tick", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    host.fingerprint = null;
    const stream = await fleet.start();
    for (let tick = 0; tick < 3; tick++) {
      stream.tick(gpus(stream));
      await fleet.clock.advance(1000);
    }
    expect(host.execs).toBe(1);
    host.lose();
    await fleet.start();
    expect(host.execs).toBe(2);
  });

  it("a driver that comes back is probed anew: it may be another one", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(
      {
        gpu: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
      },
      0.02,
      9,
    );
    await fleet.clock.advance(1000);
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("driverNotLoaded");
    stream.tick(gpus(stream));
    await fleet.clock.advance(graceMs + 50);
    expect(fleet.host().execs).toBe(2);
  });

  it("a reconnect reads at once with what is known; another key is probed anew", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    (await fleet.start()).tick();
    await fleet.clock.advance(10);
    host.lose();
    await fleet.start();
    expect(host.execs).toBe(1);
    host.lose();
    host.fingerprint = "SHA256:two";
    await fleet.start();
    expect(host.execs).toBe(2);
  });

  it.each([
    [
      "the uptime goes back",
      async (fleet: ReturnType<typeof createFakeFleet>) => {
        fleet.host().uptime = 5;
        const stream = await fleet.start();
        stream.tick(gpus(stream));
      },
    ],
    [
      "the XML names another driver",
      async (fleet: ReturnType<typeof createFakeFleet>) => {
        const stream = await fleet.start();
        stream.tick({
          ...gpus(stream),
          xml: "<nvidia_smi_log><driver_version>595.80</driver_version></nvidia_smi_log>\n",
        });
      },
    ],
  ])("a reconnected host is probed anew when %s", async (_, tick) => {
    const fleet = fleetOf();
    (await fleet.start()).tick();
    await fleet.clock.advance(10);
    fleet.host().lose();
    await tick(fleet);
    await fleet.clock.advance(graceMs + 50);
    expect(fleet.host().execs).toBe(2);
  });

  it("stopped by the user: stale, and no more rows", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(10);
    fleet.host().stop();
    await fleet.clock.advance(60_000);
    expect(fleet.rowsOf("node").at(-1)?.samples).toBeNull();
    expect(fleet.rowsOf("nvidia_smi").at(-1)?.samples).toBeNull();
  });
});
