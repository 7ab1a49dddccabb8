import { expect, onTestFinished } from "vitest";
import { createFakeFleet, type FakeStream, gpuText } from "./fakeFleet.ts";

/** Stopped once the test is over, with every timer of it. */
export function fleetOf(...args: Parameters<typeof createFakeFleet>) {
  const fleet = createFakeFleet(...args);
  onTestFinished(() => {
    fleet.service.dispose();
    expect(fleet.clock.pendingTimers, "timers left behind").toBe(0);
  });
  return fleet;
}

/** A new plan waits until what runs beside the old stream has ended. */
export const graceMs = 1000;

/** The sections of a tick of two GPUs. */
export const gpus = (stream: FakeStream, changes = {}) => ({ gpu: gpuText(stream.plan, 2, changes) });
