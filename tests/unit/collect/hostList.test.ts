import { describe, expect, it } from "vitest";
import { gpuText } from "./fakeFleet.ts";
import { fleetOf, graceMs } from "./fleetOf.ts";

describe("the list of hosts", () => {
  it("starts new ones, ends those that are gone, keeps the unchanged", async () => {
    const fleet = fleetOf(["a1", "a2"]);
    const stream = await fleet.start("a1");
    await fleet.start("a2");
    const kept = fleet.service.hosts.get("a1");
    fleet.setHosts(["a1", "a3"]);
    expect([...fleet.service.hosts.keys()]).toEqual(["a1", "a3"]);
    expect(fleet.service.hosts.get("a1")).toBe(kept);
    expect(stream.closed).toBe(false);
    expect(fleet.host("a2").disposed).toBe(true);
    expect(fleet.host("a2").open("collect")).toEqual([]);
    await fleet.clock.advance(250);
    expect(new Set(fleet.changes.at(-1))).toEqual(new Set(["a1", "a2", "a3"]));
  });

  const entry = { name: "a1", transport: "auto", intervalMs: 1000 } as const;

  it("connects anew to a host that is reached in another way", async () => {
    const fleet = fleetOf(["a1"]);
    await fleet.start("a1");
    const before = fleet.host("a1");
    fleet.service.setHosts([{ ...entry, user: "root" }]);
    expect(before.disposed).toBe(true);
    expect(fleet.host("a1")).not.toBe(before);
  });

  it("another pace costs neither the connection nor what is known: findings keep their beginning", async () => {
    const fleet = fleetOf(["a1"]);
    const stream = await fleet.start("a1");
    const host = fleet.host("a1");
    stream.tick({ gpu: gpuText(stream.plan, 2, { "clocks_throttle_reasons.active": "0x0000000000000040" }) });
    await fleet.clock.advance(50);
    const before = fleet.detail("a1");
    const [finding] = before.summary.findings;
    expect(finding?.kind).toBe("gpuThrottled");

    fleet.service.setHosts([{ ...entry, intervalMs: 5000 }]);
    await fleet.clock.advance(1500);
    expect(host.disposed).toBe(false);
    expect(host.execs, "not probed again").toBe(1);
    expect(stream.closed).toBe(true);
    expect(host.open("collect")).toHaveLength(1);
    const next = host.running("collect");
    expect(next.plan).toMatchObject({ intervalMs: 5000, pace: { gpu: 1, apps: 1, xml: 12 } });
    expect(fleet.detail("a1").summary).toMatchObject({ intervalMs: 5000, gpusReporting: 2, stale: false });
    expect(fleet.detail("a1").facts).toEqual(before.facts);
    expect(fleet.detail("a1").vitals).toEqual(before.vitals);
    expect(fleet.detail("a1").summary.findings).toEqual(before.summary.findings);

    host.uptime += 5;
    next.tick({ gpu: gpuText(next.plan, 2, { "clocks_throttle_reasons.active": "0x0000000000000040" }) });
    await fleet.clock.advance(50);
    expect(fleet.detail("a1").summary.findings[0]?.sinceMs).toBe(finding?.sinceMs);
    expect(fleet.detail("a1").vitals?.cpuRatio, "rates go on").not.toBeNull();
    await fleet.clock.advance(14_000);
    expect(fleet.detail("a1").summary.stale, "three of the new ticks").toBe(false);
  });

  it("shows a host in another group, and asks for other units, over the same connection", async () => {
    const fleet = fleetOf(["a1"]);
    const stream = await fleet.start("a1");
    fleet.service.setHosts([{ ...entry, group: "rack 7", environment: "production" }]);
    expect(fleet.detail("a1").summary).toMatchObject({ group: "rack 7", environment: "production" });
    expect(stream.closed).toBe(false);
    fleet.service.setHosts([{ ...entry, units: ["vllm.service", "a\\x2db.service"] }]);
    await fleet.clock.advance(1500);
    const next = fleet.host("a1").running("collect");
    expect(next.plan.units).toEqual(["vllm.service"]);
    expect(fleet.host("a1").disposed).toBe(false);
    next.tick({ units: "Id=vllm.service\nActiveState=active\n" });
    await fleet.clock.advance(50);
    expect(fleet.detail("a1").unreadable, "said for as long as it holds").toEqual([
      expect.objectContaining({ section: "unit names", text: expect.stringContaining("a\\x2db.service") }),
    ]);
  });

  it("single calls that their cost had spread out stay as far apart", async () => {
    const fleet = fleetOf(["a1"]);
    let stream = await fleet.start("a1");
    for (let tick = 0; tick < 3; tick++) {
      stream.tick({ gpu: gpuText(stream.plan, 2) }, 0.14);
      await fleet.clock.advance(1000);
    }
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(1);
    fleet.service.setHosts([{ ...entry, intervalMs: 500 }]);
    await fleet.clock.advance(1500);
    stream = fleet.host("a1").running("collect");
    for (let tick = 0; tick < 3; tick++) {
      stream.tick({ gpu: gpuText(stream.plan, 2) }, 0.14);
      await fleet.clock.advance(500);
    }
    await fleet.clock.advance(graceMs);
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(2);
    fleet.service.setHosts([{ ...entry, intervalMs: 2000 }]);
    await fleet.clock.advance(1500);
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(1);
  });
});
