import { describe, expect, it } from "vitest";
import { createNetworkWatch } from "../../../electron/services/networkWatch.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

function setUp() {
  const clock = new ManualClock();
  const network = { addresses: "10.0.0.2" };
  const watch = createNetworkWatch(clock, () => network.addresses);
  let changes = 0;
  watch.onChange(() => {
    changes += 1;
  });
  return { clock, network, watch, changes: () => changes };
}

describe("network watch", () => {
  it("is silent while nothing happens", async () => {
    const { clock, changes } = setUp();
    await clock.advance(600_000);
    expect(changes()).toBe(0);
  });

  it("tells once that the computer woke up", async () => {
    const { clock, changes } = setUp();
    await clock.advance(3000);
    clock.stepWall(3_600_000);
    await clock.advance(10_000);
    expect(changes()).toBe(1);
  });

  it("does not mind small steps of the clock, nor steps back", async () => {
    const { clock, changes } = setUp();
    clock.stepWall(5000);
    await clock.advance(4000);
    clock.stepWall(-3_600_000);
    await clock.advance(4000);
    expect(changes()).toBe(0);
  });

  it("tells once that the addresses are others", async () => {
    const { clock, network, changes } = setUp();
    network.addresses = "192.168.1.7";
    await clock.advance(10_000);
    expect(changes()).toBe(1);
  });

  it("looks at once when told to, and tells only once", async () => {
    const { clock, watch, changes } = setUp();
    clock.stepWall(3_600_000);
    watch.look();
    expect(changes()).toBe(1);
    await clock.advance(60_000);
    expect(changes()).toBe(1);
    expect(clock.pendingTimers).toBe(1);
  });

  it("stops", async () => {
    const { clock, watch, network, changes } = setUp();
    watch.dispose();
    network.addresses = "";
    await clock.advance(10_000);
    expect(changes()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
